import { expect, test } from "vitest";
import { readPage, readPages } from "./markdown.js";
import { exportsOf } from "./reference/entryPoint.js";
import { mountedFunctions } from "./reference/functions.js";
import { referencePages } from "./reference/pages.js";
import { writtenReadme } from "./reference/readme.js";

const pages = await referencePages();

test.each([...pages.keys()])("%s is as the sources are; else: npm run docs", (path) => {
  expect(readPage(path).text).toBe(pages.get(path));
});

test("the README lists what can be mounted; else: npm run docs", async () => {
  expect(readPage("README.md").text).toBe(await writtenReadme());
});

test("there are no other pages of the reference", () => {
  const paths = readPages().map(({ path }) => path);
  expect(paths.filter((path) => path.startsWith("docs/api/"))).toEqual([...pages.keys()]);
});

test("every function that can be mounted is described", () => {
  const silent = mountedFunctions().filter(({ comment }) => comment === "");
  expect(silent.map(({ area, name }) => `${area}.${name}`)).toEqual([]);
});

test.each(["client/index", "react/index", "test"])(
  "everything that dist/%s.d.ts exports is described",
  (entry) => {
    const silent = exportsOf(`dist/${entry}.d.ts`).filter(
      ({ comment }) => comment === "",
    );
    expect(silent.map(({ name }) => name)).toEqual([]);
  },
);
