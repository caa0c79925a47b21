"use client";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Track } from "../../shared/tracks.js";
import { AudioPlayer } from "./audioPlayer.js";
import type { PlayerView } from "./playerView.js";

/** How a page wants its player. */
export type TrackPlayerOptions = {
  /**
   * Whether the component renders as time passes, about four times a second while it
   * plays; by default true. With false, `currentSeconds` is that of the last render:
   * show it by `usePlaybackSeconds(player)` in a component of its own.
   */
  followTime?: boolean;
  /** Whether the next track is loaded when the current one is near its end; by default false. */
  preloadNext?: boolean;
};

/** What can be done with the player. These functions stay the same from render to render. */
export type PlayerActions = {
  /** Replaces the queue, and plays it from an entry on, by default the first. */
  playQueue: (tracks: readonly Track[], startIndex?: number) => void;
  /**
   * Goes on where it was: after an error it tries the track again, at the end of the
   * queue it plays what was added since, else the last track. With a track it goes to
   * that one's place in the queue, or puts it in behind the current entry.
   */
  play: (track?: Track) => void;
  /** Plays an entry, named by its index or, safer while the queue changes, by its key. */
  playAt: (place: number | string) => void;
  pause: () => void;
  /** Plays what is paused, and pauses what plays. */
  toggle: () => void;
  /** Plays the next entry; behind the last one, playback ends. */
  next: () => void;
  /** Restarts the track when it is more than 3 s in or the first one, else plays the one before. */
  previous: () => void;
  /** Goes to a time of the current track, in seconds. */
  seek: (seconds: number) => void;
  /** From 0 to 1. Also ends muting. Phones may leave the volume to their keys. */
  setVolume: (volume: number) => void;
  /** Keeps the volume for when it is heard again. */
  setMuted: (muted: boolean) => void;
  /** Puts a track at the end of the queue; it may be in it several times. */
  enqueue: (track: Track) => void;
  /** Takes an entry out, named as in `playAt`. After the current one, the next one plays. */
  removeFromQueue: (place: number | string) => void;
  /**
   * Hands the queue newer versions of its tracks, each known by its id, as a live query
   * tells them. What plays goes on; a new URL counts from when a track is next loaded.
   */
  refresh: (tracks: readonly Track[]) => void;
};

/** The time, for those who follow it without rendering everything. */
export type PlaybackClock = {
  subscribe: (listener: () => void) => () => void;
  currentSeconds: () => number;
};

/** The player: what it shows, and what can be done with it. Times are in seconds. */
export type TrackPlayer = PlayerView &
  PlayerActions & { currentSeconds: number; clock: PlaybackClock };

/**
 * Plays a queue of tracks on one audio element, each from its `url`: its stored file,
 * or the `src` that it came with. A track with `isLoop` repeats until `next`. At the end
 * of the queue, playback ends.
 *
 * A page has one player: call this once, above all that shows or controls it, and hand
 * it down by a context. Where the browser has a Media Session, the system shows the
 * track and its keys work. Unmounting stops.
 *
 * ```tsx
 * const player = useTrackPlayer();
 * <button onClick={() => player.playQueue(tracks, 0)}>Play all</button>
 * ```
 */
export function useTrackPlayer(options: TrackPlayerOptions = {}): TrackPlayer {
  const { followTime = true, preloadNext = false } = options;
  const [player] = useState(() => new AudioPlayer());
  const view = useSyncExternalStore(player.subscribe, player.view, player.view);
  const currentSeconds = useSyncExternalStore(
    followTime ? player.subscribeToTime : notAtAll,
    player.currentSeconds,
    player.currentSeconds,
  );
  useEffect(() => {
    player.preloadNext = preloadNext;
  }, [player, preloadNext]);
  useEffect(() => player.dispose, [player]);
  const constant = useMemo(
    () => ({ ...actionsOf(player), clock: clockOf(player) }),
    [player],
  );
  return { ...view, currentSeconds, ...constant };
}

/**
 * How far in the current track is, in seconds; renders as time passes.
 *
 * ```tsx
 * const seconds = usePlaybackSeconds(player);
 * ```
 */
export function usePlaybackSeconds({ clock }: Pick<TrackPlayer, "clock">): number {
  return useSyncExternalStore(
    clock.subscribe,
    clock.currentSeconds,
    clock.currentSeconds,
  );
}

function actionsOf(player: AudioPlayer): PlayerActions {
  const { playQueue, play, playAt, pause, toggle, next, previous } = player;
  const { seek, setVolume, setMuted, enqueue, removeFromQueue, refresh } = player;
  const playing = { playQueue, play, playAt, pause, toggle, next, previous };
  return { ...playing, seek, setVolume, setMuted, enqueue, removeFromQueue, refresh };
}

function clockOf({ subscribeToTime, currentSeconds }: AudioPlayer): PlaybackClock {
  return { subscribe: subscribeToTime, currentSeconds };
}

function notAtAll() {
  return () => {};
}
