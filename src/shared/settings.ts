import { literals, nullable } from "convex-helpers/validators";
import { type Infer, v } from "convex/values";
import { vCaller } from "./caller.js";
import { defaultUploadPolicy } from "./media.js";
import { vPlaylistVisibility } from "./playlists.js";
import { vTrackVisibility } from "./tracks.js";

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

/** What mutations, and queries that depend on the settings, carry beside the client's arguments. */
export const callArgs = { caller: vCaller, settings: vSettings };

/** What holds for a host that chooses nothing. */
export const defaultSettings: Settings = {
  defaultTrackVisibility: "public",
  defaultPlaylistVisibility: "private",
  uploads: defaultUploadPolicy,
  roleFromMetadata: false,
  onUserDeleted: "keepPublic",
};
