import type { Track } from "../../shared/tracks.js";

/**
 * - `NO_FILE`: the track has neither a stored file nor a `src`.
 * - `NETWORK`: the connection was lost while the file was loading.
 * - `UNPLAYABLE`: the file can't be reached, is damaged, or has a format that this browser does
 *   not support. Browsers do not say which.
 * - `BLOCKED`: the browser does not play sound before the user has interacted with the page.
 */
export type PlaybackErrorCode = "NO_FILE" | "NETWORK" | "UNPLAYABLE" | "BLOCKED";

/** Why a track does not play. The message can be shown to users. */
export class PlaybackError extends Error {
  override readonly name = "PlaybackError";

  constructor(
    readonly code: PlaybackErrorCode,
    track: Track,
  ) {
    super(messages[code](track));
  }
}

const messages: Record<PlaybackErrorCode, (track: Track) => string> = {
  NO_FILE: ({ title }) => `“${title}” has no audio file.`,
  NETWORK: ({ title }) => `The connection was lost while “${title}” was loaded.`,
  UNPLAYABLE: ({ title }) =>
    `“${title}” can't be played: its file is out of reach, or not of a kind that this browser plays.`,
  BLOCKED: () => "The browser waits for a click before it plays.",
};

const MEDIA_ERR_NETWORK = 2;

/** What a media element's error means. */
export function codeOfMediaError(error: MediaError | null): PlaybackErrorCode {
  return error?.code === MEDIA_ERR_NETWORK ? "NETWORK" : "UNPLAYABLE";
}
