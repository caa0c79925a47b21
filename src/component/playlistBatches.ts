import { type ObjectType, v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { compactedPositions, compactionTop } from "../domain/order.js";
import { MOST_COLLABORATORS } from "../domain/playlist.js";
import { vActorRole } from "../domain/validators.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import { mayReadTrack } from "./access.js";
import {
  additionOf,
  deleteItems,
  insertItems,
  noChange,
  recordChange,
} from "./playlistItems.js";
import { placeAtEnd } from "./playlistPlaces.js";
import schema from "./schema.js";

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
  cursor: nullable(v.string()),
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

export async function clearItems(ctx: MutationCtx, args: ObjectType<typeof clearArgs>) {
  const { playlistId, before, cursor } = args;
  const items = await itemsPage(ctx, playlistId, cursor, ITEMS_A_BATCH);
  await deleteItems(
    ctx,
    items.page.filter((item) => item._creationTime <= before),
  );
  if (items.isDone) return;
  const next = { ...args, cursor: items.continueCursor };
  await ctx.scheduler.runAfter(0, internal.playlistBatches.clearRest, next);
}

const copyArgs = {
  sourceId: v.id("playlists"),
  copyId: v.id("playlists"),
  /** Who copies: what they may not see is left out. */
  actor: v.object({ role: vActorRole, userId: nullable(v.id("users")) }),
  cursor: nullable(v.string()),
};

/** Copies the items of a playlist, in order; the copy's count grows with each batch. */
export const copyRest = internalMutation({
  args: copyArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    await copyItems(ctx, args);
    return null;
  },
});

export async function copyItems(ctx: MutationCtx, args: ObjectType<typeof copyArgs>) {
  const { sourceId, copyId, actor, cursor } = args;
  const copy = await ctx.db.get("playlists", copyId);
  if (copy === null) return;
  const items = await itemsPage(ctx, sourceId, cursor, COPIES_A_BATCH);
  const tracks: Doc<"tracks">[] = [];
  for (const { trackId } of items.page) {
    const track = await ctx.db.get("tracks", trackId);
    if (track !== null && mayReadTrack(actor, track)) tracks.push(track);
  }
  const place = await placeAtEnd(ctx, copyId);
  await insertItems(ctx, copyId, place, tracks, actor.userId);
  await recordChange(ctx, copy, additionOf(tracks));
  if (items.isDone) return;
  const next = { ...args, cursor: items.continueCursor };
  await ctx.scheduler.runAfter(0, internal.playlistBatches.copyRest, next);
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
  cursor: nullable(v.string()),
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
  { playlistId, version, cursor, ...counted }: ObjectType<typeof recountArgs>,
) {
  const playlist = await ctx.db.get("playlists", playlistId);
  if (playlist === null) return;
  if (playlist.version !== version) {
    const anew = { playlistId, version: playlist.version, cursor: null, ...noChange };
    await ctx.scheduler.runAfter(0, internal.playlistBatches.recountRest, anew);
    return;
  }
  const { page, isDone, continueCursor } = await itemsPage(
    ctx,
    playlistId,
    cursor,
    ITEMS_A_BATCH,
  );
  const items = counted.items + page.length;
  const durationMs = page.reduce(
    (sum, item) => sum + item.durationMs,
    counted.durationMs,
  );
  if (isDone) {
    await ctx.db.patch("playlists", playlistId, { trackCount: items, durationMs });
    return;
  }
  const next = { playlistId, version, cursor: continueCursor, items, durationMs };
  await ctx.scheduler.runAfter(0, internal.playlistBatches.recountRest, next);
}

/** A page of items in order; the cursor never leaves the component. */
async function itemsPage(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  cursor: string | null,
  numItems: number,
) {
  return await paginator(ctx.db, schema)
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
    .paginate({ cursor, numItems });
}
