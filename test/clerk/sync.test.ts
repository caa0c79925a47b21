import { ConvexClient, type ConvexHttpClient } from "convex/browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
} from "../../src/testing/clerk.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import {
  type FakeClerk,
  fakeClerkUser,
  fakeClerkUserId,
  startFakeClerk,
} from "./fakeClerk.js";

let example: Example;
let clerk: FakeClerk;
let admin: ConvexHttpClient;

async function start(options: Parameters<typeof startFakeClerk>[0]) {
  clerk = await startFakeClerk(options);
  await example.setEnv({ CLERK_SECRET_KEY: clerk.secretKey, CLERK_API_URL: clerk.url });
}

beforeEach(async () => {
  example = await deployExample();
  admin = await example.client(adminClerkId);
  await admin.mutation(api.users.ensureCurrent, {});
});
afterEach(async () => {
  await example?.stop();
  await clerk?.close();
});

const status = () => admin.query(api.admin.status, {});
const sync = (args: { restart?: boolean } = {}) => admin.mutation(api.admin.sync, args);
const pagesAsked = () => clerk.requests.filter(({ path }) => path === "/v1/users").length;

async function lastSync(state: string) {
  return await vi.waitFor(
    async () => {
      const { lastSync: run } = await status();
      expect(run).toMatchObject({ state });
      return run!;
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function userOf(externalId: string) {
  return await (await example.client(externalId)).query(api.users.current, {});
}

test("1,201 users are brought over, each once, with progress that a page can follow", async () => {
  await start({ users: 1201, contentType: "application/json; charset=utf-8" });
  const page = new ConvexClient(example.url, {
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
  });
  page.setAuth(() => example.token(adminClerkId));
  const seen: number[] = [];
  page.onUpdate(api.admin.status, {}, ({ lastSync: run }) => {
    if (run) seen.push(run.done);
  });

  expect(await example.cli("run", "clerk:sync")).toMatch(/runs/);
  const run = await lastSync("done");
  expect(run).toMatchObject({ total: 1201, done: 1201, created: 1201, failed: 0 });
  expect((await status()).users).toEqual({ fallback: 1, backfill: 1201 });
  expect(pagesAsked()).toBe(13);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  await page.close();

  clerk.updateUser(fakeClerkUserId(5), { first_name: "Renamed" });
  await sync();
  const again = await lastSync("done");
  expect(again).toMatchObject({ done: 1201, created: 0, updated: 1 });
  expect(await userOf(fakeClerkUserId(5))).toMatchObject({ name: "Renamed Last5" });
  expect((await status()).users).toEqual({ fallback: 1, backfill: 1201 });
});

test("a sync waits when Clerk says so, and tries again what time may mend", async () => {
  await start({ users: 250 });
  clerk.fail("/v1/users", { kind: "error", status: 429, retryAfter: "1" });
  clerk.fail(
    ({ query }) => query.has("starting_after"),
    { kind: "error", status: 500 },
    { kind: "text", status: 502, text: "<html>Bad gateway</html>" },
    { kind: "drop" },
  );
  await sync();
  expect(await lastSync("done")).toMatchObject({ done: 250, created: 250 });
});

test("neither an answer that does not come nor a user who can't be read keeps others away", async () => {
  const unreadable = { ...fakeClerkUser(1), id: "" };
  await start({ users: [fakeClerkUser(0), unreadable, fakeClerkUser(2)] });
  clerk.fail("/v1/users", { kind: "hang" });
  await sync();
  expect(await lastSync("done")).toMatchObject({ done: 3, created: 2, failed: 1 });
  expect(pagesAsked()).toBe(2);
});

test("wherever a sync breaks off, it goes on from the page that it was at", async () => {
  await start({ users: 250 });
  // Of each page the instance is asked for first. That the count is missing stops nothing.
  const [pages, requestsAPage] = [3, 2];
  for (let breakAt = 0; breakAt < pages * requestsAPage; breakAt++) {
    let requests = 0;
    clerk.requests.length = 0;
    clerk.fail(({ path }) => path !== "/v1/users/count" && requests++ === breakAt, {
      kind: "error",
      status: 401,
    });
    const runId = await sync({ restart: true });
    const pagesDone = Math.floor(breakAt / requestsAPage);
    expect(await lastSync("failed")).toMatchObject({ done: 100 * pagesDone });
    expect(await sync()).toBe(runId);
    expect(await lastSync("done")).toMatchObject({ done: 250, failed: 0 });
    const isPageAskedAgain = breakAt % requestsAPage === 1;
    expect(pagesAsked()).toBe(pages + (isPageAskedAgain ? 1 : 0));
  }
  expect((await status()).users).toEqual({ fallback: 1, backfill: 250 });
});

test("a sync that failed goes on where it ended", async () => {
  await start({ users: 350 });
  let pages = 0;
  clerk.fail(({ path }) => path === "/v1/users" && ++pages > 2, {
    kind: "error",
    status: 401,
  });
  await sync();
  const failed = await lastSync("failed");
  expect(failed).toMatchObject({ done: 200 });
  expect(failed.error).toMatch(/refused|unauthorized|401|key/i);
  expect(failed.error).not.toContain(clerk.secretKey);

  expect(await sync()).toBe(failed._id);
  expect(await lastSync("done")).toMatchObject({ done: 350, created: 350 });
  expect(pagesAsked()).toBe(5);
  expect(await sync({ restart: true })).not.toBe(failed._id);
  await lastSync("done");
});

test("one run is on at a time, and it can be stopped", async () => {
  await start({ users: 600, pageDelayMs: 200 });
  const runId = await sync();
  await expect(sync()).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  const cleanup = admin.mutation(api.admin.cleanup, {});
  await expect(cleanup).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  await vi.waitFor(
    async () => expect((await status()).lastSync?.done).toBeGreaterThan(0),
    {
      timeout: 10_000,
    },
  );
  await admin.mutation(api.admin.stop, {});
  const { done } = await lastSync("stopped");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await lastSync("stopped")).toMatchObject({ done });
  expect(done).toBeLessThan(600);
  expect(await sync()).toBe(runId);
  expect(await lastSync("done")).toMatchObject({ done: 600 });
});

test("what webhooks say during a sync, of users it has yet to come to, holds", async () => {
  await start({ users: 350, pageDelayMs: 300 });
  await sync();
  const [gone, renamed] = [fakeClerkUserId(340), fakeClerkUserId(341)];
  for (const event of [
    clerkUserDeletedEvent(gone),
    clerkUserEvent("user.updated", { id: renamed, first_name: "Renamed" }),
  ]) {
    await fetch(`${example.siteUrl}/clerk-users-webhook`, signWebhook(event));
  }
  expect((await status()).lastSync?.done).toBeLessThan(340);
  const late = clerk.addUser({ first_name: "Late", last_name: "Comer" });
  await lastSync("done");
  expect(await userOf(gone)).toBeNull();
  expect(await userOf(renamed)).toMatchObject({ name: "Renamed", syncedBy: "webhook" });
  expect(await userOf(late.id)).toMatchObject({ name: "Late Comer" });
});

test("a token that says nothing is completed from Clerk in the background", async () => {
  await start({ users: 1 });
  const id = fakeClerkUserId(0);
  clerk.updateUser(id, { first_name: "Ada", last_name: "Lovelace" });
  const client = await example.client(id);
  const user = await client.mutation(api.users.ensureCurrent, {});
  expect(user).toMatchObject({ name: "Unknown", syncedBy: "fallback" });
  await vi.waitFor(
    async () =>
      expect(await userOf(id)).toMatchObject({
        name: "Ada Lovelace",
        syncedBy: "backfill",
      }),
    { timeout: 10_000 },
  );
});

test("without a key, or as anybody but an admin, there is no sync", async () => {
  await expect(sync()).rejects.toMatchObject({
    data: { code: "INVALID_ARGUMENT", field: "CLERK_SECRET_KEY" },
  });
  const guest = await example.client("user_guest");
  await expect(guest.mutation(api.admin.sync, {})).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  const nobody = await example.client();
  await expect(nobody.query(api.admin.status, {})).rejects.toMatchObject({
    data: { code: "UNAUTHENTICATED" },
  });
  clerk = await startFakeClerk({ users: 1 });
});

test("a key of another instance than the users' brings nobody over", async () => {
  await start({ users: 5 });
  await example.setEnv({ CLERK_INSTANCE_ID: "ins_ours" });
  await sync();
  const run = await lastSync("failed");
  expect(run).toMatchObject({ done: 0, created: 0 });
  expect(run.error).toMatch(/belongs to the instance/);
});
