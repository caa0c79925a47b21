import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { repository } from "./repository.js";

/* What the component directory shows of the package. */

const START = "<!-- START: Include on https://convex.dev/components -->";
const END = "<!-- END: Include on https://convex.dev/components -->";

const CATEGORIES = [
  "ai",
  "auth",
  "backend",
  "database",
  "durable-functions",
  "integrations",
  "payments",
];

type Listed = {
  name: string;
  description: string;
  keywords: string[];
  license: string;
  exports: Record<string, unknown>;
};

let manifest: Listed;
let readme: string;
beforeAll(async () => {
  manifest = JSON.parse(await fileText("package.json")) as Listed;
  readme = await fileText("README.md");
});

describe("the README", () => {
  test("has the badge of the component, which leads to its page", () => {
    const page = `https://www.convex.dev/components/${manifest.name}`;
    const badge = `https://www.convex.dev/components/badge/${manifest.name}`;
    expect(readme).toContain(`[![Convex Component](${badge})](${page})`);
  });

  test("marks once what the component's page shows", () => {
    expect(readme.split(START)).toHaveLength(2);
    expect(readme.split(END)).toHaveLength(2);
    expect(shownText()).not.toBe("");
  });

  test("shows there how to install it, and all that apps import but for tests", () => {
    expect(shownText()).toContain(`npm install ${manifest.name}`);
    expect(shownText()).toContain("app.use(");
    const entries = Object.keys(manifest.exports)
      .filter((entry) => !/_generated|test|\.js(on)?$/.test(entry))
      .map((entry) => `${manifest.name}${entry.slice(1)}`);
    expect(entries).toHaveLength(3);
    expect(entries.filter((entry) => !shownText().includes(entry))).toEqual([]);
  });

  test.each(["example", "docs"])("names the %s, which is there", (folder) => {
    const links = [...readme.matchAll(/\]\(\.\/([^)#]+)/g)].map(([, path]) => path!);
    const leading = links.filter((path) => path.split("/")[0] === folder);
    expect(leading).not.toHaveLength(0);
    expect(leading.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });

  test("tells the licence, which is in the package", async () => {
    expect(manifest.license).toBe("Apache-2.0");
    expect(await fileText("LICENSE")).toMatch(/^\s*Apache License\s+Version 2\.0/);
    expect(readme).toContain(`[${manifest.license}](./LICENSE)`);
  });
});

describe("package.json", () => {
  test("describes the component in one sentence that fits a card", () => {
    const { description } = manifest;
    expect(description).toMatch(/^[A-Z][^.—]+\.$/);
    expect(description.length).toBeGreaterThanOrEqual(50);
    expect(description.length).toBeLessThanOrEqual(160);
  });

  test("has keywords for a component of one of the directory's categories", () => {
    const { keywords } = manifest;
    expect(keywords).toEqual(expect.arrayContaining(["convex", "component"]));
    expect(keywords.filter((word) => CATEGORIES.includes(word))).toHaveLength(1);
    expect(new Set(keywords).size).toBe(keywords.length);
  });
});

function shownText(): string {
  return readme.slice(readme.indexOf(START) + START.length, readme.indexOf(END));
}

function fileText(path: string): Promise<string> {
  return readFile(join(repository, path), "utf8");
}
