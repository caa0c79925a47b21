"use client";
export { isPendingItem } from "./pendingItem.js";
export { PlaybackError, type PlaybackErrorCode } from "./playbackError.js";
export type { PlaybackState, PlayerView } from "./playerView.js";
export type { PlaylistFunctions } from "./playlistFunctions.js";
export type { QueueEntry } from "./trackQueue.js";
export { UploadError, type UploadProgress, type UploadState } from "./uploadState.js";
export {
  type CurrentUser,
  type CurrentUserFunctions,
  useCurrentUser,
} from "./useCurrentUser.js";
export { type LivePlaylist, usePlaylist } from "./usePlaylist.js";
export type { PlaylistEdits } from "./usePlaylistEdits.js";
export {
  type PlaybackClock,
  type PlayerActions,
  type TrackPlayer,
  type TrackPlayerOptions,
  usePlaybackSeconds,
  useTrackPlayer,
} from "./useTrackPlayer.js";
export { type Upload, type UploadOptions, useUpload } from "./useUpload.js";
