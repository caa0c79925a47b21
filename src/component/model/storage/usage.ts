import { type ObjectType, v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { internal } from "../../_generated/api.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import schema from "../../schema.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";

/*
 * The number and total size of each user's files. They change in the same transaction as
 * the files, so they are exact. Nothing else writes them.
 */

const BATCH_FILES = 1000;

export async function usageOf(ctx: QueryCtx, userId: Id<"users">) {
  return await ctx.db
    .query("storageUsage")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .unique();
}

/** Adds a file to what its owner uses. `usage` is the row as it was read before, if any. */
export async function charge(
  ctx: MutationCtx,
  ownerId: Id<"users">,
  usage: Doc<"storageUsage"> | null,
  size: number,
) {
  if (usage !== null) return await change(ctx, usage, { bytes: size, files: 1 });
  const sums = { bytes: size, files: 1, version: 0 };
  await ctx.db.insert("storageUsage", { userId: ownerId, ...sums });
}

/** Subtracts a file from what its owner uses. */
export async function refund(ctx: MutationCtx, { ownerId, size }: Doc<"files">) {
  const usage = ownerId === undefined ? null : await usageOf(ctx, ownerId);
  if (usage !== null) await change(ctx, usage, { bytes: -size, files: -1 });
}

async function change(
  ctx: MutationCtx,
  { _id, bytes, files, version }: Doc<"storageUsage">,
  added: { bytes: number; files: number },
) {
  await ctx.db.patch("storageUsage", _id, {
    bytes: bytes + added.bytes,
    files: files + added.files,
    version: version + 1,
  });
}

export async function deleteUsage(ctx: MutationCtx, userId: Id<"users">) {
  const usage = await usageOf(ctx, userId);
  if (usage !== null) await ctx.db.delete("storageUsage", usage._id);
}

const recountArgs = {
  userId: v.id("users"),
  /** The version of the sums when counting began. */
  version: v.number(),
  cursor: nullable(v.string()),
  bytes: v.number(),
  files: v.number(),
};

const recountJob: BatchJob<typeof recountArgs> = {
  args: recountArgs,
  next: () => internal.model.storage.usage.recountRest,
  batch: recountBatch,
};

export const recountRest = batchMutation(recountJob);

/** Adds up a user's files again, a long list of them in the background. */
export async function recountUsage(ctx: MutationCtx, userId: Id<"users">) {
  const usage = await usageOf(ctx, userId);
  if (usage === null) {
    const sums = { bytes: 0, files: 0, version: 0 };
    await ctx.db.insert("storageUsage", { userId, ...sums });
  }
  await runBatches(ctx, recountJob, recountFrom(userId, usage?.version ?? 0));
}

function recountFrom(userId: Id<"users">, version: number) {
  return { userId, version, cursor: null, bytes: 0, files: 0 };
}

/** Counts on. When the user's files have changed in between, counting begins again. */
async function recountBatch(
  ctx: MutationCtx,
  { userId, version, cursor, ...counted }: ObjectType<typeof recountArgs>,
) {
  const usage = await usageOf(ctx, userId);
  if (usage === null) return null;
  if (usage.version !== version) return recountFrom(userId, usage.version);
  const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
    .query("files")
    .withIndex("byOwner", (q) => q.eq("ownerId", userId))
    .paginate({ cursor, numItems: BATCH_FILES });
  const bytes = page.reduce((sum, file) => sum + file.size, counted.bytes);
  const files = counted.files + page.length;
  if (!isDone) return { userId, version, cursor: continueCursor, bytes, files };
  await ctx.db.patch("storageUsage", usage._id, { bytes, files });
  return null;
}
