import { type ObjectType, v } from "convex/values";
import { uploadGraceMs } from "../../../shared/media.js";
import { internal } from "../../_generated/api.js";
import { env, type MutationCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";
import { releaseFile } from "./files.js";

/*
 * Deletes uploads that no track uses when their grace period is over. A file that was
 * attached is deleted as soon as no track uses it any more, so each file has to be looked
 * at only once: a watermark keeps how far that has got.
 */

// For each file, both kinds of tracks, its row and its metadata are looked up, and two
// rows are deleted. A transaction may touch 4,096 index ranges.
const BATCH_FILES = 200;

const collectArgs = {
  /** Whether to look again at files that were looked at before. */
  restart: v.optional(v.boolean()),
};

const collectJob: BatchJob<typeof collectArgs> = {
  args: collectArgs,
  next: () => internal.model.storage.uploads.collect,
  batch: collectBatch,
};

export const collect = batchMutation(collectJob);

/** Deletes unused uploads, many of them in the background. */
export async function collectUploads(
  ctx: MutationCtx,
  args: ObjectType<typeof collectArgs> = {},
) {
  await runBatches(ctx, collectJob, args);
}

async function collectBatch(
  ctx: MutationCtx,
  { restart = false }: ObjectType<typeof collectArgs>,
) {
  const before = Date.now() - uploadGraceMs(env.UPLOAD_GRACE_HOURS);
  const watermark = await ctx.db.query("uploadWatermark").first();
  const from = restart ? 0 : (watermark?.seenUntil ?? 0);
  // From the last instant again: files of one instant may fall into two batches.
  const files = await ctx.db.system
    .query("_storage")
    .withIndex("by_creation_time", (q) =>
      q.gte("_creationTime", from).lt("_creationTime", before),
    )
    .take(BATCH_FILES);
  for (const file of files) await releaseFile(ctx, file._id);
  const seenUntil = files.at(-1)?._creationTime ?? from;
  if (watermark === null) await ctx.db.insert("uploadWatermark", { seenUntil });
  else await ctx.db.patch("uploadWatermark", watermark._id, { seenUntil });
  return files.length < BATCH_FILES ? null : {};
}
