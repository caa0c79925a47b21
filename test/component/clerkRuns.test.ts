import { expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { ClerkRunRow } from "../../src/component/model/work/runs.js";
import { type Component, settings, signUp, startComponent, system } from "./setup.js";

/** A run that is on, as if started a moment ago. */
async function startRun(t: Component, fields: Partial<ClerkRunRow> = {}) {
  return await t.run((ctx) =>
    ctx.db.insert("runs", {
      kind: "sync",
      group: "clerk",
      state: "running",
      phase: "search",
      attempt: 1,
      startedAt: Date.now(),
      updatedAt: Date.now(),
      cursor: null,
      done: 0,
      created: 0,
      updated: 0,
      deleted: 0,
      failed: 0,
      missing: 0,
      dryRun: false,
      force: false,
      settings,
      ...fields,
    }),
  );
}

const users = [1, 2, 3].map((n) => ({
  kind: "upsert" as const,
  externalId: `user_${n}`,
  profile: { name: `${n}` },
  version: { updatedAt: n, eventAt: n },
}));

const page = { cursor: null, nextCursor: null, unreadable: 1, instanceId: "ins_1" };

async function stateOf(t: Component, kind: "lastSync" | "lastCleanup") {
  return (await t.query(api.clerk.status, { caller: system }))[kind]!;
}

test("a page that arrives twice, after a crash, counts once", async () => {
  const t = startComponent();
  const runId = await startRun(t);
  for (let i = 0; i < 2; i++) {
    await t.mutation(internal.model.clerk.sync.applyPage, { runId, users, ...page });
  }
  const run = { state: "done", done: 4, created: 3, failed: 1 };
  expect(await stateOf(t, "lastSync")).toMatchObject(run);
});

test("a page of a run that was stopped has no effect", async () => {
  const t = startComponent();
  const runId = await startRun(t);
  await t.mutation(api.clerk.stop, { caller: system });
  await t.mutation(internal.model.clerk.sync.applyPage, { runId, users, ...page });
  expect(await stateOf(t, "lastSync")).toMatchObject({ state: "stopped", done: 0 });
});

test("work of an earlier attempt neither goes on nor fails a run", async () => {
  const t = startComponent();
  const runId = await startRun(t, { attempt: 2 });
  const old = { runId, attempt: 1 };
  expect(await t.query(internal.model.clerk.runs.forPage, old)).toBeNull();
  await t.mutation(internal.model.work.runs.workEnded, {
    workId: "work" as never,
    context: old,
    result: { kind: "failed", error: "late" },
  });
  expect(await stateOf(t, "lastSync")).toMatchObject({ state: "running" });
  await t.mutation(internal.model.work.runs.workEnded, {
    workId: "work" as never,
    context: { runId, attempt: 2 },
    result: { kind: "failed", error: "really" },
  });
  expect(await stateOf(t, "lastSync")).toMatchObject({
    state: "failed",
    error: "really",
  });
});

test("the end of a search counts once, though it arrives twice", async () => {
  const t = startComponent();
  for (let n = 0; n < 3; n++) await signUp(t, `user_${n}`);
  const runId = await startRun(t, { kind: "cleanup", dryRun: false });
  const found = {
    runId,
    cursor: null,
    nextCursor: null,
    lookedUp: 3,
    missing: ["user_1"],
  };
  for (let i = 0; i < 2; i++)
    await t.mutation(internal.model.clerk.cleanup.recordPage, found);
  await vi.waitFor(
    async () =>
      expect(await stateOf(t, "lastCleanup")).toMatchObject({
        state: "done",
        done: 3,
        missing: 1,
        deleted: 1,
      }),
    { timeout: 10_000 },
  );
});

test("a deletion that fails, because the host throws, ends the run with the error", async () => {
  const t = startComponent();
  await signUp(t, "user_1");
  const broken = { ...settings, onUserEvent: "function://;gone:handler" };
  const run = { kind: "cleanup", dryRun: false, settings: broken } as const;
  const runId = await startRun(t, run);
  const found = {
    runId,
    cursor: null,
    nextCursor: null,
    lookedUp: 1,
    missing: ["user_1"],
  };
  await t.mutation(internal.model.clerk.cleanup.recordPage, found);
  await vi.waitFor(
    async () => {
      const { state, error, deleted } = await stateOf(t, "lastCleanup");
      expect({ state, deleted }).toEqual({ state: "failed", deleted: 0 });
      expect(error).toBeTruthy();
    },
    { timeout: 10_000 },
  );
});
