import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { libraryError } from "../../../shared/errors.js";
import {
  checkFileSize,
  checkFileType,
  checkQuota,
  fileField,
  type FileKind,
  maxBytesOf,
  type StoredFile,
  type UploadPolicy,
} from "../../../shared/media.js";
import type { Image } from "../../../shared/tracks.js";
import { trackUsing } from "../tracks/tracks.js";
import { charge, refund, usageOf } from "./usage.js";

/*
 * The stored files that tracks use, and who owns them. Nothing else writes these rows.
 *
 * An upload belongs to the creator of the first track that it is attached to, and nobody
 * else can attach it from then on. That is safe because only the uploader knows the id of
 * an upload that is not attached yet:
 *
 * - ids can't be guessed: they carry 128 random bits;
 * - the storage returns an id to whoever sent the bytes, and to nobody else;
 * - a `Track` shows ids of attached files only, and a file that is no longer attached is
 *   deleted with its id in the same transaction;
 * - the URL of a file contains another id, and `storage.getUrl` returns none for an upload
 *   that is not attached; errors don't repeat ids;
 * - an upload whose bytes its owner had stored before appears under the older id; its own
 *   id stays the uploader's secret until it is collected.
 *
 * Files without an owner belong to host code, to a migration, or to the tracks that a
 * deleted user left behind. No user can attach them.
 */

export type Attachment = {
  /** What the file is to the track. */
  kind: FileKind;
  /** The track's creator, null for nobody. */
  ownerId: Id<"users"> | null;
  /** How much may be stored. A quota of null is no limit, but the sums stay exact. */
  policy: UploadPolicy;
};

/**
 * Attaches an uploaded file to a track that is written in the same transaction, and
 * returns the id to store. This is the id of an older file if the owner has the same bytes
 * stored under the same type. The upload is then left for the cron to collect, so that its
 * id can still be used for the next track or by a retry.
 *
 * Size and type come from the storage, never from the call. Throws `NOT_FOUND`,
 * `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `QUOTA_EXCEEDED`.
 */
export async function attachFile(
  ctx: MutationCtx,
  fileId: string,
  { kind, ownerId, policy }: Attachment,
): Promise<Id<"_storage">> {
  const storageId = ctx.db.system.normalizeId("_storage", fileId);
  const stored = storageId && (await ctx.db.system.get("_storage", storageId));
  if (!stored) throw unknownFileError(kind);
  const file = await fileByStorageId(ctx, stored._id);
  if (file !== null && (file.ownerId ?? null) !== ownerId) throw unknownFileError(kind);
  checkFileType(stored, kind);
  if (file !== null) return file.storageId;
  checkFileSize(stored, kind, maxBytesOf(kind, policy));
  // No file of an accepted type is without one.
  const { sha256, contentType = "" } = stored;
  const same = await duplicateOf(ctx, ownerId, { sha256, contentType });
  if (same !== null) return same._id;
  if (ownerId !== null) await chargeOwner(ctx, ownerId, stored, { kind, policy });
  await ctx.db.insert("files", {
    storageId: stored._id,
    ownerId: ownerId ?? undefined,
    size: stored.size,
    sha256,
    contentType,
  });
  return stored._id;
}

type TrackFiles = Pick<Doc<"tracks">, "fileId" | "image">;

/**
 * The new fields of a track, with their files attached. They belong to the track's
 * creator, also when an admin attaches them. A file that the track has already stays.
 */
export async function attachFiles<Fields extends { fileId?: string; image?: Image }>(
  ctx: MutationCtx,
  fields: Fields,
  track: TrackFiles & Pick<Doc<"tracks">, "createdBy">,
  policy: UploadPolicy,
): Promise<Omit<Fields, keyof TrackFiles> & TrackFiles> {
  const ownerId = track.createdBy ?? null;
  const attach = async (kind: FileKind, id?: string, current?: Id<"_storage">) => {
    if (id === undefined) return undefined;
    return id === current
      ? current
      : await attachFile(ctx, id, { kind, ownerId, policy });
  };
  const { fileId, image, ...others } = fields;
  const files: TrackFiles = {};
  if ("fileId" in fields) files.fileId = await attach("audio", fileId, track.fileId);
  if ("image" in fields) {
    const imageId = await attach("image", image?.fileId, track.image?.fileId);
    files.image = image && { ...image, fileId: imageId };
  }
  return { ...others, ...files };
}

/** Deletes a stored file unless a track refers to it, and gives its bytes back. */
export async function releaseFile(ctx: MutationCtx, storageId: Id<"_storage">) {
  if ((await trackUsing(ctx, storageId)) !== null) return;
  const file = await fileByStorageId(ctx, storageId);
  if (file !== null) {
    await ctx.db.delete("files", file._id);
    await refund(ctx, file);
  }
  if ((await ctx.db.system.get("_storage", storageId)) !== null) {
    await ctx.storage.delete(storageId);
  }
}

/** Makes some of a deleted user's files nobody's, and returns how many. */
export async function disownFiles(
  ctx: MutationCtx,
  ownerId: Id<"users">,
  count: number,
): Promise<number> {
  const files = await ctx.db
    .query("files")
    .withIndex("byOwner", (q) => q.eq("ownerId", ownerId))
    .take(count);
  for (const file of files) await ctx.db.patch("files", file._id, { ownerId: undefined });
  return files.length;
}

export async function fileByStorageId(ctx: QueryCtx, storageId: Id<"_storage">) {
  return await ctx.db
    .query("files")
    .withIndex("byStorageId", (q) => q.eq("storageId", storageId))
    .unique();
}

/** The file of the same bytes and type that an owner has already, unless the storage lost it. */
async function duplicateOf(
  ctx: QueryCtx,
  ownerId: Id<"users"> | null,
  { sha256, contentType }: Pick<Doc<"files">, "sha256" | "contentType">,
) {
  const file = await ctx.db
    .query("files")
    .withIndex("byOwner", (q) =>
      q
        .eq("ownerId", ownerId ?? undefined)
        .eq("sha256", sha256)
        .eq("contentType", contentType),
    )
    .first();
  return file && (await ctx.db.system.get("_storage", file.storageId));
}

async function chargeOwner(
  ctx: MutationCtx,
  ownerId: Id<"users">,
  stored: StoredFile,
  { kind, policy }: Omit<Attachment, "ownerId">,
) {
  const owner = await ctx.db.get("users", ownerId);
  const usage = await usageOf(ctx, ownerId);
  const quotaBytes = policy.quotaBytes[owner?.role ?? "guest"];
  checkQuota(usage?.bytes ?? 0, stored, kind, quotaBytes);
  await charge(ctx, ownerId, usage, stored.size);
}

function unknownFileError(kind: FileKind) {
  return libraryError("NOT_FOUND", "There is no such file.", { field: fileField(kind) });
}
