import { type ObjectType, v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import schema from "./schema.js";

/*
 * What the files of a user add up to. The sums change in the same transaction as
 * the files, so they are exact.
 */

const FILES_A_BATCH = 1000;

export async function usageOf(ctx: QueryCtx, userId: Id<"users">) {
  return await ctx.db
    .query("storageUsage")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .unique();
}

/** Adds a file to what its owner uses: to the sums that were read before, if any. */
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

/** Takes a file from what its owner uses. */
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

/** Adds the files of a user up anew. */
export async function recount(ctx: MutationCtx, userId: Id<"users">) {
  const usage = await usageOf(ctx, userId);
  if (usage === null) {
    const sums = { bytes: 0, files: 0, version: 0 };
    await ctx.db.insert("storageUsage", { userId, ...sums });
  }
  const version = usage?.version ?? 0;
  await recountFiles(ctx, { userId, version, cursor: null, bytes: 0, files: 0 });
}

const recountArgs = {
  userId: v.id("users"),
  /** The version of the sums when counting began. */
  version: v.number(),
  cursor: nullable(v.string()),
  bytes: v.number(),
  files: v.number(),
};

/** Counts on. When the user's files change meanwhile, counting begins again. */
export const recountRest = internalMutation({
  args: recountArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    await recountFiles(ctx, args);
    return null;
  },
});

async function recountFiles(
  ctx: MutationCtx,
  { userId, version, cursor, ...counted }: ObjectType<typeof recountArgs>,
) {
  const usage = await usageOf(ctx, userId);
  if (usage === null) return;
  if (usage.version !== version) return await recount(ctx, userId);
  const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
    .query("files")
    .withIndex("byOwner", (q) => q.eq("ownerId", userId))
    .paginate({ cursor, numItems: FILES_A_BATCH });
  const bytes = page.reduce((sum, file) => sum + file.size, counted.bytes);
  const files = counted.files + page.length;
  if (isDone) {
    await ctx.db.patch("storageUsage", usage._id, { bytes, files });
    return;
  }
  const next = { userId, version, cursor: continueCursor, bytes, files };
  await ctx.scheduler.runAfter(0, internal.usage.recountRest, next);
}
