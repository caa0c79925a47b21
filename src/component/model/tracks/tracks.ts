import type { WithoutSystemFields } from "convex/server";
import type { TrackVisibility } from "../../../shared/tracks.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { searchTextOf } from "./searchText.js";
import { shuffleKeyOf } from "./shuffle.js";

/*
 * The rows of tracks. Nothing else writes them. What follows from a change, for files and
 * playlists, is in lifecycle/trackChanges.ts.
 */

export type TrackFields = Omit<
  WithoutSystemFields<Doc<"tracks">>,
  "searchText" | "shuffleKey"
>;

export async function insertTrack(
  ctx: MutationCtx,
  fields: TrackFields,
): Promise<Id<"tracks">> {
  return await ctx.db.insert("tracks", { ...fields, ...derivedFrom(fields) });
}

/** Changes fields of a track, and returns the row as it is then. */
export async function patchTrack(
  ctx: MutationCtx,
  track: Doc<"tracks">,
  fields: Partial<TrackFields>,
): Promise<Doc<"tracks">> {
  const changed = { ...track, ...fields };
  const derived = derivedFrom(changed);
  const isSame = derived.searchText === track.searchText;
  await ctx.db.patch("tracks", track._id, isSame ? fields : { ...fields, ...derived });
  return { ...changed, ...derived };
}

function derivedFrom(fields: Pick<TrackFields, "title" | "artist" | "record">) {
  const searchText = searchTextOf(fields);
  return { searchText, shuffleKey: shuffleKeyOf(searchText) };
}

export async function deleteTrackRow(ctx: MutationCtx, track: Doc<"tracks">) {
  await ctx.db.delete("tracks", track._id);
}

export async function tracksCreatedBy(ctx: QueryCtx, userId: Id<"users">, count: number) {
  return await ctx.db
    .query("tracks")
    .withIndex("byCreator", (q) => q.eq("createdBy", userId))
    .take(count);
}

export async function trackByLegacyId(ctx: QueryCtx, legacyId: string) {
  return await ctx.db
    .query("tracks")
    .withIndex("byLegacyId", (q) => q.eq("legacyId", legacyId))
    .unique();
}

/** The stored files that a track refers to. */
export function filesOf({ fileId, image }: Pick<Doc<"tracks">, "fileId" | "image">) {
  return [fileId, image?.fileId].filter((id) => id !== undefined);
}

/** A track that refers to a stored file, as its sound or as its cover. */
export async function trackUsing(
  ctx: QueryCtx,
  storageId: Id<"_storage">,
  visibility?: TrackVisibility,
) {
  const audio = ctx.db.query("tracks").withIndex("byFile", (q) => {
    const all = q.eq("fileId", storageId);
    return visibility === undefined ? all : all.eq("visibility", visibility);
  });
  const image = ctx.db.query("tracks").withIndex("byImageFile", (q) => {
    const all = q.eq("image.fileId", storageId);
    return visibility === undefined ? all : all.eq("visibility", visibility);
  });
  return (await audio.first()) ?? (await image.first());
}
