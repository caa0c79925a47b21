"use client";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Track } from "../../shared/tracks.js";
import { AudioPlayer } from "./audioPlayer.js";
import type { PlayerView } from "./playerView.js";

/** Options of `useTrackPlayer`. */
export type TrackPlayerOptions = {
  /**
   * Whether the component re-renders as the track plays, about four times a second. The
   * default is true. If false, `currentSeconds` is only updated when the component renders
   * for another reason; use `usePlaybackSeconds(player)` in the component that shows the time.
   */
  followTime?: boolean;
  /** Whether the next track is loaded 20 seconds before the current one ends. The default is false. */
  preloadNext?: boolean;
};

/** The player's actions. Each function keeps its identity between renders. */
export type PlayerActions = {
  /** Replaces the queue and plays it from `startIndex`, which is 0-based and 0 by default. */
  playQueue: (tracks: readonly Track[], startIndex?: number) => void;
  /**
   * Resumes playback. After an error, it tries the track again. After the end of the queue,
   * it plays the tracks added since, or the last track again if there are none.
   *
   * With a track, it plays that track's entry in the queue; if the track is not queued, it
   * is inserted after the current entry.
   */
  play: (track?: Track) => void;
  /** Plays the entry with this 0-based index or, safer while the queue changes, this key. */
  playAt: (place: number | string) => void;
  /** Pauses playback. */
  pause: () => void;
  /** Pauses if a track is playing; otherwise plays. */
  toggle: () => void;
  /** Plays the next entry. At the last entry, playback ends. */
  next: () => void;
  /** Plays the previous entry. Restarts the track if it is the first or has played for over 3 s. */
  previous: () => void;
  /** Goes to a time in the current track, in seconds, clamped to the track's length. */
  seek: (seconds: number) => void;
  /** Sets the volume, from 0 to 1, and unmutes. Some phones only change volume with their buttons. */
  setVolume: (volume: number) => void;
  /** Mutes or unmutes. The volume is kept. */
  setMuted: (muted: boolean) => void;
  /** Adds a track at the end of the queue. A track may be queued several times. */
  enqueue: (track: Track) => void;
  /**
   * Removes an entry, given by index or key. If it was playing, the next entry plays; if
   * there is none, the queue ends.
   */
  removeFromQueue: (place: number | string) => void;
  /**
   * Updates queued tracks with newer versions, matched by id, such as a live query returns.
   * Playback is not interrupted: a new URL is used the next time the track is loaded.
   */
  refresh: (tracks: readonly Track[]) => void;
};

/** The playback time as a store, so that one component can follow it without re-rendering others. */
export type PlaybackClock = {
  /** Calls the listener when the time changes. Returns a function that unsubscribes. */
  subscribe: (listener: () => void) => () => void;
  /** The current time in the track, in seconds. */
  currentSeconds: () => number;
};

/** The player's state and actions. All times are in seconds. */
export type TrackPlayer = PlayerView &
  PlayerActions & { currentSeconds: number; clock: PlaybackClock };

/**
 * Plays a queue of tracks on one audio element. Each track plays from its `url`. A track
 * with `isLoop` repeats until `next` is called. Playback ends at the end of the queue.
 *
 * Call this hook once, above every component that uses the player, and pass the result down
 * through a context. In browsers with the Media Session API, the operating system shows the
 * track and its media keys work. Unmounting stops playback.
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
 * The current time in the track, in seconds. Re-renders the component as the track plays.
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
