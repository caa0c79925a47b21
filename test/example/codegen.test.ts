import { cp, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { convexCli } from "../../example/local/index.js";
import { deployExample, type Example, repository } from "./deployed.js";

const component = "src/component/_generated";
const host = "example/convex/_generated";

let example: Example;
let project: string;

beforeAll(async () => {
  example = await deployExample();
  project = await copyOfProject();
});
afterAll(async () => {
  await example?.stop();
  await rm(project, { recursive: true, force: true });
});

test("the committed code of the component is what the CLI generates", async () => {
  await generate("--component-dir", "./src/component");
  expect(await filesOf(join(project, component))).toEqual(
    await filesOf(join(repository, component)),
  );
});

test("the committed code of the example is what the CLI generates", async () => {
  await generate();
  expect(await filesOf(join(project, host))).toEqual(
    await filesOf(join(repository, host)),
  );
});

async function generate(...args: string[]) {
  const result = await convexCli(["codegen", "--typecheck", "disable", ...args], {
    ...example,
    cwd: project,
  });
  expect(result.exitCode, result.stderr).toBe(0);
}

/** The project without its generated code, so that nothing but the CLI can make it. */
async function copyOfProject() {
  const directory = await mkdtemp(join(tmpdir(), "codegen-"));
  for (const entry of ["package.json", "convex.json", "tsconfig.json", "src", "dist"]) {
    await cp(join(repository, entry), join(directory, entry), { recursive: true });
  }
  await cp(join(repository, "example/convex"), join(directory, "example/convex"), {
    recursive: true,
  });
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"));
  for (const generated of [component, host]) {
    await rm(join(directory, generated), { recursive: true });
  }
  return directory;
}

async function filesOf(directory: string) {
  const names = (await readdir(directory)).sort();
  const files = names.map(
    async (name) => [name, await readFile(join(directory, name), "utf8")] as const,
  );
  return Object.fromEntries(await Promise.all(files));
}
