import { existsSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { expect, test } from "vitest";
import { repository } from "../packaging/repository.js";
import { anchorsOf, linksOf, readPage, readPages } from "./markdown.js";

test.each(readPages())("the links of $path lead somewhere", (page) => {
  const broken = linksOf(page).filter((link) => !leadsSomewhere(page.path, link));
  expect(broken).toEqual([]);
});

test("a link to a file or a heading that is not there does not", () => {
  expect(leadsSomewhere("docs/files.md", "./clerk.md#the-sync")).toBe(true);
  expect(leadsSomewhere("docs/files.md", "./clerk.md#the-dance")).toBe(false);
  expect(leadsSomewhere("docs/files.md", "./dance.md")).toBe(false);
});

test.each(guides())("%s is in the index", (path) => {
  expect(linksOf(readPage("docs/README.md"))).toContain(
    `./${posix.relative("docs", path)}`,
  );
});

function leadsSomewhere(from: string, link: string): boolean {
  if (/^https:\/\//.test(link)) return URL.canParse(link);
  const [path, anchor] = link.split("#") as [string, string?];
  const target = path === "" ? from : posix.join(dirname(from), path);
  const file = join(repository, target);
  if (!existsSync(file)) return false;
  if (anchor === undefined) return true;
  return statSync(file).isFile() && anchorsOf(readPage(target)).has(anchor);
}

function guides() {
  const paths = readPages().map(({ path }) => path);
  return paths.filter((path) => /^docs\/(api\/)?[a-z-]+\.md$/.test(path));
}
