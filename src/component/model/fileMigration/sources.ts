import { v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { internal } from "../../_generated/api.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import schema from "../../schema.js";
import { patchTrack } from "../tracks/tracks.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";

const BATCH_TRACKS = 200;

const removeArgs = { cursor: nullable(v.string()) };

const removeJob: BatchJob<typeof removeArgs> = {
  args: removeArgs,
  next: () => internal.model.fileMigration.sources.removeRest,
  batch: async (ctx, { cursor }) => {
    const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
      .query("tracks")
      .paginate({ cursor, numItems: BATCH_TRACKS });
    for (const track of page) {
      if (track.src === undefined || !(await hasStoredFile(ctx, track))) continue;
      await patchTrack(ctx, track, { src: undefined });
    }
    return isDone ? null : { cursor: continueCursor };
  },
};

export const removeRest = batchMutation(removeJob);

/** Clears `src` of all tracks whose file is stored, many of them in the background. */
export async function removeSources(ctx: MutationCtx) {
  await runBatches(ctx, removeJob, { cursor: null });
}

// What `src` leads to may be the only copy: a file counts when the storage has it.
async function hasStoredFile(ctx: QueryCtx, { fileId }: Doc<"tracks">) {
  return fileId !== undefined && (await ctx.db.system.get("_storage", fileId)) !== null;
}
