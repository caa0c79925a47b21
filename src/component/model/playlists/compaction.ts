import { type ObjectType, v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { compactedPositions, compactionTop } from "../../../shared/order.js";
import { internal } from "../../_generated/api.js";
import type { Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation } from "../work/batches.js";
import { setPositions } from "./items.js";

/*
 * Spreads all items of a playlist a gap apart, from the last to the first. Each batch gets
 * positions above all that are still to do, so the order is right at every moment,
 * whatever is added or moved in between.
 */

const BATCH_ITEMS = 1000;

const compactArgs = {
  playlistId: v.id("playlists"),
  /** The smallest position given so far; items from it on are done. Null to begin. */
  floor: nullable(v.number()),
};

const compactJob: BatchJob<typeof compactArgs> = {
  args: compactArgs,
  next: () => internal.model.playlists.compaction.compact,
  batch: compactBatch,
};

export const compact = batchMutation(compactJob);

async function compactBatch(
  ctx: MutationCtx,
  { playlistId, floor }: ObjectType<typeof compactArgs>,
) {
  const playlist = await ctx.db.get("playlists", playlistId);
  if (playlist === null) return null;
  const items = await lastItemsBelow(ctx, playlistId, floor);
  if (items.length === 0) return null;
  const from = floor ?? compactionTop(items[0]!.position, playlist.trackCount);
  const positions = compactedPositions(from, items.length);
  // More may have been added in between than there is room for. Then it begins again
  // further up, each time with more room below.
  const isRoom = positions.at(-1)! > items[0]!.position;
  if (isRoom) await setPositions(ctx, items, positions);
  return { playlistId, floor: isRoom ? positions.at(-1)! : null };
}

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
    .take(BATCH_ITEMS);
}
