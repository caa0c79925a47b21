import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import {
  vExportedItem,
  vExportedPlaylist,
  vExportedTrack,
  vImportResult,
  vItemRow,
  vPlaylistRow,
  vTrackRow,
} from "./importRows.js";
import { mutation, query } from "./operation.js";

/** How far a file migration is; times in ms. */
export const fileMigrationProgress = {
  state: literals("running", "paused", "done", "stopped", "failed"),
  /** How many tracks there are to copy a file for; it grows while they are looked for. */
  total: v.number(),
  copied: v.number(),
  /** Tracks that had a file, or no `src`, or were gone when their turn came. */
  skipped: v.number(),
  failed: v.number(),
  /** The size of what was copied. */
  bytes: v.number(),
  startedAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
  /** Why the migration as a whole failed. */
  error: v.optional(v.string()),
};

const fileMigrationShape = { ...document, ...fileMigrationProgress };

/** A migration of files to the storage, and how far it is; times in ms. */
export interface FileMigration extends ObjectType<typeof fileMigrationShape> {}

export const vFileMigration: Named<FileMigration, typeof fileMigrationShape> =
  v.object(fileMigrationShape);

const fileMigrationFailureShape = {
  trackId: v.string(),
  /** Null when the track has been removed since. */
  title: nullable(v.string()),
  /** Without its query, which may hold secrets. */
  src: v.string(),
  error: v.string(),
  attempts: v.number(),
};

/** A track whose file could not be copied, and why. */
export interface FileMigrationFailure extends ObjectType<
  typeof fileMigrationFailureShape
> {}

export const vFileMigrationFailure: Named<
  FileMigrationFailure,
  typeof fileMigrationFailureShape
> = v.object(fileMigrationFailureShape);

export const fileMigrations = {
  /**
   * Copies the file of every track that has a `src` and no stored file to the storage,
   * in the background, and returns the run's id. `src` stays. The hosts to copy from are
   * the option `fileMigration.allowedHosts`. For admins. Throws `CONFLICT` while a run is
   * on or paused, `INVALID_ARGUMENT` when no hosts are allowed.
   */
  startFileMigration: mutation({ args: {}, returns: v.string() }),
  /**
   * As `startFileMigration`, for one track. Throws `NOT_FOUND`, and `INVALID_ARGUMENT`
   * when it has no `src`.
   */
  migrateTrackFile: mutation({ args: { id: v.string() }, returns: v.string() }),
  /**
   * Begins no more copies until the migration is resumed; those under way are finished.
   * Without a running migration it does nothing. For admins.
   */
  pauseFileMigration: mutation({ args: {}, returns: v.null() }),
  /** Goes on with a paused migration, if there is one. For admins. */
  resumeFileMigration: mutation({ args: {}, returns: v.null() }),
  /**
   * Ends the migration that is on or paused, if any. What was copied stays, copies under
   * way are thrown away. A new one takes up what is left. For admins.
   */
  stopFileMigration: mutation({ args: {}, returns: v.null() }),
  /** How far the latest migration is, or null before the first. For admins. */
  fileMigration: query({ args: {}, returns: nullable(vFileMigration) }),
  /** A page of the tracks whose file could not be copied, and why. For admins. */
  fileMigrationFailures: query({
    args: { runId: v.string(), paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vFileMigrationFailure),
  }),
  /**
   * Clears `src` of every track whose file is stored, in the background. There is no way
   * back to the old storage after it, as nothing tells any more where the files were
   * there. For admins.
   */
  removeSources: mutation({ args: {}, returns: v.null() }),
};

const paged = { paginationOpts: paginationOptsValidator };

/**
 * Rows from another system and back: what the package's command calls. An import takes
 * up to 500 rows a call, finds those of an earlier one by their `legacyId`, and makes
 * them as they are told; one that is not acceptable is refused with its place, and
 * nothing of the call is written. Throws `INVALID_ARGUMENT`.
 */
export const migrations = {
  /** Makes or changes tracks. Throws `INVALID_ARGUMENT` with the row and field at fault. */
  importTracks: mutation({
    args: { rows: v.array(vTrackRow) },
    returns: vImportResult,
  }),
  /**
   * Makes or changes playlists. The owner is the user with that verified address: now, or
   * once there is one. Throws `INVALID_ARGUMENT` with the row and field at fault.
   */
  importPlaylists: mutation({
    args: { rows: v.array(vPlaylistRow) },
    returns: vImportResult,
  }),
  /**
   * Makes or changes items. Those of unknown playlists and tracks are told of, and left
   * out. Throws `INVALID_ARGUMENT` with the row and field at fault.
   */
  importPlaylistTracks: mutation({
    args: { rows: v.array(vItemRow) },
    returns: vImportResult,
  }),
  /** A page of all tracks, at most 500, in order of creation. */
  exportTracks: query({
    args: paged,
    returns: paginationResultValidator(vExportedTrack),
  }),
  /** A page of all playlists, at most 500, in order of creation. */
  exportPlaylists: query({
    args: paged,
    returns: paginationResultValidator(vExportedPlaylist),
  }),
  /** A page of all items, at most 500: playlist by playlist, in order. */
  exportPlaylistTracks: query({
    args: paged,
    returns: paginationResultValidator(vExportedItem),
  }),
};
