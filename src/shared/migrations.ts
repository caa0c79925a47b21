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

/** The progress of a file migration. Times are in ms. */
export const fileMigrationProgress = {
  state: literals("running", "paused", "done", "stopped", "failed"),
  /** How many tracks have a file to copy. Grows until all tracks have been looked at. */
  total: v.number(),
  copied: v.number(),
  /** Tracks that had a file, had no `src`, or were gone when it was their turn. */
  skipped: v.number(),
  failed: v.number(),
  /** The size of the copied files. */
  bytes: v.number(),
  startedAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
  /** Why the migration as a whole failed. */
  error: v.optional(v.string()),
};

const fileMigrationShape = { ...document, ...fileMigrationProgress };

/** A migration of files to the storage, and its progress. Times are in ms. */
export interface FileMigration extends ObjectType<typeof fileMigrationShape> {}

export const vFileMigration: Named<FileMigration, typeof fileMigrationShape> =
  v.object(fileMigrationShape);

const fileMigrationFailureShape = {
  trackId: v.string(),
  /** Null if the track has been removed since. */
  title: nullable(v.string()),
  /** Without its query, which may contain secrets. */
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
   * in the background, and returns the run's id. `src` stays. Copies from the hosts in
   * the option `fileMigration.allowedHosts`. For admins. Throws `CONFLICT` while a run
   * is active or paused, and `INVALID_ARGUMENT` if no hosts are allowed.
   */
  startFileMigration: mutation({ args: {}, returns: v.string() }),
  /**
   * Does the same as `startFileMigration` for one track. Throws also `NOT_FOUND`, and
   * `INVALID_ARGUMENT` if the track has no `src`.
   */
  migrateTrackFile: mutation({ args: { id: v.string() }, returns: v.string() }),
  /**
   * Starts no more copies until the migration is resumed. Copies under way are finished.
   * Does nothing without a running migration. For admins.
   */
  pauseFileMigration: mutation({ args: {}, returns: v.null() }),
  /** Continues a paused migration, if there is one. For admins. */
  resumeFileMigration: mutation({ args: {}, returns: v.null() }),
  /**
   * Ends the active or paused migration, if there is one. Finished copies stay, those
   * under way are discarded. A new migration continues with what is left. For admins.
   */
  stopFileMigration: mutation({ args: {}, returns: v.null() }),
  /** Returns how far the latest migration is, or null before the first one. For admins. */
  fileMigration: query({ args: {}, returns: nullable(vFileMigration) }),
  /** Returns a page of the tracks whose file could not be copied, and why. For admins. */
  fileMigrationFailures: query({
    args: { runId: v.string(), paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vFileMigrationFailure),
  }),
  /**
   * Clears `src` of every track whose file is stored, in the background. This can't be
   * undone: nothing else knows where the files were. For admins.
   */
  removeSources: mutation({ args: {}, returns: v.null() }),
};

const paged = { paginationOpts: paginationOptsValidator };

/**
 * Rows from another system and back, for the package's command. An import takes up to 500
 * rows a call, and finds rows of an earlier import by their `legacyId`. If one row is
 * invalid, nothing of the call is written. Throws `INVALID_ARGUMENT`.
 */
export const migrations = {
  /**
   * Creates or updates tracks. Throws `INVALID_ARGUMENT` with the row and field at
   * fault.
   */
  importTracks: mutation({
    args: { rows: v.array(vTrackRow) },
    returns: vImportResult,
  }),
  /**
   * Creates or updates playlists. A playlist belongs to the user with the verified
   * address that it names, as soon as there is one. Throws `INVALID_ARGUMENT` with the
   * row and field at fault.
   */
  importPlaylists: mutation({
    args: { rows: v.array(vPlaylistRow) },
    returns: vImportResult,
  }),
  /**
   * Creates or updates items. Items of unknown playlists or tracks are reported and left
   * out. Throws `INVALID_ARGUMENT` with the row and field at fault.
   */
  importPlaylistTracks: mutation({
    args: { rows: v.array(vItemRow) },
    returns: vImportResult,
  }),
  /** Returns a page of all tracks, at most 500, in order of creation. */
  exportTracks: query({
    args: paged,
    returns: paginationResultValidator(vExportedTrack),
  }),
  /** Returns a page of all playlists, at most 500, in order of creation. */
  exportPlaylists: query({
    args: paged,
    returns: paginationResultValidator(vExportedPlaylist),
  }),
  /** Returns a page of all items, at most 500: playlist by playlist, in order. */
  exportPlaylistTracks: query({
    args: paged,
    returns: paginationResultValidator(vExportedItem),
  }),
};
