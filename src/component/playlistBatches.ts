import { type ObjectType, v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { compactedPositions, compactionTop } from "../shared/order.js";
import { MOST_COLLABORATORS } from "../shared/playlists.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import { actorById, mayReadTrack, readablePlaylist, type UserActor } from "./access.js";
import {
  additionOf,
  deleteItems,
  insertItems,
  noChange,
  recordChange,
} from "./playlistItems.js";
import { itemsToWalk, placeAtEnd, vWalked, type Walked } from "./playlistPlaces.js";

/*
 * Work on playlists that may be too long for one transaction: it does a batch and
 * leaves the rest to the background. A transaction may touch 4,096 ranges of
 * indexes, and every row that is written is one.
 */

const ITEMS_AT_ONCE = 200;
const ITEMS_A_BATCH = 1000;
const COPIES_A_BATCH = 500;

/** Deletes a playlist and its collaborations at once, and its items. */
export async function deletePlaylist(ctx: MutationCtx, playlist: Doc<"playlists">) {
  await ctx.db.delete("playlists", playlist._id);
  for (const row of await collaborationsOf(ctx, playlist._id)) {
    await ctx.db.delete("playlistCollaborators", row._id);
  }
  await deleteItemsBatch(ctx, playlist._id, ITEMS_AT_ONCE);
}

export async function collaborationsOf(ctx: QueryCtx, playlistId: Id<"playlists">) {
  return await ctx.db
    .query("playlistCollaborators")
    .withIndex("byPlaylist", (q) => q.eq("playlistId", playlistId))
    .take(MOST_COLLABORATORS);
}

/** Deletes what is left of a removed playlist's items. */
export const deleteItemsOf = internalMutation({
  args: { playlistId: v.id("playlists") },
  returns: v.null(),
  handler: async (ctx, { playlistId }) => {
    await deleteItemsBatch(ctx, playlistId, ITEMS_A_BATCH);
    return null;
  },
});

async function deleteItemsBatch(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  most: number,
) {
  const items = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
    .take(most);
  for (const item of items) await ctx.db.delete("playlistTracks", item._id);
  if (items.length < most) return;
  await ctx.scheduler.runAfter(0, internal.playlistBatches.deleteItemsOf, { playlistId });
}

const clearArgs = {
  playlistId: v.id("playlists"),
  /** Items that were added later, in ms, stay. */
  before: v.number(),
  walked: nullable(vWalked),
  /** Whether this walk through the playlist has removed anything. */
  hasRemoved: v.boolean(),
};

/** Removes the items that a playlist had at a time; its count falls with each batch. */
export const clearRest = internalMutation({
  args: clearArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    await clearItems(ctx, args);
    return null;
  },
});

/**
 * Walks until there is nothing left to remove: an item may be moved behind the walk
 * while it goes on.
 */
export async function clearItems(ctx: MutationCtx, args: ObjectType<typeof clearArgs>) {
  const { playlistId, before } = args;
  const next = await itemsToWalk(ctx, playlistId, args.walked, ITEMS_A_BATCH);
  const old = next.items.filter((item) => item._creationTime <= before);
  await deleteItems(ctx, old);
  const hasRemoved = args.hasRemoved || old.length > 0;
  const isWhole = next.isDone && args.walked === null;
  if (isWhole || (next.isDone && !hasRemoved)) return;
  const rest = next.isDone
    ? { ...args, walked: null, hasRemoved: false }
    : { ...args, walked: next.walked, hasRemoved };
  await ctx.scheduler.runAfter(0, internal.playlistBatches.clearRest, rest);
}

/** Copies on, as long as whoever copies may see the playlist. */
export const copyRest = internalMutation({
  args: {
    sourceId: v.id("playlists"),
    copyId: v.id("playlists"),
    /** Who copies; null for the host. */
    userId: nullable(v.id("users")),
    walked: nullable(vWalked),
  },
  returns: v.null(),
  handler: async (ctx, { sourceId, copyId, userId, walked }) => {
    const actor = await actorById(ctx, userId);
    const source = actor && (await readablePlaylist(ctx, actor, sourceId));
    const copy = await ctx.db.get("playlists", copyId);
    if (source && copy) await copyItems(ctx, actor, { source, copy, walked });
    return null;
  },
});

/**
 * Copies the items of a playlist, in order and without those whose track the actor may
 * not see; the copy's count grows with each batch.
 */
export async function copyItems(
  ctx: MutationCtx,
  actor: UserActor,
  job: { source: Doc<"playlists">; copy: Doc<"playlists">; walked: Walked | null },
) {
  const { source, copy } = job;
  const next = await itemsToWalk(ctx, source._id, job.walked, COPIES_A_BATCH);
  const tracks: Doc<"tracks">[] = [];
  for (const { trackId } of next.items) {
    const track = await ctx.db.get("tracks", trackId);
    if (track !== null && mayReadTrack(actor, track)) tracks.push(track);
  }
  const place = await placeAtEnd(ctx, copy._id);
  await insertItems(ctx, copy._id, place, tracks, actor.userId);
  await recordChange(ctx, copy, additionOf(tracks));
  if (next.isDone) return;
  await ctx.scheduler.runAfter(0, internal.playlistBatches.copyRest, {
    sourceId: source._id,
    copyId: copy._id,
    userId: actor.userId,
    walked: next.walked,
  });
}

const compactArgs = {
  playlistId: v.id("playlists"),
  /** The smallest position given so far; items from it on are done. Null to begin. */
  floor: nullable(v.number()),
};

/**
 * Spreads all items of a playlist a gap apart, from the last to the first. Each
 * batch gets positions above all that are still to do, so the order is right at
 * every moment, whatever is added or moved meanwhile.
 */
export const compact = internalMutation({
  args: compactArgs,
  returns: v.null(),
  handler: async (ctx, { playlistId, floor }) => {
    const playlist = await ctx.db.get("playlists", playlistId);
    if (playlist === null) return null;
    const items = await lastItemsBelow(ctx, playlistId, floor);
    if (items.length === 0) return null;
    const from = floor ?? compactionTop(items[0]!.position, playlist.trackCount);
    const positions = compactedPositions(from, items.length);
    // Where there is no room, because more was added meanwhile than was counted on, it
    // begins again further up: each time with more room below.
    const isRoom = positions.at(-1)! > items[0]!.position;
    if (isRoom) {
      for (const [index, item] of items.entries()) {
        await ctx.db.patch("playlistTracks", item._id, { position: positions[index] });
      }
    }
    const next = { playlistId, floor: isRoom ? positions.at(-1)! : null };
    await ctx.scheduler.runAfter(0, internal.playlistBatches.compact, next);
    return null;
  },
});

/** The last items below a position, the last one first. */
async function lastItemsBelow(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  floor: number | null,
) {
  return await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => {
      const all = q.eq("playlistId", playlistId);
      return floor === null ? all : all.lt("position", floor);
    })
    .order("desc")
    .take(ITEMS_A_BATCH);
}

const recountArgs = {
  playlistId: v.id("playlists"),
  /** The version of the playlist when counting began. */
  version: v.number(),
  walked: nullable(vWalked),
  items: v.number(),
  durationMs: v.number(),
};

/** Counts a playlist's items anew. When it changes meanwhile, counting begins again. */
export const recountRest = internalMutation({
  args: recountArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    await recountItems(ctx, args);
    return null;
  },
});

export async function recountItems(
  ctx: MutationCtx,
  { playlistId, version, walked, ...counted }: ObjectType<typeof recountArgs>,
) {
  const playlist = await ctx.db.get("playlists", playlistId);
  if (playlist === null) return;
  if (playlist.version !== version) {
    const anew = { playlistId, version: playlist.version, walked: null, ...noChange };
    await ctx.scheduler.runAfter(0, internal.playlistBatches.recountRest, anew);
    return;
  }
  const next = await itemsToWalk(ctx, playlistId, walked, ITEMS_A_BATCH);
  const items = counted.items + next.items.length;
  const durationMs = next.items.reduce(
    (sum, item) => sum + item.durationMs,
    counted.durationMs,
  );
  if (next.isDone) {
    await ctx.db.patch("playlists", playlistId, { trackCount: items, durationMs });
    return;
  }
  const rest = { playlistId, version, walked: next.walked, items, durationMs };
  await ctx.scheduler.runAfter(0, internal.playlistBatches.recountRest, rest);
}
