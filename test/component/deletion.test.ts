import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import type { OnUserDeleted } from "../../src/shared/settings.js";
import {
  type Component,
  createPlaylist,
  createTrack,
  settings,
  signUp,
  startComponent,
  storeFile,
} from "./setup.js";

const externalId = "user_1";

async function deleteUser(t: Component, onUserDeleted: OnUserDeleted = "keepPublic") {
  await t.mutation(api.clerk.receive, {
    deliveryId: "msg_delete",
    type: "user.deleted",
    event: { kind: "delete", externalId },
    settings: { ...settings, onUserDeleted },
  });
  await t.finishAllScheduledFunctions(vi.runAllTimers);
}

/** What is left in the tables of what a user can own. */
async function leftOf(t: Component) {
  return await t.run(async (ctx) => {
    const tracks = await ctx.db.query("tracks").take(100);
    const playlists = await ctx.db.query("playlists").take(100);
    return {
      tracks: tracks.map((track) => track.visibility),
      playlists: playlists.length,
      items: (await ctx.db.query("playlistTracks").take(100)).length,
      stored: (await ctx.db.system.query("_storage").take(100)).length,
      owned: [
        ...tracks.map((row) => row.createdBy),
        ...playlists.map((row) => row.userId),
      ].filter((owner) => owner !== undefined).length,
      usage: (await ctx.db.query("storageUsage").take(100)).length,
    };
  });
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test.each<[OnUserDeleted, Partial<Awaited<ReturnType<typeof leftOf>>>]>([
  ["keepPublic", { tracks: ["public", "vip"], playlists: 0, items: 0, stored: 2 }],
  ["deleteAll", { tracks: [], playlists: 0, items: 0, stored: 0 }],
  [
    "keepAll",
    { tracks: ["public", "vip", "private"], playlists: 12, items: 3, stored: 3 },
  ],
])(
  "with %s, what a deleted user leaves behind is %o",
  async (onUserDeleted, expected) => {
    const t = startComponent();
    const { caller } = await signUp(t, externalId, "vip");
    const trackIds: string[] = [];
    for (const visibility of ["public", "vip", "private"] as const) {
      const fileId = await storeFile(t);
      trackIds.push(await createTrack(t, caller, { visibility, fileId }));
    }
    const playlistId = await createPlaylist(t, caller);
    await t.mutation(api.playlists.addTracks, { caller, playlistId, trackIds });
    for (let i = 0; i < 11; i++)
      await createPlaylist(t, caller, { visibility: "public" });

    await deleteUser(t, onUserDeleted);
    expect(await leftOf(t)).toEqual({ ...expected, owned: 0, usage: 0 });
  },
);

test("a user with 50,000 playlist items is deleted fully, within the limits", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, externalId, "vip");
  const trackId = (await createTrack(t, caller)) as Id<"tracks">;
  const playlistId = (await createPlaylist(t, caller)) as Id<"playlists">;
  for (let batch = 0; batch < 50; batch++) {
    await t.run(async (ctx) => {
      for (let i = 0; i < 1000; i++) {
        const position = batch * 1000 + i;
        const row = { playlistId, trackId, position, durationMs: 0 };
        await ctx.db.insert("playlistTracks", row);
      }
    });
  }
  await deleteUser(t, "deleteAll");
  expect(await leftOf(t)).toMatchObject({ tracks: [], playlists: 0, items: 0 });
}, 240_000);

test("what is left to do is taken up again at any time", async () => {
  const t = startComponent();
  const { caller, id } = await signUp(t, externalId, "vip");
  for (let i = 0; i < 15; i++) await createPlaylist(t, caller);
  const release = { userId: id as Id<"users">, onUserDeleted: "keepPublic" as const };
  await t.mutation(internal.model.lifecycle.userDeletion.release, release);
  expect((await leftOf(t)).playlists).toBe(5);
  await t.mutation(internal.model.lifecycle.userDeletion.release, release);
  await t.mutation(internal.model.lifecycle.userDeletion.release, release);
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect((await leftOf(t)).playlists).toBe(0);
});
