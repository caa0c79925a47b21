import type { Track } from "../../shared/tracks.js";

/*
 * What the system shows of the player, and the keys with which it is controlled from
 * there: on lock screens, keyboards and headphones. Where a browser has no such thing,
 * nothing happens.
 */

export type MediaKeys = {
  play: () => void;
  pause: () => void;
  next: () => void;
  previous: () => void;
  /** To a place in the track. */
  seek: (seconds: number) => void;
  /** From where it is, back if negative. */
  skip: (seconds: number) => void;
};

const SKIP_SECONDS = 10;

function mediaSession(): MediaSession | null {
  return typeof navigator !== "undefined" && "mediaSession" in navigator
    ? navigator.mediaSession
    : null;
}

/** Shows a track, or with null none. */
export function showTrack(track: Track | null) {
  const session = mediaSession();
  if (session === null || typeof MediaMetadata === "undefined") return;
  session.metadata = track && new MediaMetadata(metadataOf(track));
}

function metadataOf({ title, artist, record, imageUrl }: Track): MediaMetadataInit {
  return {
    title,
    artist,
    ...(record !== undefined && { album: record }),
    ...(imageUrl !== null && { artwork: [{ src: imageUrl }] }),
  };
}

export function showPlaybackState(state: MediaSessionPlaybackState) {
  const session = mediaSession();
  if (session !== null) session.playbackState = state;
}

/** Shows where in the track one is. */
export function showPosition(currentSeconds: number, durationSeconds: number | null) {
  const session = mediaSession();
  if (session === null || typeof session.setPositionState !== "function") return;
  if (durationSeconds === null) return session.setPositionState();
  const position = Math.min(currentSeconds, durationSeconds);
  session.setPositionState({ duration: durationSeconds, position, playbackRate: 1 });
}

/** Lets the system's keys control the player; returns how to end that. */
export function handleMediaKeys(keys: MediaKeys): () => void {
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ["play", keys.play],
    ["pause", keys.pause],
    ["nexttrack", keys.next],
    ["previoustrack", keys.previous],
    ["seekto", ({ seekTime = 0 }) => keys.seek(seekTime)],
    ["seekforward", ({ seekOffset = SKIP_SECONDS }) => keys.skip(seekOffset)],
    ["seekbackward", ({ seekOffset = SKIP_SECONDS }) => keys.skip(-seekOffset)],
  ];
  for (const [action, handler] of handlers) setHandler(action, handler);
  return () => {
    for (const [action] of handlers) setHandler(action, null);
  };
}

function setHandler(
  action: MediaSessionAction,
  handler: MediaSessionActionHandler | null,
) {
  try {
    mediaSession()?.setActionHandler(action, handler);
  } catch {
    // A key that this browser does not know.
  }
}
