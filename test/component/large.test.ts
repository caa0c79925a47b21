import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { keepIndexes } from "../../example/local/indexes/index.js";
import { api } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import { GAP } from "../../src/shared/order.js";
import type { Caller } from "../../src/shared/caller.js";
import {
  type Component,
  createPlaylist,
  createTrack,
  outcomeOf,
  signUp,
  startComponent,
} from "./setup.js";

/*
 * A playlist of 100,000 items, with the platform's transaction limits on. One
 * component for all tests, in order.
 */

const ITEMS = 100_000;

let t: Component;
let caller: Caller;
let playlistId: Id<"playlists">;
let trackId: Id<"tracks">;

beforeAll(async () => {
  vi.useFakeTimers();
  t = startComponent();
  keepIndexes(t);
  ({ caller } = await signUp(t, "user_1", "vip"));
  trackId = (await createTrack(t, caller, { durationSeconds: 1 })) as Id<"tracks">;
  playlistId = (await createPlaylist(t, caller)) as Id<"playlists">;
  for (let start = 0; start < ITEMS; start += 5000) {
    await t.run(async (ctx) => {
      for (let i = start; i < start + 5000; i++) {
        const position = (i + 1) * GAP;
        const row = { playlistId, trackId, position, durationMs: 1000 };
        await ctx.db.insert("playlistTracks", row);
      }
    });
  }
  await t.run((ctx) =>
    ctx.db.patch("playlists", playlistId, {
      trackCount: ITEMS,
      durationMs: ITEMS * 1000,
    }),
  );
}, 120_000);
afterAll(() => void vi.useRealTimers());

const add = (position?: number) =>
  t.mutation(api.playlists.addTrack, { caller, playlistId, trackId, position });

const page = (cursor: string | null) =>
  t.query(api.playlists.listTracks, {
    caller,
    playlistId,
    paginationOpts: { numItems: 50, cursor },
  });

async function playlist() {
  return await t.query(api.playlists.get, { caller, id: playlistId });
}

test("items are added at the end, the front, and near either", async () => {
  const front = await add(0);
  const third = await add(2);
  const last = await add();
  const beforeLast = await add(ITEMS + 2);
  const { page: first } = await page(null);
  expect([first[0]!.itemId, first[2]!.itemId]).toEqual([front, third]);
  const end = await page(JSON.stringify([ITEMS * GAP, 0, ""]));
  expect(end.page.slice(-2).map((item) => item.itemId)).toEqual([beforeLast, last]);
  expect(await outcomeOf(add(ITEMS / 2))).toBe("LIMIT_EXCEEDED");
  expect(await playlist()).toMatchObject({ trackCount: ITEMS + 4 });
}, 60_000);

test("items are moved from one end to the other, and removed", async () => {
  const { page: first } = await page(null);
  const itemId = first[0]!.itemId;
  const end = await page(JSON.stringify([ITEMS * GAP, 0, ""]));
  const after = end.page.at(-1)!.itemId;
  await t.mutation(api.playlists.moveItem, { caller, itemId, after });
  const moved = await page(JSON.stringify([ITEMS * GAP, 0, ""]));
  expect(moved.page.at(-1)!.itemId).toBe(itemId);
  await t.mutation(api.playlists.removeItem, { caller, itemId });
  expect((await page(null)).page[0]!.itemId).toBe(first[1]!.itemId);
  expect(await playlist()).toMatchObject({
    trackCount: ITEMS + 3,
    durationSeconds: ITEMS + 3,
  });
}, 60_000);

test("removed, it is gone at once, and its items soon after", async () => {
  await t.mutation(api.playlists.remove, { caller, id: playlistId });
  expect(await playlist()).toBeNull();
  expect((await page(null)).page).toEqual([]);
  await t.finishAllScheduledFunctions(vi.runAllTimers, 200);
  await t.run(async (ctx) => {
    expect(await ctx.db.query("playlistTracks").first()).toBeNull();
  });
}, 240_000);

test("a track on 10,000 playlists is gone at once, and its items soon after", async () => {
  for (let batch = 0; batch < 4; batch++) await fillPlaylists(2500);
  const counts = async () => {
    const shown = await t.query(api.playlists.list, { caller, limit: 200 });
    return new Set(shown.map((row) => `${row.trackCount}, ${row.durationSeconds} s`));
  };
  expect(await counts()).toEqual(new Set(["1, 1 s"]));
  await t.mutation(api.tracks.remove, { caller, id: trackId });
  expect(await counts()).toEqual(new Set(["0, 0 s"]));
  await t.finishAllScheduledFunctions(vi.runAllTimers, 200);
  expect(await counts()).toEqual(new Set(["0, 0 s"]));
  await t.run(async (ctx) => {
    expect(await ctx.db.query("playlistTracks").first()).toBeNull();
    const rows = await ctx.db.query("playlists").take(10_000);
    expect(rows).toHaveLength(10_000);
    expect(rows.filter((row) => row.trackCount !== 0)).toEqual([]);
  });
}, 240_000);

/** Makes playlists that hold the one track each. */
async function fillPlaylists(count: number) {
  await t.run(async (ctx) => {
    for (let i = 0; i < count; i++) {
      const id = await ctx.db.insert("playlists", {
        title: "Mix",
        visibility: "public",
        trackCount: 1,
        durationMs: 1000,
        version: 0,
        updatedAt: 0,
      });
      const item = { playlistId: id, trackId, position: GAP, durationMs: 1000 };
      await ctx.db.insert("playlistTracks", item);
    }
  });
}
