import { validate } from "convex-helpers/validators";
import { expect, test } from "vitest";
import { checkMapping } from "../../src/cli/schema/mapping.js";
import { vClerkStatus } from "../../src/shared/clerk.js";
import { type Block, blocksOf, readPages } from "./markdown.js";

const blocks = readPages().flatMap(blocksOf);

const checked: Record<string, (block: Block) => boolean> = {
  ts: everywhere, // typescript.test.ts
  tsx: everywhere,
  sh: everywhere, // shell.test.ts
  json: everywhere, // below
  mermaid: everywhere, // architecture.test.ts
  // test/cli/migration.test.ts runs it with psql.
  sql: ({ page }) => page === "docs/migration.md",
  // Declarations as TypeScript itself writes them: reference.test.ts.
  typescript: ({ page }) => page.startsWith("docs/api/"),
};

function everywhere() {
  return true;
}

test("every block of code has a language that is checked", () => {
  const others = blocks.filter((block) => !checked[block.language]?.(block));
  expect(others.map(({ page, line }) => `${page}:${line}`)).toEqual([]);
});

const jsons = blocks
  .filter(({ language }) => language === "json")
  .map((block) => ({ ...block, value: JSON.parse(block.code) as object }));

test.each(jsons)("$page:$line is a mapping or a status", ({ value }) => {
  if ("lastSync" in value) expect(validate(vClerkStatus, value)).toBe(true);
  else expect(() => checkMapping(value)).not.toThrow();
});
