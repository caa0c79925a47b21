import type { Playlist, PlaylistItem } from "../../../shared/playlists.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import { canReadTrack } from "../tracks/access.js";
import { toTrack, toTracks } from "../tracks/views.js";
import type { UserActor } from "../visibility.js";
import { canChangePlaylist } from "./access.js";
import { withoutRemovedTracks } from "./trackItems.js";

/**
 * Playlists as an actor sees them: the share token only for those who may share, and
 * counts without tracks whose removal is under way.
 */
export async function toPlaylists(
  ctx: QueryCtx,
  actor: UserActor,
  playlists: Doc<"playlists">[],
): Promise<Playlist[]> {
  const counted = await withoutRemovedTracks(ctx, playlists);
  return counted.map((playlist) => publicFields(actor, playlist));
}

/** One playlist as an actor sees it. */
export async function toPlaylist(
  ctx: QueryCtx,
  actor: UserActor,
  playlist: Doc<"playlists">,
): Promise<Playlist> {
  const [seen] = await toPlaylists(ctx, actor, [playlist]);
  return seen!;
}

/** Every public field by name, so that a new column stays inside. */
function publicFields(actor: UserActor, playlist: Doc<"playlists">): Playlist {
  const { _id, _creationTime, title, description, userId, visibility } = playlist;
  const { shareToken, trackCount, durationMs, version, createdAt, updatedAt } = playlist;
  return {
    _id,
    _creationTime,
    title,
    description,
    userId,
    visibility,
    ...(canChangePlaylist(actor, playlist) && { shareToken }),
    trackCount,
    durationSeconds: durationMs / 1000,
    version,
    createdAt,
    updatedAt,
  };
}

/** The oldest of some playlists, each once. */
export function oldestFirst(rows: Doc<"playlists">[], count: number) {
  return [...new Map(rows.map((row) => [row._id, row])).values()]
    .sort((a, b) => a._creationTime - b._creationTime)
    .slice(0, count);
}

const MAX_TRACKS = 500;

/** The first 500 tracks of a playlist, in order, without those that are not shown. */
export async function firstTracks(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  isShown: (track: Doc<"tracks">) => boolean,
) {
  const items = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlist._id))
    .take(MAX_TRACKS);
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
      if (track === null || !canReadTrack(actor, track)) return null;
      const shown = await toTrack(ctx, track);
      return { itemId: _id, position, addedBy, createdAt, track: shown };
    }),
  );
  return items.filter((item) => item !== null);
}

/**
 * Whether a share link shows a track: public tracks and the owner's own vip tracks to
 * anybody, vip tracks of others to those who may see them anyway, private tracks to
 * nobody.
 */
export function isShownByLink(
  playlist: Doc<"playlists">,
  track: Doc<"tracks">,
  viewer: UserActor,
): boolean {
  if (track.visibility === "private") return false;
  const isOwners = track.createdBy !== undefined && track.createdBy === playlist.userId;
  return isOwners || canReadTrack(viewer, track);
}
