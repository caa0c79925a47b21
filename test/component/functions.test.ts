import { expect, test } from "vitest";

/*
 * Every function of the component says what it takes and what it returns, internal ones
 * included. Lint rules ask for `args`; nothing else asks for `returns`.
 */

type Registered = {
  exportArgs: () => string;
  exportReturns: () => string;
};

const modules = import.meta.glob<Record<string, unknown>>(
  ["../../src/component/**/*.ts", "!**/*.{test,config}.ts", "!**/_generated/**"],
  { eager: true },
);

const functions = Object.entries(modules).flatMap(([path, exported]) =>
  Object.entries(exported)
    .filter(([, value]) => typeof value === "function" && "exportReturns" in value)
    .map(([name, value]) => ({
      title: `${path.replace("../../src/component/", "")}:${name}`,
      registered: value as unknown as Registered,
    })),
);

test("the component's functions are found", () => {
  expect(functions.length).toBeGreaterThan(80);
});

test.each(functions)("$title validates arguments and result", ({ registered }) => {
  for (const exported of [registered.exportArgs(), registered.exportReturns()]) {
    expect(JSON.parse(exported)).not.toBeNull();
    expect(exported).not.toContain('"type":"any"');
  }
});
