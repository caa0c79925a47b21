import { nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import {
  type GenericValidator,
  type Infer,
  type ObjectType,
  type PropertyValidators,
  v,
} from "convex/values";
import {
  vExportedItem,
  vExportedPlaylist,
  vExportedTrack,
  vImportResult,
  vItemRow,
  vPlaylistRow,
  vTrackRow,
} from "./imports.js";
import {
  trackFields,
  vCleanupCandidate,
  vClerkStatus,
  vCollaborator,
  vFileMigration,
  vFileMigrationFailure,
  vImage,
  vOnDuplicate,
  vPlaylist,
  vPlaylistEdit,
  vPlaylistItem,
  vPlaylistVisibility,
  vPlaylistWithTracks,
  vRole,
  vStorageUsage,
  vTrack,
  vTrackVisibility,
  vUser,
} from "./validators.js";

/**
 * What the library offers to a host's clients: the one list of functions from
 * which the component takes its arguments and results, and the client class the
 * functions that it mounts and its ctx-first methods.
 *
 * The component's function of the same name takes the arguments given here, and
 * who calls under which settings beside them.
 */
export type Operation = {
  type: "query" | "mutation";
  args: PropertyValidators;
  returns: GenericValidator;
};

export type OperationArgs<O extends Operation> = ObjectType<O["args"]>;
export type OperationResult<O extends Operation> = Infer<O["returns"]>;

function query<A extends PropertyValidators, R extends GenericValidator>(shape: {
  args: A;
  returns: R;
}) {
  return { type: "query" as const, ...shape };
}

function mutation<A extends PropertyValidators, R extends GenericValidator>(shape: {
  args: A;
  returns: R;
}) {
  return { type: "mutation" as const, ...shape };
}

const limit = v.optional(v.number());

/** A field of an update: absent leaves it, null clears it. */
function clearable<V extends Parameters<typeof nullable>[0]>(validator: V) {
  return v.optional(nullable(validator));
}

export const users = {
  /** The signed-in user, or null when nobody is signed in or has a row yet. */
  current: query({ args: {}, returns: nullable(vUser) }),
  /**
   * The signed-in user, whose row is created from the verified identity when no
   * webhook did. Throws `UNAUTHENTICATED`, `USER_DELETED`.
   */
  ensureCurrent: mutation({ args: {}, returns: vUser }),
  /**
   * Gives a user a role. For admins. Throws `NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN`,
   * and `CONFLICT` when it would leave no admin.
   */
  setRole: mutation({ args: { userId: v.string(), role: vRole }, returns: v.null() }),
  /**
   * A page of users, oldest first, at most 200, of one role if given. For admins.
   * Throws `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  list: query({
    args: { paginationOpts: paginationOptsValidator, role: v.optional(vRole) },
    returns: paginationResultValidator(vUser),
  }),
};

export const tracks = {
  /** Tracks that the caller may see, oldest first: 50 by default, at most 200. */
  list: query({ args: { limit }, returns: v.array(vTrack) }),
  /** A page of the tracks that the caller may see, at most 200. */
  paginate: query({
    args: {
      paginationOpts: paginationOptsValidator,
      order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
    },
    returns: paginationResultValidator(vTrack),
  }),
  /**
   * Tracks whose title, artist or record match, best first: 20 by default, at most
   * 100. A blank query gives the oldest tracks.
   */
  search: query({ args: { query: v.string(), limit }, returns: v.array(vTrack) }),
  /** A track, or null when there is none that the caller may see. */
  get: query({ args: { id: v.string() }, returns: nullable(vTrack) }),
  /**
   * Creates a track that belongs to the caller. A `fileId` and an `image.fileId` are
   * checked against the stored file. Throws `INVALID_ARGUMENT`, `NOT_FOUND`,
   * `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `QUOTA_EXCEEDED`, `FORBIDDEN`,
   * `UNAUTHENTICATED`. Returns the track's id.
   */
  create: mutation({
    args: {
      ...trackFields,
      fileId: v.optional(v.string()),
      visibility: v.optional(vTrackVisibility),
    },
    returns: v.string(),
  }),
  /**
   * Changes the given fields; null clears an optional one. For the creator. Throws as
   * `create`.
   */
  update: mutation({
    args: {
      id: v.string(),
      title: v.optional(v.string()),
      artist: v.optional(v.string()),
      record: clearable(v.string()),
      isLoop: v.optional(v.boolean()),
      fileId: clearable(v.string()),
      src: clearable(v.string()),
      image: clearable(vImage),
      visibility: v.optional(vTrackVisibility),
      durationSeconds: clearable(v.number()),
    },
    returns: v.null(),
  }),
  /** Removes a track, its files, and its items in playlists. Throws `NOT_FOUND`, `FORBIDDEN`. */
  remove: mutation({ args: { id: v.string() }, returns: v.null() }),
};

const playlistId = { playlistId: v.string() };

export const playlists = {
  /** Playlists that the caller may see, oldest first: 50 by default, at most 200. */
  list: query({ args: { limit }, returns: v.array(vPlaylist) }),
  /** The caller's own playlists and those shared with them: 50 by default, at most 200. */
  mine: query({ args: { limit }, returns: v.array(vPlaylist) }),
  /** A page of the playlists that the caller may see, at most 200. */
  paginate: query({
    args: { paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vPlaylist),
  }),
  /** A playlist, or null when there is none that the caller may see. */
  get: query({ args: { id: v.string() }, returns: nullable(vPlaylist) }),
  /** A playlist with its first 500 tracks in order; hidden tracks are left out. */
  getWithTracks: query({
    args: { id: v.string() },
    returns: nullable(vPlaylistWithTracks),
  }),
  /** A page of a playlist's items in order, at most 200; hidden tracks are left out. */
  listTracks: query({
    args: { ...playlistId, paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vPlaylistItem),
  }),
  /**
   * Creates a playlist of the caller, and returns its id; only admins create one for
   * another user. Throws `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND`.
   */
  create: mutation({
    args: {
      title: v.string(),
      description: v.optional(v.string()),
      visibility: v.optional(vPlaylistVisibility),
      userId: v.optional(v.string()),
    },
    returns: v.string(),
  }),
  /**
   * Changes the given fields; null clears the description. For the owner. Throws
   * `NOT_FOUND`, `FORBIDDEN`.
   */
  update: mutation({
    args: {
      id: v.string(),
      title: v.optional(v.string()),
      description: clearable(v.string()),
      visibility: v.optional(vPlaylistVisibility),
    },
    returns: v.null(),
  }),
  /**
   * Removes a playlist at once; the items of a long one are deleted in the background.
   * For the owner. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  remove: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Puts a track at a 0-based place, by default at the end, and returns the item's
   * id. With `onDuplicate: "skip"` it returns the item that was there, with
   * `"reject"` it throws `CONFLICT`. For the owner and collaborators. Throws
   * `NOT_FOUND`, `FORBIDDEN`, and `LIMIT_EXCEEDED` for a place more than 8,000 items
   * from both ends.
   */
  addTrack: mutation({
    args: {
      ...playlistId,
      trackId: v.string(),
      position: v.optional(v.number()),
      onDuplicate: v.optional(vOnDuplicate),
    },
    returns: v.string(),
  }),
  /**
   * Puts up to 500 tracks in one block, by default at the end. All or nothing, but for
   * those skipped. Throws as `addTrack`.
   */
  addTracks: mutation({
    args: {
      ...playlistId,
      trackIds: v.array(v.string()),
      position: v.optional(v.number()),
      onDuplicate: v.optional(vOnDuplicate),
    },
    returns: v.object({
      itemIds: v.array(v.string()),
      skippedTrackIds: v.array(v.string()),
    }),
  }),
  /**
   * Removes the first occurrence of a track; nothing to remove is no error. Throws
   * `NOT_FOUND` for the playlist, `FORBIDDEN`.
   */
  removeTrack: mutation({
    args: { ...playlistId, trackId: v.string() },
    returns: v.null(),
  }),
  /** Removes one item. For the owner and collaborators. Throws `NOT_FOUND`, `FORBIDDEN`. */
  removeItem: mutation({ args: { itemId: v.string() }, returns: v.null() }),
  /** Removes up to 500 items. All or nothing. Throws `NOT_FOUND`, `FORBIDDEN`. */
  removeItems: mutation({
    args: { ...playlistId, itemIds: v.array(v.string()) },
    returns: v.null(),
  }),
  /**
   * Moves an item behind another one of its playlist, or to the front with
   * `after: null`. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  moveItem: mutation({
    args: { itemId: v.string(), after: nullable(v.string()) },
    returns: v.null(),
  }),
  /**
   * Moves up to 500 items as a block, in the order given, behind another or to the
   * front. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  moveItems: mutation({
    args: { ...playlistId, itemIds: v.array(v.string()), after: nullable(v.string()) },
    returns: v.null(),
  }),
  /**
   * Removes all items that there are now. Those of a playlist of more than 1,000 go
   * in the background; `trackCount` falls as they do. For the owner and collaborators.
   * Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  clear: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Copies a playlist that the caller may see, in order and without the tracks that
   * they may not see, to a new private one of theirs. One of more than 500 items is
   * copied in the background; `trackCount` of the copy grows as it is. Returns the
   * copy's id. Throws `NOT_FOUND`, `UNAUTHENTICATED`.
   */
  duplicate: mutation({
    args: { id: v.string(), title: v.optional(v.string()) },
    returns: v.string(),
  }),
  /**
   * Counts the items and durations of a playlist anew, a long one in the background.
   * The counts are kept exact; this is for rows that were written by other means. For
   * admins.
   */
  recount: mutation({ args: { id: v.string() }, returns: v.null() }),
  /** Which of the caller's own playlists hold a track: the ids of at most 200. */
  containing: query({
    args: { trackId: v.string() },
    returns: v.array(v.string()),
  }),
  /**
   * Makes up to 500 edits in order, all or nothing, and returns the playlist's new
   * version. For the owner and collaborators. Throws `CONFLICT` when the playlist is not
   * at `expectedVersion`, `NOT_FOUND`, `FORBIDDEN`.
   */
  applyEdits: mutation({
    args: {
      ...playlistId,
      edits: v.array(vPlaylistEdit),
      expectedVersion: v.optional(v.number()),
    },
    returns: v.object({ version: v.number() }),
  }),
  /**
   * Returns the token of the playlist's share link, made anew if there was none or
   * if `renew` is set, which ends the old link. For the owner. Throws `NOT_FOUND`,
   * `FORBIDDEN`.
   */
  share: mutation({
    args: { id: v.string(), renew: v.optional(v.boolean()) },
    returns: v.string(),
  }),
  /** Ends the share link, if there is one. For the owner. Throws `NOT_FOUND`, `FORBIDDEN`. */
  unshare: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * What a share link shows: to anybody public tracks and the owner's own vip
   * tracks, private ones to nobody. Null for an unknown token.
   */
  getShared: query({
    args: { token: v.string() },
    returns: nullable(vPlaylistWithTracks),
  }),
  /**
   * Lets another user see the playlist and edit its items. For the owner. A playlist has
   * at most 100 collaborators: one more is `LIMIT_EXCEEDED`. Throws `NOT_FOUND`,
   * `FORBIDDEN`.
   */
  addCollaborator: mutation({
    args: { ...playlistId, userId: v.string() },
    returns: v.null(),
  }),
  /**
   * Ends a collaboration: the owner any, a collaborator their own. One that there is not
   * is no error. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  removeCollaborator: mutation({
    args: { ...playlistId, userId: v.string() },
    returns: v.null(),
  }),
  /** Who may edit the items beside the owner, at most 100, for those who see the playlist. */
  collaborators: query({ args: playlistId, returns: v.array(vCollaborator) }),
};

export const storage = {
  /**
   * A URL that takes one file by POST within an hour, and answers with its `storageId`.
   * For those who may create tracks. Throws `QUOTA_EXCEEDED` when nothing is left of the
   * caller's quota, `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  generateUploadUrl: mutation({ args: {}, returns: v.string() }),
  /** A file's URL, or null when there is none that the caller may read. */
  getUrl: query({ args: { storageId: v.string() }, returns: nullable(v.string()) }),
  /**
   * Bytes and files that the caller's tracks use, and the quota in bytes (null: none).
   * Throws `UNAUTHENTICATED`.
   */
  usage: query({ args: {}, returns: vStorageUsage }),
  /**
   * Adds up a user's files anew, many of them in the background. The sums are kept
   * exact; this is for rows that were written by other means. For admins. Throws
   * `NOT_FOUND`.
   */
  recount: mutation({ args: { userId: v.string() }, returns: v.null() }),
};

/** What only scripts and the dashboard do with files. */
export const storageScripts = {
  recount: storage.recount,
  /**
   * Deletes the uploads that no track uses and whose grace period is over, as a cron
   * does every hour. It goes on behind the files that were looked at before; with
   * `restart` it looks at all of them again.
   */
  collect: mutation({ args: { restart: v.optional(v.boolean()) }, returns: v.null() }),
};

export const clerk = {
  /**
   * Brings every user of Clerk's Backend API over, page by page in the background,
   * and returns the run's id. A sync that failed or was stopped goes on where it
   * ended, unless `restart` is set. For admins. Throws `CONFLICT` while a run is on.
   */
  sync: mutation({ args: { restart: v.optional(v.boolean()) }, returns: v.string() }),
  /**
   * Looks for users whom Clerk does not have any more. By default it only lists
   * them (`dryRun`); otherwise it deletes them, once everybody has been looked up.
   * More than 5 % (and ten) missing users are taken for a mistake, unless `force`
   * is set. For admins. Throws `CONFLICT` while a run is on.
   */
  cleanup: mutation({
    args: { dryRun: v.optional(v.boolean()), force: v.optional(v.boolean()) },
    returns: v.string(),
  }),
  /** Stops the run that is on, if any. What it did stays. For admins. */
  stop: mutation({ args: {}, returns: v.null() }),
  /** How the webhook and the last runs are doing. For admins. */
  status: query({ args: {}, returns: vClerkStatus }),
  /** A page of the users whom a clean-up did not find at Clerk. For admins. */
  candidates: query({
    args: { runId: v.string(), paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vCleanupCandidate),
  }),
};

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

/** What only scripts and the dashboard do with users. */
export const userScripts = {
  /** As `users.setRole`, by the Clerk user id. Throws `NOT_FOUND`, `CONFLICT`. */
  setRoleByExternalId: mutation({
    args: { externalId: v.string(), role: vRole },
    returns: v.null(),
  }),
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

/** What a host mounts for its clients. */
export const contract = {
  users,
  tracks,
  playlists,
  storage,
  clerk,
  migrations: fileMigrations,
};

/** What a host mounts as internal functions; they act on the host's behalf. */
export const internalContract = {
  users: userScripts,
  storage: storageScripts,
  clerk,
  migrations: { ...fileMigrations, ...migrations },
};
