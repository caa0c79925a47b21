import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepIndexes } from "../../example/local/indexes/index.js";
import { api, internal } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import { GAP } from "../../src/shared/order.js";
import type { Caller } from "../../src/shared/caller.js";
import {
  type Component,
  createPlaylist,
  createTrack,
  setRole,
  signUp,
  startComponent,
} from "./setup.js";

/*
 * Work on long playlists takes several transactions, and others go on meanwhile.
 */

const ITEMS = 2500;

let t: Component;
let caller: Caller;
let playlistId: Id<"playlists">;
let trackIds: Id<"tracks">[];

beforeEach(async () => {
  vi.useFakeTimers();
  t = startComponent();
  ({ caller } = await signUp(t, "user_1", "vip"));
  playlistId = (await createPlaylist(t, caller, {
    visibility: "public",
  })) as Id<"playlists">;
  trackIds = [];
  for (const title of ["a", "b", "c", "d", "e", "f", "g"]) {
    const visibility = title === "g" ? "vip" : "public";
    const fields = { title, durationSeconds: 1, visibility } as const;
    trackIds.push((await createTrack(t, caller, fields)) as Id<"tracks">);
  }
  await t.run(async (ctx) => {
    for (let i = 0; i < ITEMS; i++) {
      const trackId = trackIds[i % trackIds.length]!;
      const row = { playlistId, trackId, position: (i + 1) * GAP, durationMs: 1000 };
      await ctx.db.insert("playlistTracks", row);
    }
    const counts = { trackCount: ITEMS, durationMs: ITEMS * 1000 };
    await ctx.db.patch("playlists", playlistId, counts);
  });
  // Times of creation have fractions of a millisecond.
  vi.advanceTimersByTime(10);
});
afterEach(() => void vi.useRealTimers());

/** The tracks of a playlist, in order. */
async function tracksOf(id: string) {
  return await t.run(async (ctx) => {
    const items = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", id as Id<"playlists">))
      .take(2 * ITEMS);
    return items.map((item) => item.trackId);
  });
}

async function copyOf(copier: Caller) {
  const id = await t.mutation(api.playlists.duplicate, {
    caller: copier,
    id: playlistId,
  });
  return id as Id<"playlists">;
}

async function countsOf(id: Id<"playlists">) {
  return await t.run(async (ctx) => {
    const { trackCount, durationMs } = (await ctx.db.get("playlists", id))!;
    return { trackCount, durationMs };
  });
}

/** Spreads all items anew, before whatever waits in the background. */
async function compact() {
  for (let floor: number | null = null, isDone = false; !isDone;) {
    await t.mutation(internal.model.playlists.compaction.compact, { playlistId, floor });
    const positions = await t.run(async (ctx) => {
      const items = await ctx.db
        .query("playlistTracks")
        .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
        .take(ITEMS);
      return items.map((item) => item.position);
    });
    const spread = positions.filter((position) => position > ITEMS * GAP);
    floor = spread[0]!;
    isDone = spread.length === ITEMS;
  }
}

const backgroundEnds = () => t.finishAllScheduledFunctions(vi.runAllTimers);

test("a copy has each item once, in order, though positions are spread anew meanwhile", async () => {
  const copyId = await copyOf(caller);
  await compact();
  await backgroundEnds();
  expect(await tracksOf(copyId)).toEqual(await tracksOf(playlistId));
  expect(await countsOf(copyId)).toEqual(await countsOf(playlistId));
});

test("a recount counts each item once, though positions are spread anew meanwhile", async () => {
  const counts = await countsOf(playlistId);
  await t.run((ctx) => ctx.db.patch("playlists", playlistId, { durationMs: 7 }));
  await t.mutation(api.playlists.recount, {
    caller: { kind: "system" },
    id: playlistId,
  });
  await compact();
  await backgroundEnds();
  expect(await countsOf(playlistId)).toEqual(counts);
});

test("a copy goes on from where it was when the last item that it had is removed", async () => {
  const copyId = await copyOf(caller);
  const before = await tracksOf(playlistId);
  const copied = (await tracksOf(copyId)).length;
  const last = await t.run(async (ctx) => {
    const items = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
      .take(copied);
    return items.at(-1)!._id;
  });
  await t.mutation(api.playlists.removeItem, { caller, itemId: last });
  await backgroundEnds();
  expect(await tracksOf(copyId)).toEqual(before);
});

test("spreading positions anew ends, in order, though a playlist has more items than it counts", async () => {
  const before = await tracksOf(playlistId);
  await t.run((ctx) => ctx.db.patch("playlists", playlistId, { trackCount: 7 }));
  const args = { playlistId, floor: null };
  await t.mutation(internal.model.playlists.compaction.compact, args);
  await backgroundEnds();
  expect(await tracksOf(playlistId)).toEqual(before);
});

test("clearing takes items as well that are moved to the front meanwhile", async () => {
  await t.mutation(api.playlists.clear, { caller, id: playlistId });
  const last = await t.run((ctx) =>
    ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
      .order("desc")
      .take(3),
  );
  vi.runOnlyPendingTimers();
  await t.finishInProgressScheduledFunctions();
  for (const { _id: itemId } of last) {
    await t.mutation(api.playlists.moveItem, { caller, itemId, after: null });
  }
  await backgroundEnds();
  expect(await tracksOf(playlistId)).toEqual([]);
  expect(await countsOf(playlistId)).toEqual({ trackCount: 0, durationMs: 0 });
});

test("a copy ends when the playlist is hidden from who copies", async () => {
  const copier = await signUp(t, "user_2");
  const copyId = await copyOf(copier.caller);
  const copied = (await tracksOf(copyId)).length;
  await t.mutation(api.playlists.update, {
    caller,
    id: playlistId,
    visibility: "private",
  });
  await backgroundEnds();
  expect(copied).toBeLessThan(ITEMS);
  expect(await tracksOf(copyId)).toHaveLength(copied);
});

test("a copy has no more of the tracks that its maker may not see any more", async () => {
  const copier = await signUp(t, "user_2", "vip");
  const copyId = await copyOf(copier.caller);
  const copied = await tracksOf(copyId);
  await setRole(t, "user_2", "guest");
  await backgroundEnds();
  const later = (await tracksOf(copyId)).slice(copied.length);
  expect(copied).toContain(trackIds[6]);
  expect(later.length).toBeGreaterThan(ITEMS / 2);
  expect(later).not.toContain(trackIds[6]);
});

test("a list of playlists stays within the limits while tracks are removed from all of them", async () => {
  const [playlists, removals, itemsEach] = [200, 2, 100];
  const library = startComponent();
  keepIndexes(library);
  const owner = await signUp(library, "user_1", "vip");
  for (let made = 0; made < playlists; made++) {
    await createPlaylist(library, owner.caller);
  }
  const removed: string[] = [];
  for (let made = 0; made < removals; made++) {
    removed.push(await createTrack(library, owner.caller));
  }
  const own = await library.run((ctx) => ctx.db.query("playlists").take(playlists));
  for (let start = 0; start < own.length; start += 20) {
    await library.run(async (ctx) => {
      for (const { _id } of own.slice(start, start + 20)) {
        for (let i = 0; i < removals * itemsEach; i++) {
          const trackId = removed[i % removals] as Id<"tracks">;
          const row = { playlistId: _id, trackId, position: i, durationMs: 0 };
          await ctx.db.insert("playlistTracks", row);
        }
        await ctx.db.patch("playlists", _id, { trackCount: removals * itemsEach });
      }
    });
  }
  for (const id of removed) {
    await library.mutation(api.tracks.remove, { caller: owner.caller, id });
  }
  const listed = await library.query(api.playlists.mine, {
    caller: owner.caller,
    limit: playlists,
  });
  expect(listed).toHaveLength(playlists);
  const id = own.at(-1)!._id;
  const one = await library.query(api.playlists.get, { caller: owner.caller, id });
  expect(one!.trackCount).toBe(0);
});
