import type { PaginationOptions, PaginationResult } from "convex/server";
import { paginator } from "convex-helpers/server/pagination";
import {
  type ExportedItem,
  type ExportedPlaylist,
  type ExportedTrack,
  MAX_ROWS,
} from "../../../shared/importRows.js";
import { checkPage, type ListOrder } from "../../../shared/pages.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import schema from "../../schema.js";

/*
 * All rows, page by page, for a way back to another system. What was imported has the
 * id that it came with, so that it can be found there again.
 */

export async function tracksToExport(ctx: QueryCtx, options: PaginationOptions) {
  const result = await paginator(ctx.db, schema)
    .query("tracks")
    .paginate(pageFrom(options, "_creationTime"));
  return await mapPage(result, (track) => exportedTrack(ctx, track));
}

export async function playlistsToExport(ctx: QueryCtx, options: PaginationOptions) {
  const result = await paginator(ctx.db, schema)
    .query("playlists")
    .paginate(pageFrom(options, "_creationTime"));
  const ownerOf = await rowsById(ctx, "users", userIdsOf(result.page));
  return await mapPage(result, async (playlist) => exportedPlaylist(playlist, ownerOf));
}

/** Items of removed playlists and tracks, which the background has yet to delete, are left out. */
export async function itemsToExport(
  ctx: QueryCtx,
  options: PaginationOptions,
): Promise<PaginationResult<ExportedItem>> {
  const result = await paginator(ctx.db, schema)
    .query("playlistTracks")
    .withIndex("byPlaylistPosition")
    .paginate(pageFrom(options, "playlistId"));
  const { page } = result;
  const playlists = await rowsById(
    ctx,
    "playlists",
    page.map((item) => item.playlistId),
  );
  const tracks = await rowsById(
    ctx,
    "tracks",
    page.map((item) => item.trackId),
  );
  const items = page.flatMap((item) => {
    const playlist = playlists.get(item.playlistId);
    const track = tracks.get(item.trackId);
    if (!playlist || !track) return [];
    return [{ ...origin(item), playlistId: idOf(playlist), trackId: idOf(track) }];
  });
  return { ...result, page: items };
}

async function exportedTrack(
  ctx: QueryCtx,
  track: Doc<"tracks">,
): Promise<ExportedTrack> {
  const { title, artist, record, isLoop, image, visibility, durationSeconds } = track;
  const imageSrc = image && (await addressOf(ctx, image));
  return {
    ...origin(track),
    ...{ title, artist, record, isLoop, visibility, durationSeconds },
    src: await addressOf(ctx, track),
    image: image && imageSrc ? { src: imageSrc, alt: image.alt } : undefined,
  };
}

/** Where a file is: as it came from the old system, else in the storage. */
async function addressOf(
  ctx: QueryCtx,
  { src, fileId }: { src?: string; fileId?: Id<"_storage"> },
) {
  if (src !== undefined || fileId === undefined) return src;
  return (await ctx.storage.getUrl(fileId)) ?? undefined;
}

function exportedPlaylist(
  playlist: Doc<"playlists">,
  ownerOf: Map<Id<"users">, Doc<"users">>,
): ExportedPlaylist {
  const { title, description, visibility, userId, trackCount, updatedAt } = playlist;
  const owner = userId && ownerOf.get(userId);
  return {
    ...origin(playlist),
    ...{ title, description, visibility, trackCount, updatedAt },
    ownerEmail: owner ? owner.email : playlist.legacyOwnerEmail,
  };
}

type Imported = Doc<"tracks" | "playlists" | "playlistTracks">;

function origin(row: Imported) {
  const { legacyId, createdAt = row._creationTime } = row;
  return { id: idOf(row), legacyId, createdAt };
}

function idOf({ _id, legacyId }: Imported): string {
  return legacyId ?? _id;
}

function userIdsOf(playlists: Doc<"playlists">[]) {
  return playlists.flatMap(({ userId }) => (userId === undefined ? [] : [userId]));
}

/** The rows with some ids, each read once. */
async function rowsById<Table extends "users" | "tracks" | "playlists">(
  ctx: QueryCtx,
  table: Table,
  ids: Id<Table>[],
): Promise<Map<Id<Table>, Doc<Table>>> {
  const rows = await Promise.all([...new Set(ids)].map((id) => ctx.db.get(table, id)));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row._id, row] as const])));
}

function pageFrom(options: PaginationOptions, order: ListOrder) {
  const { cursor, numItems } = checkPage(options, order, { most: MAX_ROWS });
  return { cursor, numItems };
}

async function mapPage<Row, Exported>(
  result: PaginationResult<Row>,
  map: (row: Row) => Promise<Exported>,
): Promise<PaginationResult<Exported>> {
  return { ...result, page: await Promise.all(result.page.map(map)) };
}
