import { literals, nullable } from "convex-helpers/validators";
import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";
import { clerkRunProgress } from "../shared/clerk.js";
import { fileMigrationProgress } from "../shared/migrations.js";
import { vSettings } from "../shared/settings.js";
import { trackFields, vImage, vTrackVisibility } from "../shared/tracks.js";
import { vPlaylistVisibility } from "../shared/playlists.js";
import { vRole } from "../shared/users.js";

// Of rows that were imported: their id in the system that they came from, and when
// they were made there, in ms, which `_creationTime` can't tell.
const importedFields = {
  legacyId: v.optional(v.string()),
  createdAt: v.optional(v.number()),
};

const runFields = {
  /** One more each time that the run is resumed. Work of an earlier attempt has no effect. */
  attempt: v.number(),
  /** Where the next step begins. */
  cursor: nullable(v.string()),
  /** The host's settings when the run was started. */
  settings: vSettings,
};

const clerkRunFields = {
  ...clerkRunProgress,
  ...runFields,
  group: v.literal("clerk"),
  /** Clean-up only: first everybody is looked up, then the missing are deleted. */
  phase: literals("search", "delete"),
  /** Clean-up only: goes on past the threshold, and deletes the last admin too. */
  force: v.boolean(),
  /** The Clerk instance that the key belongs to. */
  instanceId: v.optional(v.string()),
};

const fileMigrationFields = {
  ...fileMigrationProgress,
  ...runFields,
  kind: v.literal("fileMigration"),
  group: v.literal("files"),
  /** Whether all tracks have been looked at. */
  isScanned: v.boolean(),
};

export default defineSchema({
  // Written and deleted by userRows.ts alone, for the webhook, the fallback, the sync
  // and the clean-up alike.
  users: defineTable({
    externalId: v.string(), // the Clerk user id
    name: v.string(),
    email: v.optional(v.string()),
    verifiedEmail: v.optional(v.string()), // see shared/email.ts
    imageUrl: v.optional(v.string()),
    username: v.optional(v.string()),
    role: vRole,
    syncedBy: literals("webhook", "fallback", "backfill"),
    // The version of the profile, in ms. A row of the fallback has none.
    profileUpdatedAt: v.optional(v.number()),
    profileEventAt: v.optional(v.number()),
  })
    .index("byExternalId", ["externalId"])
    .index("byEmail", ["email"])
    .index("byVerifiedEmail", ["verifiedEmail"])
    .index("byRole", ["role"]),

  // A tombstone for every deleted user, kept for ever: deliveries have no order.
  deletedUsers: defineTable({
    externalId: v.string(),
    deletedAt: v.number(),
  }).index("byExternalId", ["externalId"]),

  // Every delivery that was applied, in the same transaction as its effect.
  // Pruned by a cron.
  webhookDeliveries: defineTable({
    deliveryId: v.string(), // the svix-id header
    type: v.string(),
    outcome: v.string(),
    receivedAt: v.number(),
  })
    .index("byDeliveryId", ["deliveryId"])
    .index("byReceivedAt", ["receivedAt"]),

  // Exact counts for the status: see users/counters.ts.
  counters: defineTable({
    shard: v.number(),
    users: v.record(v.string(), v.number()), // by what wrote their profile last
    deliveries: v.record(v.string(), v.number()), // by outcome
  }).index("byShard", ["shard"]),

  // Long work that admins start, follow and stop: see work/runs.ts.
  runs: defineTable(v.union(v.object(clerkRunFields), v.object(fileMigrationFields)))
    .index("byKind", ["kind"])
    .index("byGroup", ["group", "state"]),

  // Users whom a clean-up did not find at Clerk. Written by its search; deleted with
  // the user, or by a cron.
  cleanupCandidates: defineTable({
    runId: v.id("runs"),
    userId: v.id("users"),
    externalId: v.string(),
    name: v.string(),
  }).index("byRun", ["runId"]),

  tracks: defineTable({
    ...trackFields,
    fileId: v.optional(v.id("_storage")),
    image: v.optional(vImage.extend({ fileId: v.optional(v.id("_storage")) })),
    visibility: vTrackVisibility,
    createdBy: v.optional(v.id("users")),
    ...importedFields,
    searchText: v.string(), // title, artist and record: an index searches one field
    shuffleKey: v.optional(v.number()), // 0 to 1, evenly spread: see tracks/shuffle.ts
  })
    // Lists go by time of creation, which follows an index's fields; a shuffle does not.
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("byVisibility", ["visibility"])
    // eslint-disable-next-line @convex-dev/no-duplicate-indexes
    .index("byCreator", ["createdBy", "visibility"])
    .index("byShuffle", ["visibility", "shuffleKey"])
    .index("byCreatorShuffle", ["createdBy", "visibility", "shuffleKey"])
    .index("byFile", ["fileId", "visibility"])
    .index("byImageFile", ["image.fileId", "visibility"])
    .index("byLegacyId", ["legacyId"])
    .searchIndex("search", {
      searchField: "searchText",
      filterFields: ["visibility", "createdBy"],
    }),

  // Removed tracks of which items are left, for as long as the background works on
  // them: see playlists/trackItems.ts.
  removedTracks: defineTable({
    trackId: v.id("tracks"),
  }).index("byTrack", ["trackId"]),

  // The files that tracks use, with the user whose quota they count on. A file
  // belongs to the creator of every track that uses it. Written by files.ts, and by
  // userContent.ts when its owner goes.
  files: defineTable({
    storageId: v.id("_storage"),
    ownerId: v.optional(v.id("users")),
    size: v.number(), // bytes
    sha256: v.string(), // as the storage tells it
    contentType: v.string(), // as it was uploaded
  })
    .index("byStorageId", ["storageId"])
    .index("byOwner", ["ownerId", "sha256", "contentType"]),

  // One row a user: the sum of their files. Written by usage.ts, until the user goes.
  storageUsage: defineTable({
    userId: v.id("users"),
    bytes: v.number(),
    files: v.number(),
    version: v.number(), // one more at every change of their files
  }).index("byUser", ["userId"]),

  // One row: how far the stored files have been looked through for uploads that no
  // track uses. See storage/uploads.ts.
  uploadWatermark: defineTable({
    seenUntil: v.number(), // the time of creation of the last file, in ms
  }),
  // One row a track whose file a run copies. `lease` is one more each time that the row
  // is given to the pool: work of an earlier lease has no effect.
  fileCopies: defineTable({
    runId: v.id("runs"),
    trackId: v.id("tracks"),
    src: v.string(), // without its query, which may hold secrets
    state: literals("pending", "copying", "copied", "skipped", "failed"),
    lease: v.number(),
    attempts: v.number(),
    updatedAt: v.number(), // ms
    error: v.optional(v.string()),
    size: v.optional(v.number()), // bytes
    sha256: v.optional(v.string()), // base64
    storageId: v.optional(v.id("_storage")),
  }).index("byRunState", ["runId", "state"]),

  playlists: defineTable({
    title: v.string(),
    description: v.optional(v.string()),
    userId: v.optional(v.id("users")),
    visibility: vPlaylistVisibility,
    shareToken: v.optional(v.string()),
    trackCount: v.number(),
    durationMs: v.number(), // the sum of its items' durations
    version: v.number(), // one more at every change
    ...importedFields,
    legacyOwnerEmail: v.optional(v.string()), // until its owner appears: see playlists/claims.ts
    updatedAt: v.number(), // ms
  })
    .index("byUserId", ["userId", "visibility"])
    .index("byVisibility", ["visibility"])
    .index("byShareToken", ["shareToken"])
    .index("byLegacyId", ["legacyId"])
    .index("byLegacyOwnerEmail", ["legacyOwnerEmail"]),

  // One row an item. `position` is a sort key, see shared/order.ts.
  playlistTracks: defineTable({
    playlistId: v.id("playlists"),
    trackId: v.id("tracks"),
    position: v.number(),
    durationMs: v.number(), // the track's, rounded: sums of whole numbers stay exact
    addedBy: v.optional(v.id("users")),
    ...importedFields,
  })
    .index("byPlaylistPosition", ["playlistId", "position"])
    .index("byPlaylistTrack", ["playlistId", "trackId", "position"])
    .index("byTrack", ["trackId"])
    .index("byLegacyId", ["legacyId"]),

  playlistCollaborators: defineTable({
    playlistId: v.id("playlists"),
    userId: v.id("users"),
  })
    .index("byPlaylist", ["playlistId", "userId"])
    .index("byUser", ["userId"]),
});
