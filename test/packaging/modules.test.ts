import { join, posix } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { cliModules, withoutExtension } from "./cliModules.js";
import { GENERATED_ENV, scan } from "./nodeUses.js";
import {
  type PushedModule,
  type PushRequest,
  pushRequestOfExample,
} from "./pushRequest.js";
import { filesBelow, repository } from "./repository.js";

const source = join(repository, "src/component");
const built = join(repository, "dist/component");

// About a quarter above what was measured: 363 KB in 81 modules, 58 KB the largest
// of them, which is Convex's own server library.
const MAX_BYTES = 455_000;
const MAX_MODULE_BYTES = 73_000;

// As the CLI writes it: from the functions of the example.
const OWN_PATH = "../../dist/component";

type Component = PushRequest["componentDefinitions"][number];

let push: PushRequest;
let component: Component;
beforeAll(async () => {
  push = await pushRequestOfExample();
  component = push.componentDefinitions.find((found) => pathOf(found) === OWN_PATH)!;
});

describe("what the CLI pushes for the component", () => {
  test("brings the work pool with it, and no other component", () => {
    const packages = push.componentDefinitions
      .map(pathOf)
      .filter((path) => path !== OWN_PATH);
    expect(component.dependencies).toEqual([expect.stringContaining("workpool")]);
    expect(packages.map((path) => path.replace(/^.*node_modules\//, ""))).toEqual([
      "@convex-dev/batch-worker/dist/component",
      "@convex-dev/workpool/dist/component",
    ]);
  });

  test("is each module of src/component, and no other", async () => {
    const pushed = component.functions.filter(isEntryPoint).map(({ path }) => path);
    expect(pushed.map(withoutExtension).sort()).toEqual(await cliModules(source));
  });

  test("comes with its schema", () => {
    expect(component.schema?.path).toBe("schema.js");
  });

  test("runs in Convex's own runtime, never in Node.js", () => {
    const inNode = allOf(push).filter(({ environment }) => environment !== "isolate");
    expect(inNode.map(({ path }) => path)).toEqual([]);
    expect(push.nodeDependencies).toEqual([]);
  });

  test("imports nothing but what is pushed with it", async () => {
    const known = new Set(component.functions.map(({ path }) => path));
    const foreign = await findings(modulesOf(component), async (module) => {
      const { imports } = await scan(module.source);
      return imports.filter(
        (path) => !known.has(resolved(module, path)) && !isOtherComponent(path),
      );
    });
    expect(foreign).toEqual([]);
  });

  test("uses no global of Node.js", async () => {
    const used = await findings(modulesOf(component), async (module) => {
      const { nodeUses } = await scan(module.source);
      return nodeUses.filter((use) => use !== GENERATED_ENV);
    });
    expect(used).toEqual([]);
  });

  test("reads environment variables in the generated server file alone", async () => {
    const readers = await findings(modulesOf(component), async ({ source }) => {
      const { nodeUses } = await scan(source);
      return nodeUses.filter((use) => use === GENERATED_ENV);
    });
    expect(readers).toHaveLength(1);
    const [path] = readers[0]!.split(": ");
    const reader = component.functions.find((module) => module.path === path)!;
    expect(reader.source).toContain("// dist/component/_generated/server.js");
  });

  test(`is at most ${MAX_BYTES} bytes, ${MAX_MODULE_BYTES} in one module`, () => {
    const sizes = component.functions.map(({ source }) => Buffer.byteLength(source));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_BYTES);
    expect(Math.max(...sizes)).toBeLessThan(MAX_MODULE_BYTES);
  });
});

describe("the built component", () => {
  test("has the modules that the CLI finds in src/component", async () => {
    expect(await cliModules(built)).toEqual(await cliModules(source));
  });

  test("has one file for each source, and no chunk beside them", async () => {
    const sources = (await filesBelow(source)).filter(
      (path) => path.endsWith(".ts") && !path.endsWith(".test.ts"),
    );
    const scripts = (await filesBelow(built)).filter((path) => path.endsWith(".js"));
    expect(scripts.map(withoutExtension)).toEqual(sources.map(withoutExtension));
  });
});

test("what the library brings into a host's modules uses of Node.js process.env alone", async () => {
  const { definition, schema, changedModules } = push.appDefinition;
  const modules = [definition, ...(schema ? [schema] : []), ...changedModules];
  const used = await findings(modules, async ({ source }) => {
    const { nodeUses, imports } = await scan(source);
    const builtIns = imports.filter((path) => !path.startsWith("."));
    return [...nodeUses.filter((use) => use !== "process.env"), ...builtIns];
  });
  expect(used).toEqual([]);
});

describe("the scan for Node.js", () => {
  test.each([
    ["Buffer.from([])", "Buffer"],
    ["setImmediate(() => {})", "setImmediate"],
    ["process.cwd()", "process"],
    ["process.env.HOME", "process.env"],
    ["globalThis.process.env.HOME", GENERATED_ENV],
    ['globalThis["Buffer"].from([])', "globalThis.Buffer"],
    ['require("x")', "require"],
    ["export const f = () => __dirname", "__dirname"],
    ["({ global })", "global"],
  ])("sees %s", async (code, use) => {
    expect((await scan(code)).nodeUses).toEqual([use]);
  });

  test.each([
    'typeof process === "undefined"',
    '"Buffer"; ({}).Buffer',
    "export const f = (global) => global.x",
  ])("takes no offence at %s", async (code) => {
    expect((await scan(code)).nodeUses).toEqual([]);
  });

  test("sees static and dynamic imports", async () => {
    const code = 'import "node:fs"; export const f = () => import("node:os");';
    expect((await scan(code)).imports).toEqual(["node:fs", "node:os"]);
  });
});

function pathOf({ definitionPath }: Component) {
  return definitionPath.replaceAll("\\", "/");
}

/** The CLI puts what several modules share into `_deps`. */
function isEntryPoint({ path }: PushedModule) {
  return !path.startsWith("_deps/");
}

function modulesOf({ definition, schema, functions }: Component): PushedModule[] {
  return [definition, ...(schema ? [schema] : []), ...functions];
}

function allOf({ appDefinition, componentDefinitions }: PushRequest): PushedModule[] {
  return [...appDefinition.changedModules, ...componentDefinitions.flatMap(modulesOf)];
}

/** How a definition refers to the definition of a component that it uses. */
function isOtherComponent(path: string) {
  return path.startsWith("./_componentDeps/");
}

function resolved(module: PushedModule, path: string) {
  return path.startsWith(".") ? posix.join(posix.dirname(module.path), path) : path;
}

async function findings(
  modules: PushedModule[],
  find: (module: PushedModule) => Promise<string[]>,
): Promise<string[]> {
  const found = modules.map(async (module) =>
    (await find(module)).map((finding) => `${module.path}: ${finding}`),
  );
  return (await Promise.all(found)).flat();
}
