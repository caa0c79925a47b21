import { v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { internal } from "./_generated/api.js";
import type { Doc } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import schema from "./schema.js";

const TRACKS_A_BATCH = 200;

/** Clears `src` of a batch of tracks whose file is stored, and goes on with the rest. */
export async function removeSourcesFrom(ctx: MutationCtx, cursor: string | null) {
  const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
    .query("tracks")
    .paginate({ cursor, numItems: TRACKS_A_BATCH });
  for (const track of page) {
    if (track.src === undefined || !(await hasStoredFile(ctx, track))) continue;
    await ctx.db.patch("tracks", track._id, { src: undefined });
  }
  if (isDone) return;
  const next = { cursor: continueCursor };
  await ctx.scheduler.runAfter(0, internal.fileMigrationSources.removeRest, next);
}

export const removeRest = internalMutation({
  args: { cursor: nullable(v.string()) },
  returns: v.null(),
  handler: async (ctx, { cursor }) => {
    await removeSourcesFrom(ctx, cursor);
    return null;
  },
});

// What `src` leads to may be the only copy: a file counts when the storage has it.
async function hasStoredFile(ctx: QueryCtx, { fileId }: Doc<"tracks">) {
  return fileId !== undefined && (await ctx.db.system.get("_storage", fileId)) !== null;
}
