import { literals, nullable } from "convex-helpers/validators";
import { type Infer, v } from "convex/values";
import { vCaller } from "./caller.js";
import { defaultUploadPolicy } from "./media.js";
import { vPlaylistVisibility } from "./playlists.js";
import { vTrackVisibility } from "./tracks.js";

export const vOnUserDeleted = literals("keepPublic", "deleteAll", "keepAll");

/**
 * What happens to the playlists and tracks of a deleted user.
 *
 * - `keepPublic`: playlists and private tracks are deleted with their files, other tracks
 *   stay without an owner.
 * - `deleteAll`: all playlists and tracks are deleted.
 * - `keepAll`: everything stays, without an owner.
 */
export type OnUserDeleted = Infer<typeof vOnUserDeleted>;

/** The host's options that the component needs. Sizes are in bytes, null is no limit. */
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
  /** From where files may be copied to the storage; absent if the host allows nothing. */
  fileMigration: v.optional(
    v.object({ allowedHosts: v.array(v.string()), allowPrivateHosts: v.boolean() }),
  ),
  /** The handle of the host's mutation for user events. */
  onUserEvent: v.optional(v.string()),
});

export type Settings = Infer<typeof vSettings>;

/** What mutations, and queries that depend on the settings, take besides their arguments. */
export const callArgs = { caller: vCaller, settings: vSettings };

/** The settings of a host that sets no options. */
export const defaultSettings: Settings = {
  defaultTrackVisibility: "public",
  defaultPlaylistVisibility: "private",
  uploads: defaultUploadPolicy,
  roleFromMetadata: false,
  onUserDeleted: "keepPublic",
};
