import { v } from "convex/values";
import { internal } from "../../_generated/api.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";
import { removeCollaborationsOfPlaylist } from "./collaborators.js";
import { deleteItemRows } from "./items.js";
import { deletePlaylistRow } from "./playlists.js";

// A transaction may touch 4,096 index ranges, and every row that is written is one. A user
// who is deleted takes ten playlists at a time with them.
const FIRST_BATCH_ITEMS = 200;
const BATCH_ITEMS = 1000;

const removalArgs = { playlistId: v.id("playlists") };

const removalJob: BatchJob<typeof removalArgs> = {
  args: removalArgs,
  next: () => internal.model.playlists.removal.removeRest,
  batch: (ctx, { playlistId }) => removeBatch(ctx, playlistId, BATCH_ITEMS),
};

export const removeRest = batchMutation(removalJob);

/** Deletes a playlist and its collaborations at once, and many items in the background. */
export async function deletePlaylist(ctx: MutationCtx, playlist: Doc<"playlists">) {
  const { _id: playlistId } = playlist;
  await deletePlaylistRow(ctx, playlist);
  await removeCollaborationsOfPlaylist(ctx, playlistId);
  const batch = () => removeBatch(ctx, playlistId, FIRST_BATCH_ITEMS);
  await runBatches(ctx, { ...removalJob, batch }, { playlistId });
}

async function removeBatch(ctx: MutationCtx, playlistId: Id<"playlists">, count: number) {
  const items = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
    .take(count);
  await deleteItemRows(ctx, items);
  return items.length < count ? null : { playlistId };
}
