import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";
import { refuse } from "../shared/errors.js";
import {
  checkFileSize,
  checkFileType,
  checkQuota,
  fileField,
  type FileKind,
  maxBytesOf,
  type StoredFile,
  type UploadPolicy,
} from "../shared/media.js";
import type { Image, TrackVisibility } from "../shared/tracks.js";
import { charge, refund, usageOf } from "./usage.js";

/*
 * Whose a stored file is.
 *
 * The first for whose track an upload is attached owns it, and nobody else can
 * attach it from then on. That is safe because only the uploader knows the id of an
 * upload that is not attached yet:
 *
 * - ids can't be guessed: they carry 128 random bits;
 * - the storage tells an id to whoever sent the bytes, and nobody else;
 * - a `Track` shows ids of attached files only, and a file that is not attached any
 *   more is deleted with its id in the same transaction;
 * - the URL of a file has another id in it, and `storage.getUrl` gives none for an
 *   upload that is not attached; refusals don't repeat ids;
 * - an upload whose bytes its owner had stored already shows up under the id of
 *   those; its own id stays the uploader's secret until it is collected.
 *
 * Files without an owner belong to host code, to a migration, or to the tracks that a
 * deleted user left behind: for users they are somebody else's.
 */

export type Claim = {
  /** What the file is to the track. */
  kind: FileKind;
  /** The track's creator, null for nobody. */
  ownerId: Id<"users"> | null;
  /** How much may be stored; a quota of null refuses nothing, and the sums stay exact. */
  policy: UploadPolicy;
};

/**
 * Makes an uploaded file its owner's, for a track to use in the same transaction, and
 * returns the id to store. It is another one than that of the upload if the owner has
 * the same bytes stored under the same type: the upload then stays for the cron to
 * collect, so that its id can be used until then, for the next track or by a retry.
 *
 * What the file is comes from the storage, never from the call: its size, and the type
 * under which it was uploaded. Throws `NOT_FOUND`, `UNSUPPORTED_MEDIA_TYPE`,
 * `PAYLOAD_TOO_LARGE`, `QUOTA_EXCEEDED`.
 */
export async function claimFile(
  ctx: MutationCtx,
  fileId: string,
  { kind, ownerId, policy }: Claim,
): Promise<Id<"_storage">> {
  const storageId = ctx.db.system.normalizeId("_storage", fileId);
  const stored = storageId && (await ctx.db.system.get("_storage", storageId));
  if (!stored) throw unknownFile(kind);
  const file = await fileByStorageId(ctx, stored._id);
  if (file !== null && (file.ownerId ?? null) !== ownerId) throw unknownFile(kind);
  checkFileType(stored, kind);
  if (file !== null) return file.storageId;
  checkFileSize(stored, kind, maxBytesOf(kind, policy));
  // No file of an accepted type is without one.
  const { sha256, contentType = "" } = stored;
  const same = await storedBefore(ctx, ownerId, { sha256, contentType });
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
 * The new fields of a track, whose files are claimed for its creator, also when an
 * admin attaches them. A file that the track has already stays its own.
 */
export async function claimFilesAmong<Fields extends { fileId?: string; image?: Image }>(
  ctx: MutationCtx,
  fields: Fields,
  track: TrackFiles & Pick<Doc<"tracks">, "createdBy">,
  policy: UploadPolicy,
): Promise<Omit<Fields, keyof TrackFiles> & TrackFiles> {
  const ownerId = track.createdBy ?? null;
  const claim = async (kind: FileKind, id?: string, current?: Id<"_storage">) => {
    if (id === undefined) return undefined;
    return id === current ? current : await claimFile(ctx, id, { kind, ownerId, policy });
  };
  const { fileId, image, ...others } = fields;
  const files: TrackFiles = {};
  if ("fileId" in fields) files.fileId = await claim("audio", fileId, track.fileId);
  if ("image" in fields) {
    const imageId = await claim("image", image?.fileId, track.image?.fileId);
    files.image = image && { ...image, fileId: imageId };
  }
  return { ...others, ...files };
}

/** The stored files that a track refers to. */
export function filesOf({ fileId, image }: TrackFiles) {
  return [fileId, image?.fileId].filter((id) => id !== undefined);
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

/** A track that refers to a file, as its sound or as its cover. */
export async function trackUsing(
  ctx: QueryCtx,
  storageId: Id<"_storage">,
  visibility?: TrackVisibility,
) {
  const audio = ctx.db.query("tracks").withIndex("byFile", (q) => {
    const all = q.eq("fileId", storageId);
    return visibility === undefined ? all : all.eq("visibility", visibility);
  });
  const image = ctx.db.query("tracks").withIndex("byImageFile", (q) => {
    const all = q.eq("image.fileId", storageId);
    return visibility === undefined ? all : all.eq("visibility", visibility);
  });
  return (await audio.first()) ?? (await image.first());
}

export async function fileByStorageId(ctx: QueryCtx, storageId: Id<"_storage">) {
  return await ctx.db
    .query("files")
    .withIndex("byStorageId", (q) => q.eq("storageId", storageId))
    .unique();
}

/** The file of the same bytes and type that an owner has already, unless it got lost. */
async function storedBefore(
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
  { kind, policy }: Omit<Claim, "ownerId">,
) {
  const owner = await ctx.db.get("users", ownerId);
  const usage = await usageOf(ctx, ownerId);
  const quotaBytes = policy.quotaBytes[owner?.role ?? "guest"];
  checkQuota(usage?.bytes ?? 0, stored, kind, quotaBytes);
  await charge(ctx, ownerId, usage, stored.size);
}

function unknownFile(kind: FileKind) {
  return refuse("NOT_FOUND", "There is no such file.", { field: fileField(kind) });
}
