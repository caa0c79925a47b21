import type { Playlist, Track, User } from "convex-music-library";

/*
 * What the page offers to whom. The library decides by the same rules on its own;
 * these only spare people buttons that would be refused.
 */

type Visitor = User | null;

export function mayUpload(visitor: Visitor): boolean {
  return visitor?.role === "vip" || visitor?.role === "admin";
}

export function mayAdminister(visitor: Visitor): boolean {
  return visitor?.role === "admin";
}

export function mayEditTrack(visitor: Visitor, track: Track): boolean {
  return (
    mayAdminister(visitor) || (mayUpload(visitor) && track.createdBy === visitor?._id)
  );
}

export function ownsPlaylist(visitor: Visitor, playlist: Playlist): boolean {
  return visitor !== null && (mayAdminister(visitor) || playlist.userId === visitor._id);
}
