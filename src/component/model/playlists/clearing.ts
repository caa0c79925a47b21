import { type ObjectType, v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { internal } from "../../_generated/api.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";
import { deleteItems } from "./items.js";
import { nextItems, vWalk } from "./walk.js";

const BATCH_ITEMS = 1000;

const clearArgs = {
  playlistId: v.id("playlists"),
  /** Items that were added at this time or later, in ms, stay. */
  before: v.number(),
  walk: nullable(vWalk),
  /** Whether this walk through the playlist has removed anything. */
  hasRemoved: v.boolean(),
};

const clearJob: BatchJob<typeof clearArgs> = {
  args: clearArgs,
  next: () => internal.model.playlists.clearing.clearRest,
  batch: clearBatch,
};

export const clearRest = batchMutation(clearJob);

/** Removes the items that a playlist has now, many of them in the background. */
export async function clearPlaylist(ctx: MutationCtx, playlist: Doc<"playlists">) {
  await runBatches(ctx, clearJob, {
    playlistId: playlist._id,
    // Times of creation have fractions of a millisecond, `Date.now()` has none.
    before: Date.now() + 1,
    walk: null,
    hasRemoved: false,
  });
}

/**
 * Walks through the playlist again and again until there is nothing left to remove: an
 * item may be moved to a place that the walk has passed.
 */
async function clearBatch(ctx: MutationCtx, args: ObjectType<typeof clearArgs>) {
  const { playlistId, before } = args;
  const { items, walk, isDone } = await nextItems(
    ctx,
    playlistId,
    args.walk,
    BATCH_ITEMS,
  );
  const old = items.filter((item) => item._creationTime <= before);
  await deleteItems(ctx, old);
  const hasRemoved = args.hasRemoved || old.length > 0;
  const isWholePlaylist = isDone && args.walk === null;
  if (isWholePlaylist || (isDone && !hasRemoved)) return null;
  return isDone
    ? { ...args, walk: null, hasRemoved: false }
    : { ...args, walk, hasRemoved };
}
