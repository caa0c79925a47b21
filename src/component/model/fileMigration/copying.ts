import { v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { isMusicLibraryError } from "../../../shared/errors.js";
import type { Settings } from "../../../shared/settings.js";
import { internal } from "../../_generated/api.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import {
  type ActionCtx,
  internalAction,
  internalMutation,
  type MutationCtx,
} from "../../_generated/server.js";
import { attachFile, fileByStorageId } from "../storage/files.js";
import { patchTrack } from "../tracks/tracks.js";
import {
  beginAttempt,
  type CopyEnd,
  copyOfWork,
  type CopyWork,
  copyWorkArgs,
  endCopy,
  hasFileElsewhere,
  recordError,
  requeueCopy,
  sourcePolicyOf,
} from "./copies.js";
import { type CopiedFile, copyFile, wrongChecksum } from "./download.js";
import { FileSourceError, sha256Base64 } from "./fileSource.js";
import { enqueueCopy } from "./queue.js";

/*
 * One copy: from the server that a track's `src` names to the storage, and then, in one
 * mutation, to the track. An action that dies on the way leaves at most a stored file
 * that no track uses, which is collected as any other such upload.
 */

/** How often a server may say that it wants to be asked later. */
const MAX_ATTEMPTS = 20;

/** Copies the file of a row. What time may mend is thrown, for the pool to try again. */
export const copy = internalAction({
  args: copyWorkArgs,
  returns: v.null(),
  handler: async (ctx, work) => {
    const task = await ctx.runMutation(internal.model.fileMigration.copying.begin, work);
    if (task === null) return null;
    const { src, ...options } = task;
    try {
      const copied = await copyFile<Id<"_storage">>(src, options, ctx.storage);
      const result = { ...work, src, ...copied };
      await ctx.runMutation(internal.model.fileMigration.copying.record, result);
    } catch (error) {
      await leave(ctx, work, error);
    }
    return null;
  },
});

/** Begins an attempt: what is to be copied, or null when there is nothing to do any more. */
export const begin = internalMutation({
  args: copyWorkArgs,
  returns: nullable(
    v.object({
      src: v.string(),
      allowedHosts: v.array(v.string()),
      allowPrivateHosts: v.boolean(),
      maxFileBytes: v.number(),
    }),
  ),
  handler: async (ctx, work) => {
    const held = await copyOfWork(ctx, work);
    if (held === null) return null;
    const { copy, run } = held;
    if (run.state === "paused") {
      await requeueCopy(ctx, copy);
      return null;
    }
    const track = await ctx.db.get("tracks", copy.trackId);
    if (track === null || !hasFileElsewhere(track)) {
      await endCopy(ctx, copy, run, { state: "skipped" });
      return null;
    }
    const { src } = track;
    await beginAttempt(ctx, copy, src);
    const { maxFileBytes } = run.settings.uploads;
    return { src, ...sourcePolicyOf(run.settings), maxFileBytes };
  },
});

/**
 * Gives a stored copy to its track, or deletes it: when the track has changed meanwhile,
 * or the copy is not what the server announced.
 */
export const record = internalMutation({
  args: {
    ...copyWorkArgs,
    src: v.string(),
    storageId: v.id("_storage"),
    /** What the server announced. */
    size: v.number(),
    sha256: nullable(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { src, storageId, size, sha256, ...work }) => {
    const held = await copyOfWork(ctx, work);
    if (held === null) return await discard(ctx, storageId);
    const { copy, run } = held;
    const track = await ctx.db.get("tracks", copy.trackId);
    if (track === null || !hasFileElsewhere(track)) {
      await discard(ctx, storageId);
      await endCopy(ctx, copy, run, { state: "skipped" });
    } else if (track.src !== src) {
      await discard(ctx, storageId);
      await requeueCopy(ctx, copy);
    } else {
      const end = await attach(ctx, { track, storageId, size, sha256 }, run.settings);
      if (end.state === "failed") await discard(ctx, storageId);
      await endCopy(ctx, copy, run, end);
    }
    return null;
  },
});

/** Keeps why an attempt failed, in case that it is the last one. */
export const note = internalMutation({
  args: { ...copyWorkArgs, error: v.string() },
  returns: v.null(),
  handler: async (ctx, { error, ...work }) => {
    const held = await copyOfWork(ctx, work);
    if (held !== null) await recordError(ctx, held.copy, error);
    return null;
  },
});

/** Ends a copy that trying again won't mend. */
export const fail = internalMutation({
  args: { ...copyWorkArgs, error: v.string() },
  returns: v.null(),
  handler: async (ctx, { error, ...work }) => {
    const held = await copyOfWork(ctx, work);
    if (held !== null)
      await endCopy(ctx, held.copy, held.run, { state: "failed", error });
    return null;
  },
});

/** Asks for the copy later, because the server said to wait. */
export const postpone = internalMutation({
  args: { ...copyWorkArgs, waitMs: v.number(), error: v.string() },
  returns: v.null(),
  handler: async (ctx, { waitMs, error, ...work }) => {
    const held = await copyOfWork(ctx, work);
    if (held === null) return null;
    if (held.copy.attempts < MAX_ATTEMPTS) await enqueueCopy(ctx, held.copy, waitMs);
    else await endCopy(ctx, held.copy, held.run, { state: "failed", error });
    return null;
  },
});

/** What becomes of a copy that failed: later, again by the pool, or never. */
async function leave(ctx: ActionCtx, work: CopyWork, error: unknown) {
  if (!(error instanceof FileSourceError)) throw error;
  const { message, isTemporary, retryAfterMs } = error;
  const failure = { ...work, error: message };
  if (!isTemporary) {
    await ctx.runMutation(internal.model.fileMigration.copying.fail, failure);
  } else if (retryAfterMs !== undefined) {
    const later = { ...failure, waitMs: retryAfterMs };
    await ctx.runMutation(internal.model.fileMigration.copying.postpone, later);
  } else {
    await ctx.runMutation(internal.model.fileMigration.copying.note, failure);
    throw error;
  }
}

type Attachment = CopiedFile<Id<"_storage">> & { track: Doc<"tracks"> };

/** Makes the stored copy the track's file, if it is what the server announced. */
async function attach(
  ctx: MutationCtx,
  { track, storageId, size, sha256 }: Attachment,
  settings: Settings,
): Promise<CopyEnd> {
  const stored = await ctx.db.system.get("_storage", storageId);
  if (stored?.size !== size) {
    const error = `${stored?.size ?? 0} bytes were stored of a file of ${size}.`;
    return { state: "failed", error };
  }
  const storedSha256 = sha256Base64(stored.sha256) ?? stored.sha256;
  if (sha256 !== null && sha256 !== storedSha256) {
    return { state: "failed", error: wrongChecksum().message };
  }
  try {
    const fileId = await attachFor(ctx, track, storageId, settings);
    await patchTrack(ctx, track, { fileId });
    return { state: "copied", size, sha256: storedSha256, storageId: fileId };
  } catch (error) {
    if (!isMusicLibraryError(error)) throw error;
    return { state: "failed", error: error.data.message };
  }
}

/** The file becomes its creator's, whatever their quota: they had it before. */
async function attachFor(
  ctx: MutationCtx,
  track: Doc<"tracks">,
  storageId: Id<"_storage">,
  settings: Settings,
) {
  const ownerId = track.createdBy ?? null;
  const quotaBytes = { guest: null, vip: null, admin: null };
  const policy = { ...settings.uploads, quotaBytes };
  const fileId = await attachFile(ctx, storageId, { kind: "audio", ownerId, policy });
  // The owner had the same bytes stored already.
  if (fileId !== storageId) await discard(ctx, storageId);
  return fileId;
}

/** Deletes a copy, unless a track has it after all. */
async function discard(ctx: MutationCtx, storageId: Id<"_storage">) {
  if ((await fileByStorageId(ctx, storageId)) !== null) return null;
  const stored = await ctx.db.system.get("_storage", storageId);
  if (stored !== null) await ctx.storage.delete(storageId);
  return null;
}
