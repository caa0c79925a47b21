import { type ObjectType, v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { internal } from "../../_generated/api.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";
import { changePlaylist } from "./playlists.js";
import { nextItems, vWalk } from "./walk.js";

const BATCH_ITEMS = 1000;

const recountArgs = {
  playlistId: v.id("playlists"),
  /** The version of the playlist when counting began. */
  version: v.number(),
  walk: nullable(vWalk),
  items: v.number(),
  durationMs: v.number(),
};

const recountJob: BatchJob<typeof recountArgs> = {
  args: recountArgs,
  next: () => internal.model.playlists.recount.recountRest,
  batch: recountBatch,
};

export const recountRest = batchMutation(recountJob);

/** Counts a playlist's items and durations again, many of them in the background. */
export async function recountPlaylist(ctx: MutationCtx, playlist: Doc<"playlists">) {
  await runBatches(ctx, recountJob, recountFrom(playlist));
}

function recountFrom({ _id, version }: Doc<"playlists">) {
  return { playlistId: _id, version, walk: null, items: 0, durationMs: 0 };
}

/** Counts on. When the playlist has changed in between, counting begins again. */
async function recountBatch(ctx: MutationCtx, args: ObjectType<typeof recountArgs>) {
  const { playlistId, version } = args;
  const playlist = await ctx.db.get("playlists", playlistId);
  if (playlist === null) return null;
  if (playlist.version !== version) return recountFrom(playlist);
  const next = await nextItems(ctx, playlistId, args.walk, BATCH_ITEMS);
  const items = args.items + next.items.length;
  const durationMs = next.items.reduce(
    (sum, item) => sum + item.durationMs,
    args.durationMs,
  );
  if (!next.isDone) return { ...args, walk: next.walk, items, durationMs };
  const counts = {
    items: items - playlist.trackCount,
    durationMs: durationMs - playlist.durationMs,
  };
  const isRight = counts.items === 0 && counts.durationMs === 0;
  if (!isRight) await changePlaylist(ctx, playlist, { counts });
  return null;
}
