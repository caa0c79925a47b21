import { v } from "convex/values";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import { deleteItems } from "./playlistItems.js";

/*
 * A removed track is gone for every reader at once, because its row is. Its items
 * in playlists are deleted in batches; until that is done, playlists are shown
 * with counts that leave them out.
 */

// Each item is deleted, and its playlist patched: two ranges of a transaction's 4,096.
const ITEMS_A_BATCH = 100;

/** How many removals at once, and items of them in a playlist, the counts allow for. */
const MOST_REMOVALS = 20;
const MOST_ITEMS = 100;

/** Deletes the items of a removed track. */
export async function deleteItemsOfTrack(ctx: MutationCtx, trackId: Id<"tracks">) {
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

/** The tracks whose removal is under way; mostly none. */
export async function removalsUnderWay(ctx: QueryCtx): Promise<Id<"tracks">[]> {
  const rows = await ctx.db.query("removedTracks").take(MOST_REMOVALS);
  return rows.map((row) => row.trackId);
}

/** A playlist with the counts that it will have once these removals are done. */
export async function withoutRemoved(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  removed: Id<"tracks">[],
): Promise<Doc<"playlists">> {
  let { trackCount, durationMs } = playlist;
  for (const trackId of removed) {
    const items = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylistTrack", (q) =>
        q.eq("playlistId", playlist._id).eq("trackId", trackId),
      )
      .take(MOST_ITEMS);
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
