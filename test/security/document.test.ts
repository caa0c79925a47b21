// @vitest-environment node
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/security.md", "utf8");
const [guarded] = page.split("## What is not protected");

/** The tests that the page names: a file, and a title in it. */
const named = [
  ...guarded!.matchAll(/`((?:src|test)\/[^`]+\.test\.tsx?)`:\s+"([^"]+)"/g),
].map(([, file, title]) => ({ file: file!, title: title!.replace(/\s+/g, " ") }));

test("every test that docs/security.md names is there", () => {
  expect(named.length).toBeGreaterThan(50);
  const missing = named.filter(
    ({ file, title }) =>
      !existsSync(file) || !readFileSync(file, "utf8").includes(`"${title}"`),
  );
  expect(missing).toEqual([]);
});

test("every threat on it names a test, and each file beside a title is understood", () => {
  const [, ...sections] = guarded!.split("## What is trusted")[1]!.split("\n## ");
  const threats = sections.flatMap((section) => section.split("\n- **").slice(1));
  expect(threats.length).toBeGreaterThan(40);
  expect(threats.filter((threat) => !/`(src|test)\/[^`]+`:\s+"/.test(threat))).toEqual(
    [],
  );
  expect(guarded!.match(/\.test\.tsx?`/g)).toHaveLength(named.length);
});
