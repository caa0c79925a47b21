import { compareValues, type Value } from "convex/values";
import { comparableEmail } from "../../../shared/email.js";
import {
  checkItemRow,
  checkPlaylistRow,
  checkRows,
  checkTrackRow,
  type ImportResult,
  type ItemRow,
  type PlaylistRow,
  type TrackRow,
} from "../../../shared/importRows.js";
import type { Settings } from "../../../shared/settings.js";
import { durationMsOf } from "../../../shared/tracks.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { ownedBy } from "../playlists/claims.js";
import { insertItemRow, itemByLegacyId, patchItemRow } from "../playlists/items.js";
import {
  changePlaylist,
  type CountChange,
  insertPlaylist,
  noCountChange,
  playlistByLegacyId,
} from "../playlists/playlists.js";
import { scheduleItemDurations } from "../playlists/trackItems.js";
import { insertTrack, patchTrack, trackByLegacyId } from "../tracks/tracks.js";
import { userByVerifiedEmail } from "../users/users.js";

/*
 * Writes rows that come from another system. A row is found again by its legacy id, so
 * that the same rows may come any number of times. All rows of a call are checked
 * before the first is written.
 *
 * A transaction may touch 4,096 ranges of indexes. An item takes at most seven: it, its
 * playlist and its track are looked up, it is patched, and so are its playlist and the
 * one that it was on before, which is looked up too.
 */

type Written = "created" | "updated" | "unchanged";

export async function importTrackRows(
  ctx: MutationCtx,
  rows: TrackRow[],
  settings: Settings,
): Promise<ImportResult> {
  checkRows(rows, checkTrackRow);
  const result = emptyResult();
  const known = await lookUp(rows, (id) =>
    importedOrOwn(ctx, "tracks", id, trackByLegacyId),
  );
  for (const [index, row] of rows.entries()) {
    result[await importTrack(ctx, row, known[index] ?? null, settings)] += 1;
  }
  return result;
}

export async function importPlaylistRows(
  ctx: MutationCtx,
  rows: PlaylistRow[],
  settings: Settings,
): Promise<ImportResult> {
  checkRows(rows, checkPlaylistRow);
  const result = emptyResult();
  const known = await lookUp(rows, (id) =>
    importedOrOwn(ctx, "playlists", id, playlistByLegacyId),
  );
  const ownerOf = remembered((email: string) => userByVerifiedEmail(ctx, email));
  for (const [index, row] of rows.entries()) {
    result[await importPlaylist(ctx, row, known[index] ?? null, settings, ownerOf)] += 1;
  }
  return result;
}

export async function importItemRows(
  ctx: MutationCtx,
  rows: ItemRow[],
): Promise<ImportResult> {
  checkRows(rows, checkItemRow);
  const result = emptyResult();
  const playlistOf = remembered((id: string) =>
    importedOrOwn(ctx, "playlists", id, playlistByLegacyId),
  );
  const trackOf = remembered((id: string) =>
    importedOrOwn(ctx, "tracks", id, trackByLegacyId),
  );
  const [items, playlists, tracks] = await Promise.all([
    lookUp(rows, (id) => importedOrOwn(ctx, "playlistTracks", id, itemByLegacyId)),
    Promise.all(rows.map((row) => playlistOf(row.playlistLegacyId))),
    Promise.all(rows.map((row) => trackOf(row.trackLegacyId))),
  ]);
  const counts = new PlaylistCounts(ctx);
  for (const [index, row] of rows.entries()) {
    const playlist = playlists[index] ?? null;
    const track = tracks[index] ?? null;
    if (playlist === null || track === null) {
      const reason = playlist === null ? "unknownPlaylist" : "unknownTrack";
      result.orphans.push({ index, reason });
      continue;
    }
    const item = items[index] ?? null;
    result[await importItem(ctx, row, item, playlist, track, counts)] += 1;
  }
  await counts.write();
  return result;
}

async function importTrack(
  ctx: MutationCtx,
  row: TrackRow,
  track: Doc<"tracks"> | null,
  settings: Settings,
): Promise<Written> {
  if (track === null) {
    await insertTrack(ctx, {
      ...row,
      visibility: row.visibility ?? settings.defaultTrackVisibility,
    });
    return "created";
  }
  const { title, artist, record, isLoop, durationSeconds } = row;
  const createdAt = createdAtOf(track, row);
  // The address of a stored file, which an export wrote, is not an address elsewhere.
  const isOwnFile = track.legacyId === undefined && track.fileId !== undefined;
  const src = isOwnFile ? track.src : row.src;
  // A cover that was uploaded since stays.
  const image = track.image?.fileId === undefined ? row.image : track.image;
  const fields = {
    ...{ title, artist, record, isLoop, src, image, durationSeconds, createdAt },
    visibility: row.visibility ?? track.visibility,
  };
  if (!differs(track, fields)) return "unchanged";
  await patchTrack(ctx, track, fields);
  if (durationMsOf(row) !== durationMsOf(track)) {
    await scheduleItemDurations(ctx, track._id);
  }
  return "updated";
}

async function importPlaylist(
  ctx: MutationCtx,
  row: PlaylistRow,
  playlist: Doc<"playlists"> | null,
  settings: Settings,
  ownerOf: (email: string) => Promise<Doc<"users"> | null>,
): Promise<Written> {
  const { legacyId, title, description, createdAt, updatedAt = Date.now() } = row;
  if (playlist === null) {
    await insertPlaylist(ctx, {
      ...{ legacyId, title, description, createdAt, updatedAt },
      ...(await ownership(row, ownerOf)),
      visibility: row.visibility ?? settings.defaultPlaylistVisibility,
    });
    return "created";
  }
  const fields = {
    ...{ title, description, createdAt: createdAtOf(playlist, { createdAt }) },
    // Whoever has a playlist keeps it.
    ...(playlist.userId === undefined && (await ownership(row, ownerOf))),
    visibility: row.visibility ?? playlist.visibility,
  };
  if (!differs(playlist, fields)) return "unchanged";
  await changePlaylist(ctx, playlist, { fields, updatedAt });
  return "updated";
}

/** To whom a playlist goes, or for whom it waits: see claims.ts. */
async function ownership(
  { ownerEmail }: PlaylistRow,
  ownerOf: (email: string) => Promise<Doc<"users"> | null>,
) {
  if (ownerEmail === undefined) return {};
  const legacyOwnerEmail = comparableEmail(ownerEmail)!;
  const owner = await ownerOf(legacyOwnerEmail);
  return owner === null ? { legacyOwnerEmail } : ownedBy(owner._id);
}

async function importItem(
  ctx: MutationCtx,
  { legacyId, position, createdAt }: ItemRow,
  item: Doc<"playlistTracks"> | null,
  playlist: Doc<"playlists">,
  track: Doc<"tracks">,
  counts: PlaylistCounts,
): Promise<Written> {
  const place = { playlistId: playlist._id, trackId: track._id, position, createdAt };
  if (item === null) {
    const durationMs = durationMsOf(track);
    await insertItemRow(ctx, { ...place, legacyId, durationMs });
    counts.add(playlist, { items: 1, durationMs });
    return "created";
  }
  place.createdAt = createdAtOf(item, place);
  if (!differs(item, place)) return "unchanged";
  // The background takes a track's new duration over to its items: see tracks.ts.
  const durationMs = item.trackId === track._id ? item.durationMs : durationMsOf(track);
  await patchItemRow(ctx, item, { ...place, durationMs });
  await counts.remove(item);
  counts.add(playlist, { items: 1, durationMs });
  return "updated";
}

/** What a call does to the counts of playlists, written once for each of them. */
class PlaylistCounts {
  readonly #playlists = new Map<Id<"playlists">, Doc<"playlists"> | null>();
  readonly #changes = new Map<Id<"playlists">, CountChange>();

  constructor(private readonly ctx: MutationCtx) {}

  add(playlist: Doc<"playlists">, change: CountChange) {
    this.#playlists.set(playlist._id, playlist);
    this.#count(playlist._id, change);
  }

  /** Counts an item out of the playlist that it was on, if that is still there. */
  async remove({ playlistId, durationMs }: Doc<"playlistTracks">) {
    if (!this.#playlists.has(playlistId)) {
      this.#playlists.set(playlistId, await this.ctx.db.get("playlists", playlistId));
    }
    this.#count(playlistId, { items: -1, durationMs: -durationMs });
  }

  async write() {
    for (const [playlistId, counts] of this.#changes) {
      const playlist = this.#playlists.get(playlistId);
      if (!playlist) continue;
      // The time that the playlist was imported with stays.
      const { updatedAt } = playlist;
      await changePlaylist(this.ctx, playlist, { counts, updatedAt });
    }
  }

  #count(playlistId: Id<"playlists">, { items, durationMs }: CountChange) {
    const before = this.#changes.get(playlistId) ?? noCountChange;
    this.#changes.set(playlistId, {
      items: before.items + items,
      durationMs: before.durationMs + durationMs,
    });
  }
}

/** Tells whether a row has other values than these; an undefined one is an absent field. */
function differs<Row extends object>(row: Row, fields: Partial<Row>): boolean {
  return Object.entries(fields).some(
    ([field, value]) =>
      compareValues(
        row[field as keyof Row] as Value | undefined,
        value as Value | undefined,
      ) !== 0,
  );
}

/** What earlier calls made of the rows of this one. */
async function lookUp<Row extends { legacyId: string }, Known>(
  rows: Row[],
  byLegacyId: (legacyId: string) => Promise<Known>,
): Promise<Known[]> {
  return await Promise.all(rows.map(({ legacyId }) => byLegacyId(legacyId)));
}

/**
 * Finds the row that an earlier import wrote, or else a row of the app itself: an export
 * names those that were never imported by their Convex ids.
 */
async function importedOrOwn<Table extends "tracks" | "playlists" | "playlistTracks">(
  ctx: QueryCtx,
  table: Table,
  id: string,
  byLegacyId: (ctx: QueryCtx, id: string) => Promise<Doc<Table> | null>,
): Promise<Doc<Table> | null> {
  const imported = await byLegacyId(ctx, id);
  if (imported !== null) return imported;
  const ownId = ctx.db.normalizeId(table, id);
  const row = ownId && (await ctx.db.get(table, ownId));
  return row && row.legacyId === undefined ? row : null;
}

/** A row of the app itself needs no `createdAt`, because Convex knows when it was created. */
function createdAtOf(
  { legacyId, createdAt }: { legacyId?: string; createdAt?: number },
  row: { createdAt?: number },
) {
  return legacyId === undefined ? createdAt : row.createdAt;
}

/** Looks each key up once in a call. */
function remembered<T>(lookUp: (key: string) => Promise<T>) {
  const known = new Map<string, Promise<T>>();
  return (key: string): Promise<T> => {
    const found = known.get(key) ?? lookUp(key);
    known.set(key, found);
    return found;
  };
}

function emptyResult(): ImportResult {
  return { created: 0, updated: 0, unchanged: 0, orphans: [] };
}
