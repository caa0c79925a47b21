import type { Track } from "convex-music-library";

/** Where a track's cover is, if it has one. */
export function coverUrl(track: Track): string | null {
  return track.image?.src ?? null;
}
