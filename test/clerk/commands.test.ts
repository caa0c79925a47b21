import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cliEnvironment, run } from "../../example/local/index.js";
import type { ClerkRun } from "../../src/shared/clerk.js";
import { deployExample, type Example, repository } from "../example/deployed.js";
import { rowsOf } from "../example/deployedTables.js";
import { type FakeClerk, fakeClerkUserId, startFakeClerk } from "./fakeClerk.js";

const SIX_MINUTES = 6 * 60_000;
const USERS = 30;

let example: Example;
let clerk: FakeClerk;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  example = await deployExample();
  clerk = await startFakeClerk({ users: USERS });
  await example.setEnv({ CLERK_SECRET_KEY: clerk.secretKey, CLERK_API_URL: clerk.url });
  environment = cliEnvironment(example);
});
afterAll(async () => {
  await example?.stop();
  await clerk?.close();
});

/** Types a command into a shell in the example's project. */
async function enter(command: string) {
  const options = { cwd: repository, env: environment };
  const { exitCode, stdout, stderr } = await run("sh", ["-c", command], options);
  expect(exitCode, stdout + stderr).toBe(0);
  return stdout;
}

/** Enters a command that does not end by itself, and ends it once it showed something. */
async function watch(command: string, shown: string) {
  const shell = spawn("sh", ["-c", command], {
    cwd: repository,
    env: environment,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true, // in a group of its own, that is ended as a whole
  });
  const closed = once(shell, "close");
  let output = "";
  shell.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  try {
    await vi.waitFor(() => expect(output).toContain(shown), 30_000);
  } finally {
    if (shell.exitCode === null) process.kill(-shell.pid!, "SIGTERM");
    await closed;
  }
}

type Status = Record<"lastSync" | "lastCleanup", ClerkRun | null>;

async function endOf(kind: keyof Status): Promise<ClerkRun> {
  return await vi.waitFor(
    async () => {
      const run = ((await example.run("clerk:status")) as Status)[kind]!;
      expect(run.state).not.toBe("running");
      return run;
    },
    { timeout: 60_000, interval: 100 },
  );
}

async function externalIds() {
  return (await rowsOf(example, "users")).map((row) => row.externalId);
}

describe("npm run", () => {
  test("clerk:sync brings every user over", async () => {
    await enter("npm run clerk:sync");
    expect(await endOf("lastSync")).toMatchObject({ state: "done", created: USERS });
  });

  test("clerk:status shows it, live", async () => {
    await watch("npm run clerk:status", `"backfill": ${USERS}`);
  });

  test("clerk:cleanup lists who is missing, and deletes them when told to", async () => {
    await example.advanceTime(SIX_MINUTES);
    clerk.removeUser(fakeClerkUserId(0));
    await enter("npm run clerk:cleanup");
    const listed = { state: "done", dryRun: true, missing: 1, deleted: 0 };
    expect(await endOf("lastCleanup")).toMatchObject(listed);
    await enter(`npm run clerk:cleanup -- '{"dryRun": false}'`);
    expect(await endOf("lastCleanup")).toMatchObject({ state: "done", deleted: 1 });
    expect(await externalIds()).not.toContain(fakeClerkUserId(0));
  });
});

describe("the commands of docs/clerk.md", () => {
  const missing = fakeClerkUserId(1);

  /** What comes of each, in the order in which the guide has them. */
  const outcomes: Record<string, (command: string) => Promise<void>> = {
    "npx convex run clerk:sync": async (command) => {
      clerk.addUser();
      await enter(command);
      expect(await endOf("lastSync")).toMatchObject({ state: "done", created: 1 });
    },
    "npx convex run --watch clerk:status": async (command) => {
      await watch(command, `"created": 1`);
    },
    "npx convex run clerk:stop": async (command) => {
      clerk.fail("/v1/users", { kind: "hang" });
      await example.run("clerk:sync");
      await enter(command);
      expect(await endOf("lastSync")).toMatchObject({ state: "stopped" });
    },
    "npx convex run clerk:cleanup": async (command) => {
      clerk.removeUser(missing);
      await enter(command);
      expect(await endOf("lastCleanup")).toMatchObject({ missing: 1, deleted: 0 });
      expect(await externalIds()).toContain(missing);
    },
    [`npx convex run clerk:cleanup '{"dryRun": false}'`]: async (command) => {
      await enter(command);
      expect(await endOf("lastCleanup")).toMatchObject({ missing: 1, deleted: 1 });
      expect(await externalIds()).not.toContain(missing);
    },
    [`npx convex run clerk:candidates '{"runId": "...", "paginationOpts": {"numItems": 100, "cursor": null}}'`]:
      async (command) => {
        clerk.removeUser(fakeClerkUserId(2));
        await example.run("clerk:cleanup");
        const { _id } = await endOf("lastCleanup");
        const output = await enter(
          command.replace(`"runId": "..."`, `"runId": "${_id}"`),
        );
        const { page } = JSON.parse(output) as { page: unknown[] };
        expect(page).toMatchObject([{ externalId: fakeClerkUserId(2) }]);
      },
  };

  test("are these", async () => {
    const guide = await readFile(join(repository, "docs/clerk.md"), "utf8");
    const lines = guide.match(/^npx convex run .*$/gm)!;
    const commands = lines.map((line) => line.replace(/ +#.*$/, ""));
    expect(commands).toEqual(Object.keys(outcomes));
  });

  test.each(Object.entries(outcomes))("%s", async (command, outcome) => {
    await outcome(command);
  });
});
