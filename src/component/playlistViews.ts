import type { Playlist, PlaylistItem } from "../shared/playlists.js";
import type { Doc } from "./_generated/dataModel.js";
import type { QueryCtx } from "./_generated/server.js";
import { mayChangePlaylist, mayReadTrack, type UserActor } from "./access.js";
import { withoutRemoved } from "./removedTracks.js";
import { toPlaylist, toTrack, toTracks } from "./documents.js";

/**
 * Playlists as an actor sees them: the share token is for those who may share, and
 * tracks whose removal is under way do not count.
 */
export async function asSeenBy(
  ctx: QueryCtx,
  actor: UserActor,
  playlists: Doc<"playlists">[],
): Promise<Playlist[]> {
  return (await withoutRemoved(ctx, playlists)).map((playlist) =>
    toPlaylist(playlist, { withShareToken: mayChangePlaylist(actor, playlist) }),
  );
}

/** One playlist as an actor sees it. */
export async function oneAsSeenBy(
  ctx: QueryCtx,
  actor: UserActor,
  playlist: Doc<"playlists">,
): Promise<Playlist> {
  const [seen] = await asSeenBy(ctx, actor, [playlist]);
  return seen!;
}

/** The oldest of some playlists, each once. */
export function oldestFirst(rows: Doc<"playlists">[], count: number) {
  return [...new Map(rows.map((row) => [row._id, row])).values()]
    .sort((a, b) => a._creationTime - b._creationTime)
    .slice(0, count);
}

const MOST_TRACKS = 500;

/** The first 500 tracks of a playlist, in order, without those that are not shown. */
export async function firstTracks(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  isShown: (track: Doc<"tracks">) => boolean,
) {
  const items = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlist._id))
    .take(MOST_TRACKS);
  const tracks = await Promise.all(
    items.map((item) => ctx.db.get("tracks", item.trackId)),
  );
  const shown = tracks.filter((track) => track !== null).filter(isShown);
  return await toTracks(ctx, shown);
}

/** Items as an actor sees them, without those whose track is hidden from them. */
export async function toItems(
  ctx: QueryCtx,
  actor: UserActor,
  rows: Doc<"playlistTracks">[],
): Promise<PlaylistItem[]> {
  const items = await Promise.all(
    rows.map(async ({ _id, position, addedBy, createdAt, trackId }) => {
      const track = await ctx.db.get("tracks", trackId);
      if (track === null || !mayReadTrack(actor, track)) return null;
      const shown = await toTrack(ctx, track);
      return { itemId: _id, position, addedBy, createdAt, track: shown };
    }),
  );
  return items.filter((item) => item !== null);
}

/**
 * What a share link shows of a playlist: to anybody the public tracks and the
 * owner's own vip tracks, to those who see more the vip tracks of others as well,
 * and private tracks to nobody.
 */
export function isShownByLink(
  playlist: Doc<"playlists">,
  track: Doc<"tracks">,
  viewer: UserActor,
): boolean {
  if (track.visibility === "private") return false;
  const isOwners = track.createdBy !== undefined && track.createdBy === playlist.userId;
  return isOwners || mayReadTrack(viewer, track);
}
