import { type ObjectType, v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { durationMsOf } from "../../../shared/tracks.js";
import { internal } from "../../_generated/api.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import schema from "../../schema.js";
import {
  type BatchJob,
  batchMutation,
  runBatches,
  scheduleBatches,
} from "../work/batches.js";
import { deleteItems, setItemDuration } from "./items.js";

/*
 * The items of one track in all playlists.
 *
 * A removed track is gone for every reader at once, because its row is. Its items are
 * deleted in batches. Until that is done, playlists are shown with counts that leave them
 * out.
 */

// Each item is written, and its playlist read and patched: three of a transaction's 4,096
// index ranges.
const BATCH_ITEMS = 100;

/** How many removals at once, and items of each in a playlist, the counts allow for. */
const MAX_REMOVALS = 20;
const MAX_ITEMS_EACH = 100;

// For a whole list of playlists: look-ups, each of which is one of a transaction's 4,096
// index ranges, and items of all of them together.
const MAX_LOOKUPS = 1000;
const MAX_ITEMS_OF_ALL = 8000;

const removalArgs = { trackId: v.id("tracks") };

const removalJob: BatchJob<typeof removalArgs> = {
  args: removalArgs,
  next: () => internal.model.playlists.trackItems.removeRest,
  batch: async (ctx, { trackId }) => {
    const hasMore = await removeBatch(ctx, trackId);
    if (hasMore) return { trackId };
    await forgetRemoval(ctx, trackId);
    return null;
  },
};

export const removeRest = batchMutation(removalJob);

/** Deletes the items of a removed track, many of them in the background. */
export async function removeItemsOfTrack(ctx: MutationCtx, trackId: Id<"tracks">) {
  const hasMore = await removeBatch(ctx, trackId);
  if (!hasMore) return;
  await ctx.db.insert("removedTracks", { trackId });
  await scheduleBatches(ctx, removalJob, { trackId });
}

async function removeBatch(ctx: MutationCtx, trackId: Id<"tracks">): Promise<boolean> {
  const items = await ctx.db
    .query("playlistTracks")
    .withIndex("byTrack", (q) => q.eq("trackId", trackId))
    .take(BATCH_ITEMS);
  await deleteItems(ctx, items);
  return items.length === BATCH_ITEMS;
}

async function forgetRemoval(ctx: MutationCtx, trackId: Id<"tracks">) {
  const removal = await ctx.db
    .query("removedTracks")
    .withIndex("byTrack", (q) => q.eq("trackId", trackId))
    .first();
  if (removal !== null) await ctx.db.delete("removedTracks", removal._id);
}

const durationArgs = { trackId: v.id("tracks"), cursor: nullable(v.string()) };

const durationJob: BatchJob<typeof durationArgs> = {
  args: durationArgs,
  next: () => internal.model.playlists.trackItems.updateRest,
  batch: updateDurationsBatch,
};

export const updateRest = batchMutation(durationJob);

/** Copies a track's new duration to its items, many of them in the background. */
export async function updateItemDurations(ctx: MutationCtx, trackId: Id<"tracks">) {
  await runBatches(ctx, durationJob, { trackId, cursor: null });
}

/** As `updateItemDurations`, all of it in the background. */
export async function scheduleItemDurations(ctx: MutationCtx, trackId: Id<"tracks">) {
  await scheduleBatches(ctx, durationJob, { trackId, cursor: null });
}

async function updateDurationsBatch(
  ctx: MutationCtx,
  { trackId, cursor }: ObjectType<typeof durationArgs>,
) {
  const track = await ctx.db.get("tracks", trackId);
  if (track === null) return null;
  const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
    .query("playlistTracks")
    .withIndex("byTrack", (q) => q.eq("trackId", trackId))
    .paginate({ cursor, numItems: BATCH_ITEMS });
  for (const item of page) await setItemDuration(ctx, item, durationMsOf(track));
  return isDone ? null : { trackId, cursor: continueCursor };
}

/**
 * Playlists with the counts that they will have when the removals under way, usually
 * none, are done. In a long list not every one of many removals is looked at: those counts
 * follow later.
 */
export async function withoutRemovedTracks(
  ctx: QueryCtx,
  playlists: Doc<"playlists">[],
): Promise<Doc<"playlists">[]> {
  if (playlists.length === 0) return [];
  const count = Math.ceil(MAX_LOOKUPS / playlists.length);
  const removals = await ctx.db
    .query("removedTracks")
    .take(Math.min(count, MAX_REMOVALS));
  const removed = removals.map((row) => row.trackId);
  const itemsEach = Math.floor(MAX_ITEMS_OF_ALL / (playlists.length * removed.length));
  const maxItems = Math.min(itemsEach, MAX_ITEMS_EACH);
  return await Promise.all(
    playlists.map((playlist) => countWithout(ctx, playlist, removed, maxItems)),
  );
}

async function countWithout(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  removed: Id<"tracks">[],
  maxItems: number,
): Promise<Doc<"playlists">> {
  let { trackCount, durationMs } = playlist;
  for (const trackId of removed) {
    const items = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylistTrack", (q) =>
        q.eq("playlistId", playlist._id).eq("trackId", trackId),
      )
      .take(maxItems);
    trackCount -= items.length;
    for (const item of items) durationMs -= item.durationMs;
  }
  return { ...playlist, trackCount, durationMs };
}
