import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../packaging/repository.js";
import { blocksOf, codeIn, readPage, tableBelow } from "./markdown.js";

const page = readPage("docs/architecture.md");

test("everything that the page names in the repository exists", () => {
  const named = page.text.match(/\b(?:src|example|test|docs)\/[\w./-]*\w/g)!;
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
});

describe.each([
  ["src/component", "## The rooms of the component"],
  ["src/domain", "## The rooms of the domain"],
])("the table of %s", (folder, heading) => {
  const patterns = tableBelow(page, heading).flatMap(([cell]) => codeIn(cell!));
  const files = readdirSync(join(repository, folder), { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .filter((path) => !path.startsWith("_generated/"));

  test("has a place for every file", () => {
    const isPlaced = (file: string) => patterns.some((pattern) => matches(file, pattern));
    expect(files.filter((file) => !isPlaced(file))).toEqual([]);
  });

  test("names only files that there are", () => {
    const isThere = (pattern: string) => files.some((file) => matches(file, pattern));
    expect(patterns.filter((pattern) => !isThere(pattern))).toEqual([]);
  });
});

test("each arrow of the diagrams leads from one named box to another", () => {
  const diagrams = blocksOf(page).filter(({ language }) => language === "mermaid");
  expect(diagrams).toHaveLength(2);
  for (const { code } of diagrams) {
    const [kind, ...lines] = code.trimEnd().split("\n");
    expect(kind).toMatch(/^flowchart (TB|LR)$/);
    const boxes = [...code.matchAll(/(\w+)\["[^"]+"\]/g)].map(([, box]) => box);
    const arrow = /^ {2}(\w+)(?:\["[^"]+"\])? -(?:->|- .+ -->) (\w+)(?:\["[^"]+"\])?$/;
    const ends = lines.map((line) => arrow.exec(line)?.slice(1));
    expect(ends).not.toContain(undefined);
    expect(ends.flat().filter((box) => !boxes.includes(box))).toEqual([]);
  }
});

function matches(file: string, pattern: string) {
  const [start, end] = pattern.split("*") as [string, string?];
  return end === undefined
    ? file === start
    : file.startsWith(start) && file.endsWith(end);
}
