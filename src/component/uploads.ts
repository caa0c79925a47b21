import { v } from "convex/values";
import { uploadGraceMs } from "../shared/media.js";
import { internal } from "./_generated/api.js";
import { env, internalMutation, type MutationCtx } from "./_generated/server.js";
import { releaseFile } from "./files.js";

/*
 * Uploads that no track uses once their grace period is over are deleted. A file that
 * was attached is deleted at once when the last track lets go of it, so each file has
 * to be looked at once only: a watermark tells how far that is done.
 */

// For each file, both kinds of tracks, its row and its metadata are looked up, and two
// rows deleted: some of the 4,096 ranges of indexes that a transaction may touch.
const FILES_A_BATCH = 200;

/** Deletes unused uploads, a batch a transaction, and goes on until none is left. */
export const collect = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    await collectUploads(ctx);
    return null;
  },
});

/** As `collect`; with `restart`, files that were looked at before are so again. */
export async function collectUploads(ctx: MutationCtx, { restart = false } = {}) {
  const before = Date.now() - uploadGraceMs(env.UPLOAD_GRACE_HOURS);
  const watermark = await ctx.db.query("uploadWatermark").first();
  const from = restart ? 0 : (watermark?.seenUntil ?? 0);
  // From the last instant again: files of one instant may fall into two batches.
  const files = await ctx.db.system
    .query("_storage")
    .withIndex("by_creation_time", (q) =>
      q.gte("_creationTime", from).lt("_creationTime", before),
    )
    .take(FILES_A_BATCH);
  for (const file of files) await releaseFile(ctx, file._id);
  const seenUntil = files.at(-1)?._creationTime ?? from;
  if (watermark === null) await ctx.db.insert("uploadWatermark", { seenUntil });
  else await ctx.db.patch("uploadWatermark", watermark._id, { seenUntil });
  if (files.length < FILES_A_BATCH) return;
  await ctx.scheduler.runAfter(0, internal.uploads.collect, {});
}
