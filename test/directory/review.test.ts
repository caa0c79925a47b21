import { beforeAll, describe, expect, test } from "vitest";
import { criteria, type Criterion } from "./criteria.js";
import { functionsOf } from "./functions.js";
import { kindsOf, operations } from "./operations.js";
import { shownToReviewers, type Sources, wrapperSources } from "./sources.js";
import { violations } from "./violations.js";

let shown: Sources;
let sources: Sources;
beforeAll(async () => {
  shown = await shownToReviewers();
  sources = { ...shown, files: { ...shown.files, ...(await wrapperSources()) } };
});

test("reviewers are shown the component, the class and the test helper", () => {
  expect(shown.component).toBe("src/component");
  const paths = Object.keys(shown.files);
  expect(paths).toEqual(
    expect.arrayContaining([
      "package.json",
      "src/client/index.ts",
      "src/component/convex.config.ts",
      "src/component/schema.ts",
      "src/test.ts",
    ]),
  );
  expect(paths.filter((path) => path.includes(".test."))).toEqual([]);
});

test("reviewers are shown every function that the class calls", () => {
  const names = functionsOf(shown).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...operations.keys()]));
});

describe.each(Object.entries(criteria))("the component %s", (name, findingsOf) => {
  test("in its sources", () => {
    expect(findingsOf(sources)).toEqual([]);
  });

  test.each(violations[name as Criterion])(
    "and would not with %s",
    (_violation, files) => {
      const changed = { ...sources, files: { ...sources.files, ...files } };
      expect(findingsOf(changed)).not.toEqual([]);
    },
  );
});

test("a component without functions is found to have none", () => {
  expect(criteria["has component functions"]({ ...sources, files: {} })).toEqual([
    "query",
    "mutation",
  ]);
});

test("ids cross the boundary as strings, and nothing crosses unchecked", () => {
  const kinds = [...operations].map(([name, { args, returns }]) => ({
    name,
    kinds: [...Object.values(args), returns].flatMap(kindsOf),
  }));
  expect(kinds).not.toHaveLength(0);
  const loose = kinds.filter(({ kinds }) =>
    kinds.some((kind) => /^(id|any)$/.test(kind)),
  );
  expect(loose.map(({ name }) => name)).toEqual([]);
});
