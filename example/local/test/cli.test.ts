import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { convexCli } from "../spawn.js";
import { copyFixture, Fixture } from "./harness.js";

const COMMITTED = fileURLToPath(new URL("./fixture", import.meta.url));

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.empty();
});

afterAll(() => fixture.stop());

/** The generated files below a directory, by name. */
async function generated(root: string): Promise<Record<string, string>> {
  const names = await readdir(join(root, "_generated"));
  const files = names
    .filter((name) => name.endsWith(".ts"))
    .map(async (name) => [name, await readFile(join(root, "_generated", name), "utf8")]);
  return Object.fromEntries(await Promise.all(files)) as Record<string, string>;
}

describe("before the first push", () => {
  test("the CLI generates the code of a component and of an app as it is committed", async () => {
    const { dir, remove } = await copyFixture();
    for (const part of ["notes", "convex"]) {
      await rm(join(dir, part, "_generated"), { recursive: true });
    }
    const target = { ...fixture.deployment, cwd: dir };
    await fixture.setEnv({ ISSUER_URL: "http://127.0.0.1:9", CUSTOM_JWKS: "data:,{}" });
    const component = await convexCli(
      ["codegen", "--typecheck", "disable", "--component-dir", "./notes"],
      target,
    );
    expect(component).toMatchObject({ exitCode: 0 });
    const app = await convexCli(["codegen", "--typecheck", "disable"], target);
    expect(app).toMatchObject({ exitCode: 0 });
    for (const part of ["notes", "convex"]) {
      const expected = await generated(join(COMMITTED, part));
      expect(await generated(join(dir, part))).toEqual(expected);
      expect(Object.keys(expected).length).toBeGreaterThanOrEqual(3);
    }
    await remove();
  });

  test("code generation activates nothing", async () => {
    const run = await fixture.cli("run", "messages:count");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("Could not find function for 'messages:count'");
  });

  test("a push is refused while auth.config.ts reads a variable that is not set", async () => {
    await fixture.setEnv({ ISSUER_URL: null, CUSTOM_JWKS: fixture.custom.jwks });
    const push = await fixture.cli("deploy", "--typecheck", "disable");
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain(
      "Environment variable ISSUER_URL is used in auth config",
    );
    expect(push.stderr).toContain("npx convex env set");
  });

  test("a push is refused while a variable that the app declares is not set", async () => {
    await fixture.setEnv({ ISSUER_URL: fixture.issuer.url, NOTES_PREFIX: null });
    const push = await fixture.cli("deploy", "--typecheck", "disable");
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("NOTES_PREFIX is declared as required");
  });

  test("env set, get, list and remove work", async () => {
    expect(await fixture.cli("env", "set", "EXTRA", "one two")).toMatchObject({
      exitCode: 0,
    });
    expect((await fixture.cli("env", "get", "EXTRA")).stdout).toBe("one two\n");
    const list = await fixture.cli("env", "list", "--include-values");
    expect(list.stdout).toContain("EXTRA='one two'\n".replaceAll("'", ""));
    expect(await fixture.cli("env", "remove", "EXTRA")).toMatchObject({ exitCode: 0 });
    expect((await fixture.cli("env", "list")).stdout).not.toContain("EXTRA");
  });

  test("a variable with an invalid name is refused", async () => {
    const set = await fixture.cli("env", "set", "NOT-A-NAME", "x");
    expect(set.exitCode).toBe(1);
    expect(set.stderr).toContain("EnvironmentVariableNameInvalid");
  });
});

describe("with the app pushed", () => {
  beforeAll(async () => {
    await fixture.setEnv(fixture.variables());
    const push = await fixture.cli("deploy", "--typecheck", "disable");
    expect(push).toMatchObject({ exitCode: 0 });
    expect(push.stderr).toContain("Installed component notes");
    expect(push.stderr).toContain("messages.by_channel");
  });

  test("run calls internal functions of the app", async () => {
    const sent = await fixture.cli(
      "run",
      "messages:sendInternal",
      '{"channel":"cli","body":"hello"}',
    );
    expect(sent).toMatchObject({ exitCode: 0 });
    expect(await fixture.cli("run", "messages:count")).toMatchObject({ stdout: "1\n" });
  });

  test("run calls functions of a component", async () => {
    const args = ["lib:sweep", '{"text":"by hand"}'];
    const swept = await fixture.cli("run", "--component", "notes", ...args);
    expect(swept.exitCode).toBe(0);
    expect(swept.stderr).toContain("[LOG] 'sweeping'");
    const listed = await fixture.cli("run", "notes:list");
    expect(JSON.parse(listed.stdout)).toEqual(["note: by hand"]);
  });

  test("data lists tables, and their documents as they are stored", async () => {
    const tables = await fixture.cli("data");
    expect(tables).toMatchObject({ exitCode: 0, stdout: "messages\nvisits\n" });
    const rows = await fixture.cli("data", "messages", "--format", "jsonl");
    expect(JSON.parse(rows.stdout)).toMatchObject({ channel: "cli", body: "hello" });
    const args = ["--component", "notes", "--format", "jsonl"];
    const notes = await fixture.cli("data", "notes", ...args);
    expect(JSON.parse(notes.stdout)).toMatchObject({ text: "by hand" });
    const unknown = await fixture.cli("data", "notes", "--component", "nothing");
    expect(unknown.exitCode).toBe(1);
  });

  test.concurrent("run acts as a user with --identity", async () => {
    const identity = '{"subject":"user_1","issuer":"https://i.example.com"}';
    const run = await fixture.cli("run", "users:whoami", "--identity", identity);
    expect(JSON.parse(run.stdout)).toMatchObject({
      subject: "user_1",
      tokenIdentifier: "https://i.example.com|user_1",
    });
  });

  test.concurrent("run of an unknown function lists the existing ones", async () => {
    const run = await fixture.cli("run", "messages:nothing");
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("• messages:sendFromAction");
  });

  test.concurrent("function-spec lists functions and HTTP routes", async () => {
    const spec = await fixture.cli("function-spec");
    const { functions } = JSON.parse(spec.stdout) as { functions: object[] };
    expect(functions).toContainEqual(
      expect.objectContaining({ identifier: "messages.js:list", functionType: "Query" }),
    );
    expect(functions).toContainEqual({
      functionType: "HttpAction",
      method: "GET",
      path: "/hello",
    });
  });

  test.concurrent("a wrong admin key is refused", async () => {
    const target = { url: fixture.deployment.url, adminKey: "wrong", cwd: fixture.dir };
    const push = await convexCli(["deploy", "--typecheck", "disable"], target);
    expect(push.exitCode).toBe(1);
    expect(push.stderr).toContain("The provided deploy key was invalid");
    const run = await convexCli(["run", "messages:count"], target);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain("The provided deploy key was invalid");
    const list = await convexCli(["env", "list"], target);
    expect(list.exitCode).toBe(1);
  });

  test.concurrent("a required variable cannot be removed", async () => {
    const removed = await fixture.cli("env", "remove", "NOTES_PREFIX");
    expect(removed.exitCode).toBe(1);
    expect(removed.stderr).toContain("Cannot delete required environment variables");
  });

  test("a push that changes code only keeps the data", async () => {
    const file = join(fixture.dir, "convex/messages.ts");
    const source = await readFile(file, "utf8");
    await writeFile(file, source.replace("collect()).length", "collect()).length + 100"));
    const push = await fixture.cli("deploy", "--typecheck", "disable");
    expect(push.exitCode).toBe(0);
    expect(await fixture.cli("run", "messages:count")).toMatchObject({
      stdout: "101\n",
    });
  });

  test("dev --once pushes, and a new file makes the deployment start empty", async () => {
    const { dir, remove } = await copyFixture();
    const target = { ...fixture.deployment, cwd: dir };
    await writeFile(
      join(dir, "convex/added.ts"),
      'import { query } from "./_generated/server.js";\n' +
        "export const answer = query({ args: {}, handler: () => 42 });\n",
    );
    const dev = await convexCli(["dev", "--once", "--typecheck", "disable"], target);
    expect(dev).toMatchObject({ exitCode: 0 });
    const run = await convexCli(["run", "added:answer"], target);
    expect(run).toMatchObject({ stdout: "42\n" });
    const count = await convexCli(["run", "messages:count"], target);
    expect(count).toMatchObject({ stdout: "0\n" });
    await remove();
  });
});
