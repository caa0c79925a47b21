import type { Track } from "../../shared/tracks.js";
import type { PlaybackError } from "./playbackError.js";
import type { QueueEntry } from "./trackQueue.js";

/**
 * `idle`: no track is current. `loading`: the browser is waiting for data. `ended`: the
 * queue has been played to its end. `error`: the current track can't be played.
 */
export type PlaybackState = "idle" | "loading" | "playing" | "paused" | "ended" | "error";

/** The player's state, without the playback time, which changes much more often. */
export type PlayerView = {
  /** All entries, in the order in which they play. */
  queue: readonly QueueEntry[];
  /** The 0-based index of the current entry, or null if none is current. */
  index: number | null;
  /** The current entry's track, or null if none is current. */
  track: Track | null;
  /** What the player is doing. */
  state: PlaybackState;
  /** Why nothing plays. Set in the state `error`, and with code `BLOCKED` in the state `paused`. */
  error: PlaybackError | null;
  /** The file's duration in seconds, or the track's own value until the file is loaded, or null. */
  durationSeconds: number | null;
  /** From 0 to 1. Muting does not change it. */
  volume: number;
  /** Whether the sound is muted. */
  muted: boolean;
  /** The audio element, for example to draw a waveform. Null before the first track is loaded. */
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
