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
export { UploadError, type UploadProgress, type UploadState } from "./uploadState.js";
export { type Upload, type UploadOptions, useUpload } from "./useUpload.js";
