import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";
import { refuse } from "../domain/errors.js";
import { checkAudioFile, checkQuota } from "../domain/media.js";
import type { Settings } from "../domain/validators.js";

/**
 * Makes an uploaded file the owner's, for use by a track of theirs. What the
 * file is comes from the storage, never from the call: its size, and the type under
 * which it was uploaded. The first who attaches a file owns it, because nobody but
 * the uploader is told its id. Throws `NOT_FOUND`,
 * `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `QUOTA_EXCEEDED`.
 */
export async function claimFile(
  ctx: MutationCtx,
  fileId: string,
  ownerId: Id<"users"> | null,
  { uploads }: Settings,
): Promise<Id<"_storage">> {
  const storageId = ctx.db.system.normalizeId("_storage", fileId);
  const stored = storageId && (await ctx.db.system.get("_storage", storageId));
  if (!stored) throw unknownFile();
  const file = await fileByStorageId(ctx, stored._id);
  if (file !== null) {
    if ((file.ownerId ?? null) !== ownerId) throw unknownFile();
    return file.storageId;
  }
  checkAudioFile(stored, uploads);
  if (ownerId !== null) await chargeOwner(ctx, ownerId, stored.size, uploads);
  await ctx.db.insert("files", {
    storageId: stored._id,
    ownerId: ownerId ?? undefined,
    size: stored.size,
  });
  return stored._id;
}

/** Deletes a file that no track refers to any more, and gives its bytes back. */
export async function releaseFile(ctx: MutationCtx, storageId: Id<"_storage">) {
  const user = await ctx.db
    .query("tracks")
    .withIndex("byFile", (q) => q.eq("fileId", storageId))
    .first();
  if (user !== null) return;
  const file = await fileByStorageId(ctx, storageId);
  if (file === null) return;
  await ctx.db.delete("files", file._id);
  if ((await ctx.db.system.get("_storage", storageId)) !== null) {
    await ctx.storage.delete(storageId);
  }
  await refundOwner(ctx, file);
}

export async function fileByStorageId(ctx: QueryCtx, storageId: Id<"_storage">) {
  return await ctx.db
    .query("files")
    .withIndex("byStorageId", (q) => q.eq("storageId", storageId))
    .unique();
}

export async function usageOf(ctx: QueryCtx, userId: Id<"users">) {
  return await ctx.db
    .query("storageUsage")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .unique();
}

async function chargeOwner(
  ctx: MutationCtx,
  ownerId: Id<"users">,
  size: number,
  { quotaBytes }: Settings["uploads"],
) {
  const owner = await ctx.db.get("users", ownerId);
  const usage = await usageOf(ctx, ownerId);
  checkQuota(usage?.bytes ?? 0, size, quotaBytes[owner?.role ?? "guest"]);
  if (usage === null) {
    await ctx.db.insert("storageUsage", { userId: ownerId, bytes: size, files: 1 });
  } else {
    await ctx.db.patch("storageUsage", usage._id, {
      bytes: usage.bytes + size,
      files: usage.files + 1,
    });
  }
}

async function refundOwner(ctx: MutationCtx, { ownerId, size }: Doc<"files">) {
  const usage = ownerId === undefined ? null : await usageOf(ctx, ownerId);
  if (usage === null) return;
  await ctx.db.patch("storageUsage", usage._id, {
    bytes: usage.bytes - size,
    files: usage.files - 1,
  });
}

function unknownFile() {
  return refuse("NOT_FOUND", "There is no such file.", { field: "fileId" });
}
