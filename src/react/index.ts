"use client";
export { isPendingItem } from "./pendingItem.js";
export type { PlaylistFunctions } from "./playlistFunctions.js";
export {
  type CurrentUser,
  type CurrentUserFunctions,
  useCurrentUser,
} from "./useCurrentUser.js";
export { type LivePlaylist, usePlaylist } from "./usePlaylist.js";
export type { PlaylistEdits } from "./usePlaylistEdits.js";
