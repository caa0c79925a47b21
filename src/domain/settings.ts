import { defaultUploadPolicy } from "./media.js";
import type { Settings } from "./validators.js";

/** What holds for a host that chooses nothing. */
export const defaultSettings: Settings = {
  defaultTrackVisibility: "public",
  defaultPlaylistVisibility: "private",
  uploads: defaultUploadPolicy,
  roleFromMetadata: false,
  onUserDeleted: "keepPublic",
};
