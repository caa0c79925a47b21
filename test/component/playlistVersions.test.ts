import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import {
  type Component,
  createPlaylist,
  createTrack,
  settings,
  signUp,
  startComponent,
  system,
} from "./setup.js";

/*
 * Every change of what a reader sees of a playlist counts one version, and sets
 * `updatedAt` to now.
 */

const ADA = "ada@example.com";
const LATER_MS = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function read(t: Component, id: string) {
  return (await t.query(api.playlists.get, { caller: system, id }))!;
}

/** What a change does to version and time, a minute after the playlist was made. */
async function effectOf(t: Component, id: string, change: () => Promise<unknown>) {
  const before = await read(t, id);
  vi.advanceTimersByTime(LATER_MS);
  const startedAt = Date.now();
  await change();
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  const after = await read(t, id);
  return {
    after,
    versions: after.version - before.version,
    isUpdatedNow: after.updatedAt >= startedAt,
  };
}

const changed = { versions: 1, isUpdatedNow: true };
const unchanged = { versions: 0, isUpdatedNow: false };

test("a playlist whose owner is deleted, and that stays, has changed", async () => {
  const t = startComponent();
  const ada = await signUp(t, "user_1");
  const id = await createPlaylist(t, ada.caller);
  const effect = await effectOf(t, id, () =>
    t.mutation(api.clerk.receive, {
      deliveryId: "msg_1",
      type: "user.deleted",
      event: { kind: "delete", externalId: "user_1" },
      settings: { ...settings, onUserDeleted: "keepAll" },
    }),
  );
  expect(effect).toMatchObject(changed);
  expect(effect.after.userId).toBeUndefined();
});

test("a playlist that its owner claims by their address has changed", async () => {
  const t = startComponent();
  const rows = [{ legacyId: "1", title: "Mix", ownerEmail: ADA, updatedAt: 5 }];
  await t.mutation(api.migrations.importPlaylists, { caller: system, rows });
  const [imported] = await t.query(api.playlists.list, { caller: system });
  const profile = { name: "Ada", email: ADA, verifiedEmail: ADA };
  const caller = { kind: "user" as const, externalId: "user_1", profile };
  const effect = await effectOf(t, imported!._id, () =>
    t.mutation(api.users.ensureCurrent, { caller }),
  );
  expect(effect).toMatchObject(changed);
  expect(effect.after.userId).toBeDefined();
});

test("a recount changes a playlist whose counts were wrong, and no other", async () => {
  const t = startComponent();
  const ada = await signUp(t, "user_1", "vip");
  const id = await createPlaylist(t, ada.caller);
  const trackId = await createTrack(t, ada.caller);
  await t.mutation(api.playlists.addTrack, {
    caller: ada.caller,
    playlistId: id,
    trackId,
  });
  const recount = () => t.mutation(api.playlists.recount, { caller: system, id });

  expect(await effectOf(t, id, recount)).toMatchObject(unchanged);

  const playlistId = id as Id<"playlists">;
  await t.run((ctx) => ctx.db.patch("playlists", playlistId, { trackCount: 7 }));
  const effect = await effectOf(t, id, recount);
  expect(effect).toMatchObject(changed);
  expect(effect.after.trackCount).toBe(1);
});
