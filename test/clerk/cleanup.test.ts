import type { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { clerkUserEvent, signWebhook } from "../../src/testing/clerk.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import {
  type FakeClerk,
  type FakeClerkFault,
  fakeClerkUserId,
  startFakeClerk,
} from "./fakeClerk.js";

/*
 * One deployment for all tests, in order: 150 users of Clerk and the initial
 * admin, whom Clerk has too.
 */

const MINUTE = 60_000;
const users = 150;

let example: Example;
let clerk: FakeClerk;
let admin: ConvexHttpClient;

beforeAll(async () => {
  example = await deployExample();
  clerk = await startFakeClerk({ users });
  clerk.addUser({ id: adminClerkId });
  await useClerk(clerk);
  admin = await example.client(adminClerkId);
  await admin.mutation(api.users.ensureCurrent, {});
});
afterAll(async () => {
  await example?.stop();
  await clerk?.close();
});

async function useClerk({ secretKey, url }: FakeClerk) {
  await example.setEnv({ CLERK_SECRET_KEY: secretKey, CLERK_API_URL: url });
}

async function cleanup(args: { dryRun?: boolean; force?: boolean } = {}) {
  const runId = await admin.mutation(api.admin.cleanup, args);
  return await vi.waitFor(
    async () => {
      const { lastCleanup: run } = await admin.query(api.admin.status, {});
      expect(run?._id).toBe(runId);
      expect(run?.state).not.toBe("running");
      return run!;
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function exists(externalId: string) {
  const client = await example.client(externalId);
  return (await client.query(api.users.current, {})) !== null;
}

test("nothing is looked up before it is known which instance the users came from", async () => {
  const run = await cleanup({ dryRun: false, force: true });
  expect(run).toMatchObject({ state: "failed", done: 0, deleted: 0 });
  expect(run.error).toMatch(/run the sync first/);
  await admin.mutation(api.admin.sync, {});
  await vi.waitFor(
    async () => {
      const { lastSync } = await admin.query(api.admin.status, {});
      expect(lastSync?.state).toBe("done");
    },
    { timeout: 60_000 },
  );
});

test("rows younger than five minutes are left alone", async () => {
  for (let i = 0; i < 3; i++) clerk.removeUser(fakeClerkUserId(i));
  expect(await cleanup({ dryRun: false })).toMatchObject({ state: "done", done: 0 });
  await example.advanceTime(6 * MINUTE);
});

test("a dry run, the default, lists who would go and deletes nobody", async () => {
  const run = await cleanup();
  expect(run).toMatchObject({ state: "done", dryRun: true, missing: 3, deleted: 0 });
  const { page } = await admin.query(api.admin.candidates, {
    runId: run._id,
    paginationOpts: { numItems: 10, cursor: null },
  });
  const missing = [0, 1, 2].map(fakeClerkUserId);
  expect(page.map((user) => user.externalId)).toEqual(missing);
  for (const id of missing) expect(await exists(id)).toBe(true);
});

test.each([
  ["403 for a missing user", [{ kind: "error", status: 403 }]],
  ["an error that is no 'not found'", [{ kind: "error", status: 400 }]],
  ["500, as often as it is tried", Array(5).fill({ kind: "error", status: 500 })],
] as [string, FakeClerkFault[]][])(
  "%s stops it, and nobody is deleted",
  async (_what, faults) => {
    clerk.fail(`/v1/users/${fakeClerkUserId(2)}`, ...faults);
    expect(await cleanup({ dryRun: false, force: true })).toMatchObject({
      state: "failed",
      deleted: 0,
    });
    for (let i = 0; i < 3; i++) expect(await exists(fakeClerkUserId(i))).toBe(true);
  },
);

test("a sync that did not get far does not make the instance unknown", async () => {
  clerk.fail("/v1/instance", { kind: "error", status: 401 });
  await admin.mutation(api.admin.sync, { restart: true });
  await vi.waitFor(async () => {
    const { lastSync } = await admin.query(api.admin.status, {});
    expect(lastSync?.state).toBe("failed");
  }, 20_000);
  expect(await cleanup()).toMatchObject({ state: "done", missing: 3 });
});

test("a key of another instance stops it before anything", async () => {
  const expectRefusal = async () => {
    const run = await cleanup({ dryRun: false, force: true });
    expect(run).toMatchObject({ state: "failed", done: 0, deleted: 0 });
    expect(run.error).toMatch(/belongs to the instance/);
  };
  await example.setEnv({ CLERK_INSTANCE_ID: "ins_ours" });
  await expectRefusal();
  const text = JSON.stringify({ id: "ins_other", environment_type: "production" });
  for (const unset of ["", null]) {
    await example.setEnv({ CLERK_INSTANCE_ID: unset });
    clerk.fail("/v1/instance", { kind: "text", status: 200, text });
    await expectRefusal();
  }
});

test("it waits when Clerk says so", async () => {
  clerk.fail("/v1/users", { kind: "error", status: 429, retryAfter: "1" });
  expect(await cleanup()).toMatchObject({ state: "done", missing: 3 });
});

test("a user whom the list leaves out but who is there is not missing", async () => {
  clerk.fail(({ query }) => query.has("user_id"), {
    kind: "text",
    status: 200,
    text: "[]",
    contentType: "application/json",
  });
  expect(await cleanup()).toMatchObject({ state: "done", missing: 3 });
});

test("the missing are deleted, as by the webhook", async () => {
  expect(await cleanup({ dryRun: false })).toMatchObject({
    state: "done",
    missing: 3,
    deleted: 3,
  });
  for (let i = 0; i < 3; i++) expect(await exists(fakeClerkUserId(i))).toBe(false);
  expect(await exists(fakeClerkUserId(3))).toBe(true);
  const gone = await example.client(fakeClerkUserId(0));
  await expect(gone.mutation(api.users.ensureCurrent, {})).rejects.toMatchObject({
    data: { code: "USER_DELETED" },
  });
  const event = clerkUserEvent("user.updated", { id: fakeClerkUserId(1) });
  const route = `${example.siteUrl}/clerk-users-webhook`;
  const late = { sentAt: new Date(Date.now() + 6 * MINUTE) };
  expect((await fetch(route, signWebhook(event, late))).status).toBe(200);
  expect(await exists(fakeClerkUserId(1))).toBe(false);
});

test("more missing users than is plausible are deleted only by force", async () => {
  for (let i = 10; i < 40; i++) clerk.removeUser(fakeClerkUserId(i));
  const refused = await cleanup({ dryRun: false });
  expect(refused).toMatchObject({ state: "failed", missing: 30, deleted: 0 });
  expect(refused.error).toMatch(/Nobody was deleted/);
  expect(await exists(fakeClerkUserId(10))).toBe(true);
  expect(await cleanup({ dryRun: false, force: true })).toMatchObject({
    state: "done",
    deleted: 30,
  });
  expect(await exists(fakeClerkUserId(39))).toBe(false);
  expect(await exists(adminClerkId)).toBe(true);
});

test("the last admin stays, even when Clerk does not have them, unless forced", async () => {
  clerk.removeUser(adminClerkId);
  expect(await cleanup({ dryRun: false })).toMatchObject({
    state: "done",
    missing: 1,
    deleted: 0,
    failed: 1,
  });
  expect(await exists(adminClerkId)).toBe(true);

  await admin.mutation(api.admin.cleanup, { dryRun: false, force: true });
  await vi.waitFor(async () => expect(await exists(adminClerkId)).toBe(false), 10_000);
});
