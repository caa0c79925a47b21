import type { Track } from "../../../shared/tracks.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";

/** A track as hosts see it: every public field by name, so that a new column stays inside. */
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
