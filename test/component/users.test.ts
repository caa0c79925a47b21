import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Caller } from "../../src/shared/caller.js";
import {
  anonymous,
  type Component,
  createPlaylist,
  createTrack,
  outcomeOf,
  setRole,
  settings,
  signUp,
  startComponent,
  storeFile,
  system,
} from "./setup.js";

const externalId = "user_1";
const caller: Caller = { kind: "user", externalId, profile: { name: "Ada" } };

let deliveries = 0;

function receive(
  t: Component,
  event: Parameters<typeof upsert>[0] | "delete",
  { deliveryId = `msg_${deliveries++}`, roleFromMetadata = false } = {},
) {
  return t.mutation(api.clerk.receive, {
    deliveryId,
    type: "user.updated",
    event: event === "delete" ? { kind: "delete", externalId } : upsert(event),
    settings: { ...settings, roleFromMetadata },
  });
}

function upsert(fields: {
  name: string;
  email?: string;
  at: number;
  metadataRole?: "vip" | "admin";
}) {
  const { name, email, at, metadataRole } = fields;
  return {
    kind: "upsert" as const,
    externalId,
    profile: { name, email },
    version: { updatedAt: at, eventAt: at },
    metadataRole,
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test("nobody is signed in without a token, and system is no user", async () => {
  const t = startComponent();
  expect(await t.query(api.users.current, { caller: anonymous })).toBeNull();
  const ensure = (who: Caller) => t.mutation(api.users.ensureCurrent, { caller: who });
  expect(await outcomeOf(ensure(anonymous))).toBe("UNAUTHENTICATED");
  expect(await outcomeOf(ensure(system))).toBe("UNAUTHENTICATED");
});

test("the first mutation of a signed-in user creates their row", async () => {
  const t = startComponent();
  expect(await t.query(api.users.current, { caller })).toBeNull();
  const playlistId = await createPlaylist(t, caller);
  const user = await t.query(api.users.current, { caller });
  expect(user).toMatchObject({
    externalId,
    name: "Ada",
    role: "guest",
    syncedBy: "fallback",
  });
  const playlist = await t.query(api.playlists.get, { caller, id: playlistId });
  expect(playlist?.userId).toBe(user?._id);
});

test("a token that says nothing of its bearer is enough, on every call", async () => {
  const t = startComponent();
  const bare: Caller = { kind: "user", externalId };
  const first = await t.mutation(api.users.ensureCurrent, { caller: bare });
  expect(first).toMatchObject({ name: "Unknown", role: "guest" });
  expect(await t.mutation(api.users.ensureCurrent, { caller: bare })).toEqual(first);
});

test("the initial admin is one from the start, on either path", async () => {
  vi.stubEnv("INITIAL_ADMIN_CLERK_USER_ID", externalId);
  const byToken = startComponent();
  const user = await byToken.mutation(api.users.ensureCurrent, { caller });
  expect(user.role).toBe("admin");
  const byWebhook = startComponent();
  await receive(byWebhook, { name: "Ada", at: 1 });
  expect(await byWebhook.query(api.users.current, { caller })).toMatchObject({
    role: "admin",
    syncedBy: "webhook",
  });
});

test("the webhook takes over a row of the fallback and keeps its role", async () => {
  const t = startComponent();
  const { _id } = await t.mutation(api.users.ensureCurrent, { caller });
  await setRole(t, externalId, "vip");
  expect(await receive(t, { name: "Ada L.", email: "a@example.com", at: 5 })).toEqual({
    outcome: "updated",
  });
  const user = { _id, name: "Ada L.", email: "a@example.com", role: "vip" };
  expect(await t.query(api.users.current, { caller })).toMatchObject(user);
  await t.mutation(api.users.ensureCurrent, { caller });
  expect(await t.query(api.users.current, { caller })).toMatchObject(user);
});

test("an older event has no effect, and a newer one clears what it does not have", async () => {
  const t = startComponent();
  await receive(t, { name: "New", email: "a@example.com", at: 5 });
  expect(await receive(t, { name: "Old", at: 4 })).toEqual({ outcome: "stale" });
  expect(await t.query(api.users.current, { caller })).toMatchObject({ name: "New" });
  await receive(t, { name: "Newer", at: 6 });
  expect(await t.query(api.users.current, { caller })).not.toHaveProperty("email");
});

test("a delivery is applied once, and recorded with its outcome", async () => {
  const t = startComponent();
  const once = { deliveryId: "msg_once" };
  expect(await receive(t, { name: "A", at: 1 }, once)).toEqual({ outcome: "created" });
  expect(await receive(t, { name: "B", at: 2 }, once)).toEqual({ outcome: "duplicate" });
  expect(await t.query(api.users.current, { caller })).toMatchObject({ name: "A" });
  const rows = await t.run((ctx) => ctx.db.query("webhookDeliveries").take(5));
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ deliveryId: "msg_once", outcome: "created" });
});

test("a delete is final, whatever arrives later or arrived before", async () => {
  const t = startComponent();
  await receive(t, { name: "A", at: 1 });
  expect(await receive(t, "delete")).toEqual({ outcome: "deleted" });
  expect(await receive(t, { name: "A", at: 9 })).toEqual({ outcome: "alreadyDeleted" });
  expect(await t.query(api.users.current, { caller })).toBeNull();
  expect(await outcomeOf(t.mutation(api.users.ensureCurrent, { caller }))).toBe(
    "USER_DELETED",
  );
  expect(await outcomeOf(createPlaylist(t, caller))).toBe("USER_DELETED");

  const early = startComponent();
  expect(await receive(early, "delete")).toEqual({ outcome: "tombstoned" });
  expect(await receive(early, { name: "A", at: 9 })).toEqual({
    outcome: "alreadyDeleted",
  });
  expect(await early.query(api.users.current, { caller })).toBeNull();
});

test("a deleted user's token reads as nobody's", async () => {
  const t = startComponent();
  await t.mutation(api.users.ensureCurrent, { caller });
  const id = await createPlaylist(t, caller);
  await receive(t, "delete");
  expect(await t.query(api.playlists.get, { caller, id })).toBeNull();
  const usage = t.query(api.storage.usage, { caller, settings });
  expect(await outcomeOf(usage)).toBe("UNAUTHENTICATED");
});

test("what a deleted user owned follows: private things go, public tracks stay", async () => {
  const t = startComponent();
  const user = await signUp(t, externalId, "vip");
  const friend = await signUp(t, "user_2");
  const open = await createTrack(t, caller, { fileId: await storeFile(t) });
  await createTrack(t, caller, { visibility: "private", fileId: await storeFile(t) });
  const playlistId = await createPlaylist(t, caller);
  for (let i = 0; i < 25; i++) await createPlaylist(t, caller);
  await t.mutation(api.playlists.addTrack, { caller, playlistId, trackId: open });
  const shared = await createPlaylist(t, friend.caller);
  await t.mutation(api.playlists.addCollaborator, {
    caller: friend.caller,
    playlistId: shared,
    userId: user.id,
  });

  await receive(t, "delete");
  await t.finishAllScheduledFunctions(vi.runAllTimers);

  const left = await t.run(async (ctx) => ({
    tracks: await ctx.db.query("tracks").take(50),
    playlists: (await ctx.db.query("playlists").take(50)).map((row) => row._id as string),
    items: await ctx.db.query("playlistTracks").take(50),
    collaborations: await ctx.db.query("playlistCollaborators").take(50),
    usage: await ctx.db.query("storageUsage").take(50),
    files: await ctx.db.query("files").take(50),
    stored: await ctx.db.system.query("_storage").take(50),
  }));
  expect(left.tracks.map((track) => track._id)).toEqual([open]);
  expect(left.tracks[0]).not.toHaveProperty("createdBy");
  expect(left).toMatchObject({
    playlists: [shared],
    items: [],
    collaborations: [],
    usage: [],
  });
  expect(left.files).toHaveLength(1);
  expect(left.files[0]).not.toHaveProperty("ownerId");
  expect(left.stored).toHaveLength(1);
});

test("the role in Clerk's metadata counts only when the host says so", async () => {
  const t = startComponent();
  await receive(t, { name: "A", at: 1, metadataRole: "admin" });
  expect(await t.query(api.users.current, { caller })).toMatchObject({ role: "guest" });
  await receive(t, { name: "A", at: 2, metadataRole: "vip" }, { roleFromMetadata: true });
  expect(await t.query(api.users.current, { caller })).toMatchObject({ role: "vip" });
});

test("admins list users in pages, of one role if they ask", async () => {
  const t = startComponent();
  const admin = await signUp(t, "user_admin", "admin");
  for (let i = 0; i < 5; i++) await signUp(t, `user_${i}`, i % 2 ? "vip" : "guest");
  const page = (role?: "vip") =>
    t.query(api.users.list, {
      caller: admin.caller,
      role,
      paginationOpts: { numItems: 4, cursor: null },
    });
  expect((await page()).page).toHaveLength(4);
  const vips = await page("vip");
  expect(vips.page.map((user) => user.externalId)).toEqual(["user_1", "user_3"]);
  expect(vips.isDone).toBe(true);
});

test("a role is set by an admin, of a user who exists", async () => {
  const t = startComponent();
  const admin = await signUp(t, "user_admin", "admin");
  const user = await signUp(t, "user_2");
  const set = (userId: string) =>
    t.mutation(api.users.setRole, { caller: admin.caller, userId, role: "vip" });
  await set(user.id);
  expect(await t.query(api.users.current, { caller: user.caller })).toMatchObject({
    role: "vip",
  });
  expect(await outcomeOf(set("nobody"))).toBe("NOT_FOUND");
  const byScript = setRole(t, "nobody", "vip");
  expect(await outcomeOf(byScript)).toBe("NOT_FOUND");
});

test("records of deliveries are pruned after 30 days, tombstones never", async () => {
  const t = startComponent();
  vi.setSystemTime(new Date("2026-01-01"));
  await receive(t, "delete");
  vi.setSystemTime(new Date("2026-01-20"));
  await receive(t, "delete");
  vi.setSystemTime(new Date("2026-02-01"));
  await t.mutation(internal.model.clerk.deliveries.prune, {});
  await t.run(async (ctx) => {
    expect(await ctx.db.query("webhookDeliveries").take(5)).toHaveLength(1);
    expect(await ctx.db.query("deletedUsers").take(5)).toHaveLength(1);
  });
});

test("the last admin can't be demoted, by nobody, until there is another one", async () => {
  const t = startComponent();
  const admin = await signUp(t, "user_admin", "admin");
  const demote = (who: Caller) =>
    outcomeOf(
      t.mutation(api.users.setRole, { caller: who, userId: admin.id, role: "guest" }),
    );
  expect(await demote(admin.caller)).toBe("CONFLICT");
  expect(await outcomeOf(setRole(t, "user_admin", "vip"))).toBe("CONFLICT");
  expect(await outcomeOf(setRole(t, "user_admin", "admin"))).toBe("done");
  const other = await signUp(t, "user_other", "admin");
  expect(await demote(other.caller)).toBe("done");
  expect(await outcomeOf(setRole(t, "user_other", "guest"))).toBe("CONFLICT");
});

test("a role in Clerk's metadata does not demote the last admin either", async () => {
  const t = startComponent();
  await signUp(t, externalId, "admin");
  const trusting = { roleFromMetadata: true };
  await receive(t, { name: "A", at: 1, metadataRole: "vip" }, trusting);
  expect(await t.query(api.users.current, { caller })).toMatchObject({
    name: "A",
    role: "admin",
  });
  await signUp(t, "user_other", "admin");
  await receive(t, { name: "A", at: 2, metadataRole: "vip" }, trusting);
  expect(await t.query(api.users.current, { caller })).toMatchObject({ role: "vip" });
});

test("the status counts deliveries by outcome and users by source, exactly", async () => {
  const t = startComponent();
  const status = () => t.query(api.clerk.status, { caller: system });
  expect(await status()).toEqual({
    lastDeliveryAt: null,
    deliveries: {},
    users: {},
    lastSync: null,
    lastCleanup: null,
  });
  for (let i = 0; i < 20; i++) await signUp(t, `user_token_${i}`);
  await t.mutation(api.users.ensureCurrent, { caller });
  await receive(t, { name: "A", at: 2 }, { deliveryId: "msg_x" });
  await receive(t, { name: "A", at: 2 }, { deliveryId: "msg_x" });
  await receive(t, { name: "A", at: 1 });
  expect(await status()).toMatchObject({
    lastDeliveryAt: Date.now(),
    deliveries: { updated: 1, stale: 1 },
    users: { fallback: 20, webhook: 1 },
  });
  await receive(t, "delete");
  expect(await status()).toMatchObject({
    deliveries: { updated: 1, stale: 1, deleted: 1 },
    users: { fallback: 20, webhook: 0 },
  });
  for (const who of [anonymous, (await signUp(t, "user_2")).caller]) {
    expect(await outcomeOf(t.query(api.clerk.status, { caller: who }))).not.toBe("done");
  }
});
