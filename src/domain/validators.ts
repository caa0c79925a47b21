import { literals, nullable } from "convex-helpers/validators";
import { type Infer, v } from "convex/values";

/*
 * The shapes that cross the component's boundary, told once and used on both
 * sides. Ids cross it as strings, because a host does not know the component's
 * tables.
 */

export const vRole = literals("guest", "vip", "admin");
export const vTrackVisibility = literals("public", "vip", "private");
export const vPlaylistVisibility = literals("public", "private");

/** Who sees a track beside its creator: everybody, vips and admins, or admins alone. */
export type TrackVisibility = Infer<typeof vTrackVisibility>;
/** Who sees a playlist beside its owner and collaborators: everybody, or admins alone. */
export type PlaylistVisibility = Infer<typeof vPlaylistVisibility>;

/** What a verified token says of its bearer. */
export const vIdentityProfile = v.object({
  name: v.optional(v.string()),
  email: v.optional(v.string()),
  /** The address again, if it is known to be theirs: imported playlists become theirs by it. */
  verifiedEmail: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  username: v.optional(v.string()),
});

/** Who asks. The client class derives it from `ctx.auth`, never from arguments. */
export const vCaller = v.union(
  v.object({ kind: v.literal("anonymous") }),
  v.object({
    kind: v.literal("user"),
    externalId: v.string(),
    profile: v.optional(vIdentityProfile),
  }),
  v.object({ kind: v.literal("system") }),
);

/**
 * Who asks: nobody, the bearer of a verified token, or trusted host code. `externalId` is
 * the Clerk user id.
 */
export type Caller = Infer<typeof vCaller>;

export const vOnUserDeleted = literals("keepPublic", "deleteAll", "keepAll");

/**
 * What becomes of what a deleted user leaves behind.
 *
 * - `keepPublic`: their playlists and private tracks are deleted with their files,
 *   other tracks stay without an owner.
 * - `deleteAll`: all of their playlists and tracks are deleted.
 * - `keepAll`: everything stays, without an owner.
 */
export type OnUserDeleted = Infer<typeof vOnUserDeleted>;

/** The host's choices that the component needs to know; sizes in bytes, null for no limit. */
export const vSettings = v.object({
  defaultTrackVisibility: vTrackVisibility,
  defaultPlaylistVisibility: vPlaylistVisibility,
  uploads: v.object({
    maxFileBytes: v.number(),
    maxImageBytes: v.number(),
    quotaBytes: v.object({
      guest: nullable(v.number()),
      vip: nullable(v.number()),
      admin: nullable(v.number()),
    }),
  }),
  roleFromMetadata: v.boolean(),
  onUserDeleted: vOnUserDeleted,
  /** From where files may be copied to the storage; absent when the host names nothing. */
  fileMigration: v.optional(
    v.object({ allowedHosts: v.array(v.string()), allowPrivateHosts: v.boolean() }),
  ),
  /** The handle of the host's mutation that hears of users; only mutations carry it. */
  onUserEvent: v.optional(v.string()),
});

export type Settings = Infer<typeof vSettings>;

/** What every call of the library carries beside the client's arguments. */
export const callArgs = { caller: vCaller, settings: vSettings };

const document = {
  _id: v.string(),
  /** In ms. */
  _creationTime: v.number(),
};

export const vUser = v.object({
  ...document,
  /** The Clerk user id. */
  externalId: v.string(),
  /** First and last name, else the username, else "Unknown". */
  name: v.string(),
  /** The primary address. */
  email: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  username: v.optional(v.string()),
  role: vRole,
  /** What wrote the profile last. */
  syncedBy: literals("webhook", "fallback", "backfill"),
});

/** A user of the library, as admins and the user themself see it. */
export type User = Infer<typeof vUser>;

export const vUserEvent = v.union(
  v.object({ type: v.literal("created"), user: vUser }),
  v.object({ type: v.literal("updated"), user: vUser, previous: vUser }),
  v.object({ type: v.literal("deleted"), previous: vUser }),
);

/** What happened to a user: told once for each change that had an effect. */
export type UserEvent = Infer<typeof vUserEvent>;

/** The arguments of the host's mutation that hears of users. */
export const userEventArgs = { event: vUserEvent };

/** A user as Clerk has them, projected: see clerkEvents.ts. */
export const vClerkUserUpsert = v.object({
  kind: v.literal("upsert"),
  externalId: v.string(),
  profile: v.object({
    name: v.string(),
    email: v.optional(v.string()),
    verifiedEmail: v.optional(v.string()),
    imageUrl: v.optional(v.string()),
    username: v.optional(v.string()),
  }),
  version: v.object({ updatedAt: v.number(), eventAt: v.number() }),
  metadataRole: v.optional(vRole),
});

/** What a Clerk webhook says of a user, projected. */
export const vClerkUserEvent = v.union(
  vClerkUserUpsert,
  v.object({ kind: v.literal("delete"), externalId: v.string() }),
);

/** How far a run of the sync or the clean-up with Clerk is; times in ms. */
const runProgress = {
  kind: literals("sync", "cleanup"),
  state: literals("running", "stopped", "done", "failed"),
  startedAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
  /** How many users there are to look at, as far as it is known. */
  total: v.optional(v.number()),
  /** How many have been looked at. */
  done: v.number(),
  created: v.number(),
  updated: v.number(),
  deleted: v.number(),
  /** Users that could not be read. */
  failed: v.number(),
  /** Clean-up only: users that Clerk does not have. */
  missing: v.number(),
  /** Clean-up only: it lists who would go, and deletes nobody. */
  dryRun: v.boolean(),
  /** Why it failed. */
  error: v.optional(v.string()),
};

export const clerkRunFields = {
  ...runProgress,
  /** Where the next page starts. */
  cursor: nullable(v.string()),
  /** The Clerk instance that the key belongs to. */
  instanceId: v.optional(v.string()),
  /** One more each time that the run is taken up again; older work has no effect. */
  attempt: v.number(),
  /** Clean-up only: first everybody is looked up, then the missing are deleted. */
  phase: literals("search", "delete"),
  /** Clean-up only: goes on past the threshold, and deletes the last admin too. */
  force: v.boolean(),
  settings: vSettings,
};

export const vClerkRun = v.object({ ...document, ...runProgress });
/** A run of the sync or the clean-up with Clerk, and how far it is; times in ms. */
export type ClerkRun = Infer<typeof vClerkRun>;

export const vClerkStatus = v.object({
  /** When the last delivery of the webhook was applied, in ms. */
  lastDeliveryAt: nullable(v.number()),
  /** Deliveries by what came of them. */
  deliveries: v.record(v.string(), v.number()),
  /** Users by what wrote their profile last. */
  users: v.record(v.string(), v.number()),
  lastSync: nullable(vClerkRun),
  lastCleanup: nullable(vClerkRun),
});

export const vCleanupCandidate = v.object({
  userId: v.string(),
  externalId: v.string(),
  name: v.string(),
});

export const vImage = v.object({
  /** An https URL, or a path on the host's own site. */
  src: v.optional(v.string()),
  /** The storage id of an upload. */
  fileId: v.optional(v.string()),
  /** What it shows, for those who can't see it. */
  alt: v.string(),
});

/** A cover: a URL, a stored file or both; the file is shown. */
export type Image = Infer<typeof vImage>;

/** How far a file migration is; times in ms. */
const fileMigrationProgress = {
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

export const fileMigrationFields = {
  ...fileMigrationProgress,
  /** Whether all tracks have been looked at. */
  isScanned: v.boolean(),
  /** Where the scan goes on. */
  cursor: nullable(v.string()),
  settings: vSettings,
};

export const vFileMigration = v.object({ ...document, ...fileMigrationProgress });
/** A migration of files to the storage, and how far it is; times in ms. */
export type FileMigration = Infer<typeof vFileMigration>;

export const vFileMigrationFailure = v.object({
  trackId: v.string(),
  /** Null when the track has been removed since. */
  title: nullable(v.string()),
  /** Without its query, which may hold secrets. */
  src: v.string(),
  error: v.string(),
  attempts: v.number(),
});
/** A track whose file could not be copied, and why. */
export type FileMigrationFailure = Infer<typeof vFileMigrationFailure>;

/** What a track is made of, whoever stores it. */
export const trackFields = {
  title: v.string(),
  artist: v.string(),
  /** The release that it is on. */
  record: v.optional(v.string()),
  /** Whether a player repeats it. */
  isLoop: v.boolean(),
  /** An https URL of its sound, for where there is no stored file. */
  src: v.optional(v.string()),
  image: v.optional(vImage),
  durationSeconds: v.optional(v.number()),
};

export const vTrack = v.object({
  ...document,
  ...trackFields,
  /** The storage id of its sound. */
  fileId: v.optional(v.string()),
  visibility: vTrackVisibility,
  /** The id of the user that it belongs to; absent when it belongs to nobody. */
  createdBy: v.optional(v.string()),
  /** When it was made in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  /** Where its sound is: the stored file's URL, else `src`. */
  url: nullable(v.string()),
  /** Where its cover is: the stored image's URL, else `image.src`. */
  imageUrl: nullable(v.string()),
});

/** A track, as those see it who may. */
export type Track = Infer<typeof vTrack>;

export const vPlaylist = v.object({
  ...document,
  title: v.string(),
  description: v.optional(v.string()),
  /** The id of its owner; absent when it belongs to nobody. */
  userId: v.optional(v.string()),
  visibility: vPlaylistVisibility,
  /** The token of its share link; only for those who may share it. */
  shareToken: v.optional(v.string()),
  /** All items, those that the caller may not see included. */
  trackCount: v.number(),
  /** All items together; tracks without a known duration count nothing. */
  durationSeconds: v.number(),
  /** One more with each change: see `applyEdits`. */
  version: v.number(),
  /** When it was made in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  /** Of the last change, in ms. */
  updatedAt: v.number(),
});

/** A playlist without its items. */
export type Playlist = Infer<typeof vPlaylist>;

export const vPlaylistWithTracks = vPlaylist.extend({ tracks: v.array(vTrack) });
/** A playlist with its first 500 tracks in order, without those that the caller may not see. */
export type PlaylistWithTracks = Infer<typeof vPlaylistWithTracks>;

export const vPlaylistItem = v.object({
  itemId: v.string(),
  /** A sort key, not an index. */
  position: v.number(),
  /** The id of the user who added it; absent when host code did. */
  addedBy: v.optional(v.string()),
  /** When it was made in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  track: vTrack,
});
/** An item: a track's place in a playlist. A track may have several. */
export type PlaylistItem = Infer<typeof vPlaylistItem>;

export const vCollaborator = v.object({
  userId: v.string(),
  name: v.string(),
  imageUrl: v.optional(v.string()),
});

export const vOnDuplicate = literals("allow", "skip", "reject");
/**
 * What becomes of a track that is in the playlist already: it is added again, left out, or
 * the call is refused with `CONFLICT`.
 */
export type OnDuplicate = Infer<typeof vOnDuplicate>;

const vAfter = nullable(v.string());

export const vPlaylistEdit = v.union(
  v.object({
    type: v.literal("add"),
    trackId: v.string(),
    after: v.optional(vAfter),
  }),
  v.object({ type: v.literal("move"), itemId: v.string(), after: vAfter }),
  v.object({ type: v.literal("remove"), itemId: v.string() }),
);
/**
 * A change of a playlist's items. `after` is the item to come behind, null the front;
 * an addition without it goes to the end.
 */
export type PlaylistEdit = Infer<typeof vPlaylistEdit>;

export const vStorageUsage = v.object({
  bytes: v.number(),
  /** Null is no limit. */
  quotaBytes: nullable(v.number()),
  files: v.number(),
});
