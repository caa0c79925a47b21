import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { convexCli } from "../spawn.js";
import { copyFixture, Fixture } from "./harness.js";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.empty();
  await fixture.setEnv(fixture.variables());
});

afterAll(() => fixture.stop());

describe("a push is refused with a reason because of", () => {
  /** Replaces text in a file of a fresh copy and pushes that. */
  async function pushWith(file: string, from: string, to: string, ...args: string[]) {
    const { dir, remove } = await copyFixture();
    const path = join(dir, file);
    const source = await readFile(path, "utf8");
    expect(source).toContain(from);
    await writeFile(path, source.replace(from, to));
    const target = { ...fixture.deployment, cwd: dir };
    const push = await convexCli(["deploy", ...args], target);
    await remove();
    return push;
  }
  const untyped = ["--typecheck", "disable"];

  test.concurrent("a type error", async () => {
    const push = await pushWith(
      "convex/users.ts",
      "export const whoami",
      "export const size: string = 1;\nexport const whoami",
    );
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("Type 'number' is not assignable to type 'string'");
  });

  test.concurrent("a file that needs Node.js", async () => {
    const push = await pushWith(
      "convex/users.ts",
      "export const whoami",
      "export const size = Buffer.byteLength('x');\nexport const whoami",
      ...untyped,
    );
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("Failed to analyze users.js: Buffer is not defined");
  });

  test.concurrent("a component without a variable that it requires", async () => {
    const push = await pushWith(
      "convex/convex.config.ts",
      'env: { PREFIX: "archived: " }',
      "env: {} as never",
      ...untyped,
    );
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain(
      'Component "archive" is missing required env var "PREFIX"',
    );
  });

  test.concurrent("a required variable bound to an optional one", async () => {
    const push = await pushWith(
      "convex/convex.config.ts",
      '{ PREFIX: "archived: " }',
      "{ PREFIX: app.env.GREETING }",
      ...untyped,
    );
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("is required, but parent env var GREETING is optional");
  });

  test.concurrent("two components with the same name", async () => {
    const push = await pushWith(
      "convex/convex.config.ts",
      'name: "archive"',
      'name: "notes"',
      ...untyped,
    );
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("multiple child components with the same name");
  });

  test.concurrent("a mount of a component without routes", async () => {
    const push = await pushWith(
      "notes/http.ts",
      'http.route({\n  path: "/hook",',
      'httpRouter().route({\n  path: "/hook",',
      ...untyped,
    );
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("doesn't have any HTTP routes");
  });
});
