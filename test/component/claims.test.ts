import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Caller } from "../../src/shared/caller.js";
import {
  type Component,
  createPlaylist,
  settings,
  signUp,
  startComponent,
  system,
} from "./setup.js";

const ADA = "ada@example.com";

let deliveries = 0;

/** What the webhook makes of a user of Clerk. */
async function receive(
  t: Component,
  externalId: string,
  { email = ADA, isVerified = true, at = 1, onUserDeleted = "keepPublic" as const } = {},
) {
  return await t.mutation(api.clerk.receive, {
    deliveryId: `msg_${deliveries++}`,
    type: "user.updated",
    event: {
      kind: "upsert",
      externalId,
      profile: { name: "Ada", email, ...(isVerified && { verifiedEmail: email }) },
      version: { updatedAt: at, eventAt: at },
    },
    settings: { ...settings, onUserDeleted },
  });
}

async function remove(t: Component, externalId: string, onUserDeleted = "keepAll") {
  await t.mutation(api.clerk.receive, {
    deliveryId: `msg_${deliveries++}`,
    type: "user.deleted",
    event: { kind: "delete", externalId },
    settings: { ...settings, onUserDeleted: onUserDeleted as "keepAll" },
  });
  await t.finishAllScheduledFunctions(vi.runAllTimers);
}

/** Imports playlists of an owner, 1 to `count`. */
async function importPlaylists(t: Component, count: number, ownerEmail = ADA) {
  let result = { created: 0, updated: 0, unchanged: 0 };
  for (let from = 1; from <= count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from + 1) }, (_, i) => ({
      legacyId: `${from + i}`,
      title: `Mix ${from + i}`,
      ownerEmail,
    }));
    result = await t.mutation(api.migrations.importPlaylists, { caller: system, rows });
  }
  return result;
}

const callerOf = (externalId: string): Caller => ({ kind: "user", externalId });

async function ownCount(t: Component, externalId: string) {
  const caller = callerOf(externalId);
  return (await t.query(api.playlists.mine, { caller, limit: 200 })).length;
}

async function waiting(t: Component) {
  return await t.run(async (ctx) => {
    const rows = await ctx.db.query("playlists").take(1000);
    return rows.filter((row) => row.legacyOwnerEmail !== undefined).length;
  });
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("imported playlists become their owner's", () => {
  test("when a user with the verified address appears, in the same transaction", async () => {
    const t = startComponent();
    await importPlaylists(t, 3, " Ada@Example.com");
    await importPlaylists(t, 1, "grace@example.com");
    expect(await waiting(t)).toBe(3);
    await receive(t, "user_1");
    expect(await ownCount(t, "user_1")).toBe(2);
    expect(await waiting(t)).toBe(1);
    const [playlist] = await t.query(api.playlists.mine, { caller: callerOf("user_1") });
    expect(playlist).toMatchObject({ version: 1 });
  });

  test("when a user's address is verified, or another one becomes theirs", async () => {
    const t = startComponent();
    await importPlaylists(t, 2);
    await receive(t, "user_1", { isVerified: false, at: 1 });
    expect(await ownCount(t, "user_1")).toBe(0);
    await receive(t, "user_1", { at: 2 });
    expect(await ownCount(t, "user_1")).toBe(2);

    await receive(t, "user_2", { email: "grace@example.com" });
    await t.mutation(api.migrations.importPlaylists, {
      caller: system,
      rows: [{ legacyId: "new", title: "New", ownerEmail: "hopper@example.com" }],
    });
    await receive(t, "user_2", { email: "hopper@example.com", at: 2 });
    expect(await ownCount(t, "user_2")).toBe(1);
  });

  test("when a token with the verified address comes before any webhook", async () => {
    const t = startComponent();
    await importPlaylists(t, 2);
    const profile = { name: "Ada", email: ADA, verifiedEmail: "Ada@example.com" };
    const caller: Caller = { kind: "user", externalId: "user_1", profile };
    await t.mutation(api.users.ensureCurrent, { caller });
    expect(await ownCount(t, "user_1")).toBe(2);
  });

  test("when they are imported after the user came", async () => {
    const t = startComponent();
    await receive(t, "user_1", { email: "ADA@example.com", isVerified: false });
    await importPlaylists(t, 1);
    expect(await waiting(t)).toBe(1);
    const verified = { name: "Ada", email: "ADA@example.com", verifiedEmail: ADA };
    await t.mutation(internal.model.clerk.profiles.applyProfile, {
      user: {
        kind: "upsert",
        externalId: "user_1",
        profile: verified,
        version: { updatedAt: 2, eventAt: 2 },
      },
      settings,
    });
    await importPlaylists(t, 3);
    expect(await ownCount(t, "user_1")).toBe(3);
    expect(await waiting(t)).toBe(0);
  });

  test("a few at once, and many in the background, within the limits", async () => {
    const t = startComponent();
    await importPlaylists(t, 1000);
    await receive(t, "user_1");
    const owned = async () =>
      await t.run(async (ctx) => {
        const rows = await ctx.db.query("playlists").take(1000);
        return rows.filter((row) => row.userId !== undefined).length;
      });
    expect(await owned()).toBe(10);
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await owned()).toBe(1000);
    expect(await waiting(t)).toBe(0);
  }, 60_000);

  test("and end a collaboration of the owner in their own playlist", async () => {
    const t = startComponent();
    await importPlaylists(t, 1);
    const { id: userId } = await signUp(t, "user_1");
    const [playlist] = await t.query(api.playlists.list, { caller: system });
    const playlistId = playlist!._id;
    await t.mutation(api.playlists.addCollaborator, {
      caller: system,
      playlistId,
      userId,
    });
    await receive(t, "user_1");
    expect(
      await t.query(api.playlists.collaborators, { caller: system, playlistId }),
    ).toEqual([]);
    const page = await t.query(api.playlists.paginate, {
      caller: callerOf("user_1"),
      paginationOpts: { numItems: 10, cursor: null },
    });
    expect(page.page.map(({ _id }) => _id)).toEqual([playlistId]);
  });
});

describe("nobody gets playlists", () => {
  test("by an address that is not verified", async () => {
    const t = startComponent();
    await importPlaylists(t, 1);
    await receive(t, "user_1", { isVerified: false });
    const profile = { name: "Eve", email: ADA };
    const caller: Caller = { kind: "user", externalId: "user_2", profile };
    await t.mutation(api.users.ensureCurrent, { caller });
    await importPlaylists(t, 1);
    expect(await waiting(t)).toBe(1);
  });

  test("by an address that only folds to the owner's", async () => {
    const t = startComponent();
    await importPlaylists(t, 1, "mike@example.com");
    await receive(t, "user_1", { email: "mi\u212ae@example.com" });
    expect(await ownCount(t, "user_1")).toBe(0);
  });

  test("that somebody has already", async () => {
    const t = startComponent();
    await importPlaylists(t, 1);
    await receive(t, "user_1");
    await receive(t, "user_1", { email: "king@example.com", at: 2 });
    await receive(t, "user_2");
    expect(await importPlaylists(t, 1)).toMatchObject({ unchanged: 1 });
    expect([await ownCount(t, "user_1"), await ownCount(t, "user_2")]).toEqual([1, 0]);
  });

  test("once they were deleted, whatever Clerk sends later", async () => {
    const t = startComponent();
    await receive(t, "user_1");
    await remove(t, "user_1");
    await importPlaylists(t, 2);
    await receive(t, "user_1", { at: 9 });
    expect(await waiting(t)).toBe(2);
  });

  test("in the background, when they are deleted meanwhile", async () => {
    const t = startComponent();
    await importPlaylists(t, 30);
    await receive(t, "user_1");
    await remove(t, "user_1");
    expect(await waiting(t)).toBe(20);
    const playlists = await t.query(api.playlists.list, { caller: system });
    expect(playlists.filter((row) => row.userId !== undefined)).toEqual([]);
  });
});

test("a playlist that was made in the app is nobody's to claim", async () => {
  const t = startComponent();
  await createPlaylist(t, system);
  await receive(t, "user_1");
  expect(await ownCount(t, "user_1")).toBe(0);
});
