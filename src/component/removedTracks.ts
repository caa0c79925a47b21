import { v } from "convex/values";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import { filesOf, releaseFile } from "./files.js";
import { deleteItems } from "./playlistItems.js";

/*
 * A removed track is gone for every reader at once, because its row is. Its items
 * in playlists are deleted in batches; until that is done, playlists are shown
 * with counts that leave them out.
 */

// Each item is deleted, its playlist read and patched: three of a transaction's 4,096 ranges.
const ITEMS_A_BATCH = 100;

/** How many removals at once, and items of them in a playlist, the counts allow for. */
const MOST_REMOVALS = 20;
const MOST_ITEMS = 100;

// For a whole list of playlists: lookups, each of which is one of a transaction's 4,096
// ranges, and items of all of them together.
const MOST_LOOKUPS = 1000;
const MOST_ITEMS_OF_ALL = 8000;

/** Deletes a track, its files if no other track uses them, and its items in playlists. */
export async function deleteTrack(ctx: MutationCtx, track: Doc<"tracks">) {
  const trackId = track._id;
  await ctx.db.delete("tracks", trackId);
  for (const fileId of filesOf(track)) await releaseFile(ctx, fileId);
  const isDone = await deleteItemsBatch(ctx, trackId);
  if (isDone) return;
  await ctx.db.insert("removedTracks", { trackId });
  await ctx.scheduler.runAfter(0, internal.removedTracks.deleteRest, { trackId });
}

/** Deletes what is left of a removed track's items. */
export const deleteRest = internalMutation({
  args: { trackId: v.id("tracks") },
  returns: v.null(),
  handler: async (ctx, { trackId }) => {
    if (await deleteItemsBatch(ctx, trackId)) {
      await forgetRemoval(ctx, trackId);
    } else {
      await ctx.scheduler.runAfter(0, internal.removedTracks.deleteRest, { trackId });
    }
    return null;
  },
});

/**
 * Playlists with the counts that they will have once the removals under way, mostly none,
 * are done. In a long list not all of many removals are looked at: those counts follow.
 */
export async function withoutRemoved(
  ctx: QueryCtx,
  playlists: Doc<"playlists">[],
): Promise<Doc<"playlists">[]> {
  if (playlists.length === 0) return [];
  const most = Math.ceil(MOST_LOOKUPS / playlists.length);
  const removals = await ctx.db
    .query("removedTracks")
    .take(Math.min(most, MOST_REMOVALS));
  const removed = removals.map((row) => row.trackId);
  const itemsEach = Math.floor(MOST_ITEMS_OF_ALL / (playlists.length * removed.length));
  const mostItems = Math.min(itemsEach, MOST_ITEMS);
  return await Promise.all(
    playlists.map((playlist) => countWithout(ctx, playlist, removed, mostItems)),
  );
}

async function countWithout(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  removed: Id<"tracks">[],
  mostItems: number,
): Promise<Doc<"playlists">> {
  let { trackCount, durationMs } = playlist;
  for (const trackId of removed) {
    const items = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylistTrack", (q) =>
        q.eq("playlistId", playlist._id).eq("trackId", trackId),
      )
      .take(mostItems);
    trackCount -= items.length;
    for (const item of items) durationMs -= item.durationMs;
  }
  return { ...playlist, trackCount, durationMs };
}

async function deleteItemsBatch(
  ctx: MutationCtx,
  trackId: Id<"tracks">,
): Promise<boolean> {
  const items = await ctx.db
    .query("playlistTracks")
    .withIndex("byTrack", (q) => q.eq("trackId", trackId))
    .take(ITEMS_A_BATCH);
  await deleteItems(ctx, items);
  return items.length < ITEMS_A_BATCH;
}

async function forgetRemoval(ctx: MutationCtx, trackId: Id<"tracks">) {
  const row = await ctx.db
    .query("removedTracks")
    .withIndex("byTrack", (q) => q.eq("trackId", trackId))
    .first();
  if (row !== null) await ctx.db.delete("removedTracks", row._id);
}
