import type { Doc } from "./_generated/dataModel.js";
import type { QueryCtx } from "./_generated/server.js";
import type { Playlist } from "../shared/playlists.js";
import type { Track } from "../shared/tracks.js";
import type { User } from "../shared/users.js";

/* Rows as hosts see them: every public field by name, so that a new column of a
 * table stays inside until it is added here. */

export function toUser(user: Doc<"users">): User {
  const { _id, _creationTime, externalId, name, email, imageUrl, username } = user;
  const { role, syncedBy } = user;
  return {
    _id,
    _creationTime,
    externalId,
    name,
    email,
    imageUrl,
    username,
    role,
    syncedBy,
  };
}

export async function toTrack(ctx: QueryCtx, track: Doc<"tracks">): Promise<Track> {
  const { _id, _creationTime, title, artist, record, isLoop, fileId, src } = track;
  const { image, visibility, createdBy, createdAt, durationSeconds } = track;
  const urlOf = async (id: typeof fileId) =>
    id === undefined ? null : await ctx.storage.getUrl(id);
  const [fileUrl, imageFileUrl] = await Promise.all([
    urlOf(fileId),
    urlOf(image?.fileId),
  ]);
  return {
    _id,
    _creationTime,
    title,
    artist,
    record,
    isLoop,
    fileId,
    src,
    image,
    visibility,
    createdBy,
    createdAt,
    durationSeconds,
    url: fileUrl ?? src ?? null,
    imageUrl: imageFileUrl ?? image?.src ?? null,
  };
}

export async function toTracks(ctx: QueryCtx, tracks: Doc<"tracks">[]): Promise<Track[]> {
  return await Promise.all(tracks.map((track) => toTrack(ctx, track)));
}

export function toPlaylist(
  playlist: Doc<"playlists">,
  { withShareToken }: { withShareToken: boolean },
): Playlist {
  const { _id, _creationTime, title, description, userId, visibility } = playlist;
  const { shareToken, trackCount, durationMs, version, createdAt, updatedAt } = playlist;
  return {
    _id,
    _creationTime,
    title,
    description,
    userId,
    visibility,
    ...(withShareToken && { shareToken }),
    trackCount,
    durationSeconds: durationMs / 1000,
    version,
    createdAt,
    updatedAt,
  };
}
