import { expect, test } from "vitest";
import { proseOf, readPage } from "./markdown.js";

/** The cells of every table of a text. */
function cellsOf(text: string) {
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  return rows.flatMap((row) => row.split("|").map((cell) => cell.trim()));
}

/** A word that was to be filled in, such as TODO. */
function isPlaceholder(cell: string) {
  return /^[A-Z]+$/.test(cell);
}

test("docs/quality.md has no cell that is still to be filled in", () => {
  const cells = cellsOf(proseOf(readPage("docs/quality.md")));
  expect(cells.length).toBeGreaterThan(100);
  expect(cells.filter(isPlaceholder)).toEqual([]);
});

test("a word in capitals alone is one", () => {
  expect(cellsOf("| speed | TODO |").filter(isPlaceholder)).toEqual(["TODO"]);
  expect(cellsOf("| types | 8 entry points, ESM |").filter(isPlaceholder)).toEqual([]);
});
