import { expect, test } from "vitest";
import { suggestionFor } from "./suggestion.js";

const words = ["export", "import", "verify"];

test.each<[string, string | null]>([
  ["imprt", "import"],
  ["improt", "import"],
  ["Export", "export"],
  ["verfiy", "verify"],
  ["exports", "export"],
  ["restore", null],
  ["", null],
  ["x", null],
])("for %j, %j is suggested", (typed, suggestion) => {
  expect(suggestionFor(typed, words)).toBe(suggestion);
});

test("the closest of several words is suggested", () => {
  expect(suggestionFor("--ulr", ["--out", "--url"])).toBe("--url");
});
