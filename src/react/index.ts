"use client";
export { isPendingItem } from "./playlist/pendingItem.js";
export { PlaybackError, type PlaybackErrorCode } from "./player/playbackError.js";
export type { PlaybackState, PlayerView } from "./player/playerView.js";
export type { PlaylistFunctions } from "./playlist/playlistFunctions.js";
export type { QueueEntry } from "./player/trackQueue.js";
export {
  UploadError,
  type UploadProgress,
  type UploadState,
} from "./upload/uploadState.js";
export {
  type CurrentUser,
  type CurrentUserFunctions,
  useCurrentUser,
} from "./user/useCurrentUser.js";
export { type LivePlaylist, usePlaylist } from "./playlist/usePlaylist.js";
export type { PlaylistEdits } from "./playlist/usePlaylistEdits.js";
export {
  type PlaybackClock,
  type PlayerActions,
  type TrackPlayer,
  type TrackPlayerOptions,
  usePlaybackSeconds,
  useTrackPlayer,
} from "./player/useTrackPlayer.js";
export { type Upload, type UploadOptions, useUpload } from "./upload/useUpload.js";
