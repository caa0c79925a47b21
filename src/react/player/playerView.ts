import type { Track } from "../../shared/tracks.js";
import type { PlaybackError } from "./playbackError.js";
import type { QueueEntry } from "./trackQueue.js";

/**
 * `idle`: no track is current. `ended`: the queue has been played to its end. `error`: the
 * current track does not play.
 */
export type PlaybackState = "idle" | "loading" | "playing" | "paused" | "ended" | "error";

/** What a page shows of the player, but for the time, which changes much more often. */
export type PlayerView = {
  queue: readonly QueueEntry[];
  /** Of the current entry in the queue, or null when none is current. */
  index: number | null;
  /** The current entry's track. */
  track: Track | null;
  state: PlaybackState;
  /** Why nothing plays: in the state `error`, and `BLOCKED` in the state `paused`. */
  error: PlaybackError | null;
  /** What the file says, else what the track says, else null. */
  durationSeconds: number | null;
  /** From 0 to 1. */
  volume: number;
  muted: boolean;
  /** The one element that plays, for a waveform; null before the first use. */
  audio: HTMLAudioElement | null;
};

export const initialView: PlayerView = {
  queue: [],
  index: null,
  track: null,
  state: "idle",
  error: null,
  durationSeconds: null,
  volume: 1,
  muted: false,
  audio: null,
};
