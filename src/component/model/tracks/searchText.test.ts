import { expect, test } from "vitest";
import { mergeByRelevance, searchTerms } from "./searchText.js";

test.each([
  ["", ""],
  ["  ?! ", ""],
  ["Kind of Blue", "Kind of Blue"],
  ["don't; stop", "don t stop"],
  ["Sigur Rós 名前", "Sigur Rós 名前"],
  ["\ud800 lone", "lone"],
  [`${"x".repeat(33)} short`, "short"],
])("of the query %j the index can use %j", (query, expected) => {
  expect(searchTerms(query)).toBe(expected);
});

test("no more words are used than the platform looks at", () => {
  expect(searchTerms("word ".repeat(1000)).split(" ")).toHaveLength(16);
});

const texts = (...all: string[]) => all.map((searchText) => ({ searchText }));

test("results of several searches are in one order, best first", () => {
  const merged = mergeByRelevance("blue train", [
    texts("Train of Thought\nSomebody", "Bluebird\nSomebody Else\nLong Record Title"),
    texts("Blue Train\nJohn Coltrane", "Blue\nJoni Mitchell"),
  ]);
  expect(merged.map(({ searchText }) => searchText.split("\n")[0])).toEqual([
    "Blue Train",
    "Blue",
    "Train of Thought",
    "Bluebird",
  ]);
});

test("what weighs the same keeps the rank that its search gave it", () => {
  const merged = mergeByRelevance("x", [texts("x a", "x b"), texts("x c", "x d")]);
  expect(merged.map(({ searchText }) => searchText)).toEqual([
    "x a",
    "x c",
    "x b",
    "x d",
  ]);
});
