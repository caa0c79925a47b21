import type { WithoutSystemFields } from "convex/server";
import { libraryError } from "../../../shared/errors.js";
import { positionsBetween, respread, RESPREAD_WIDTHS } from "../../../shared/order.js";
import { durationMsOf } from "../../../shared/tracks.js";
import { internal } from "../../_generated/api.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { type Item, neighbours, type Place } from "./places.js";
import { changePlaylist, type CountChange } from "./playlists.js";

/*
 * The rows of items. Nothing else writes them. What changes the number of items or their
 * durations returns the change of the counts, or makes it.
 */

/** Adds tracks at a place, in order, counts them, and returns the items' ids. */
export async function addTracksAt(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  place: Place,
  tracks: Doc<"tracks">[],
  addedBy: Id<"users"> | null,
): Promise<Id<"playlistTracks">[]> {
  const itemIds = await insertItems(ctx, playlist._id, place, tracks, addedBy);
  await changePlaylist(ctx, playlist, { counts: countsOf(tracks) });
  return itemIds;
}

/** Inserts tracks at a place, in order, and returns the items' ids. Does not count them. */
export async function insertItems(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  place: Place,
  tracks: Doc<"tracks">[],
  addedBy: Id<"users"> | null,
): Promise<Id<"playlistTracks">[]> {
  const positions = await makeRoom(ctx, playlistId, place, tracks.length);
  const itemIds: Id<"playlistTracks">[] = [];
  for (const [index, track] of tracks.entries()) {
    const itemId = await ctx.db.insert("playlistTracks", {
      playlistId,
      trackId: track._id,
      position: positions[index]!,
      durationMs: durationMsOf(track),
      addedBy: addedBy ?? undefined,
    });
    itemIds.push(itemId);
  }
  return itemIds;
}

type ItemFields = WithoutSystemFields<Item>;

/** Inserts an item whose position is known, as that of an import is. Does not count it. */
export async function insertItemRow(ctx: MutationCtx, fields: ItemFields) {
  await ctx.db.insert("playlistTracks", fields);
}

/** Changes an item. Does not count the change. */
export async function patchItemRow(
  ctx: MutationCtx,
  item: Item,
  fields: Partial<ItemFields>,
) {
  await ctx.db.patch("playlistTracks", item._id, fields);
}

/** Moves items, in the order given, to a place of the same playlist. */
export async function moveItemsTo(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  items: Item[],
  place: Place,
) {
  await setPositions(
    ctx,
    items,
    await makeRoom(ctx, playlistId, place, items.length, items),
  );
}

export async function setPositions(ctx: MutationCtx, items: Item[], positions: number[]) {
  for (const [index, item] of items.entries()) {
    await ctx.db.patch("playlistTracks", item._id, { position: positions[index] });
  }
}

/** Gives an item another duration, and its playlist the difference. */
export async function setItemDuration(ctx: MutationCtx, item: Item, durationMs: number) {
  if (item.durationMs === durationMs) return;
  await ctx.db.patch("playlistTracks", item._id, { durationMs });
  const playlist = await ctx.db.get("playlists", item.playlistId);
  if (playlist === null) return;
  const counts = { items: 0, durationMs: durationMs - item.durationMs };
  await changePlaylist(ctx, playlist, { counts });
}

/** Deletes items of a playlist, and counts them out. */
export async function deleteItemsFrom(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  items: Item[],
) {
  if (items.length === 0) return;
  const counts = await deleteItemRows(ctx, items);
  await changePlaylist(ctx, playlist, { counts });
}

/** Deletes items of any playlists, and counts them out of those that still exist. */
export async function deleteItems(ctx: MutationCtx, items: Item[]) {
  for (const playlistId of new Set(items.map((item) => item.playlistId))) {
    const deleted = items.filter((item) => item.playlistId === playlistId);
    const counts = await deleteItemRows(ctx, deleted);
    const playlist = await ctx.db.get("playlists", playlistId);
    if (playlist !== null) await changePlaylist(ctx, playlist, { counts });
  }
}

/** Deletes items, and returns the change of the counts, for the caller to make. */
export async function deleteItemRows(
  ctx: MutationCtx,
  items: Item[],
): Promise<CountChange> {
  for (const { _id } of items) await ctx.db.delete("playlistTracks", _id);
  const durationMs = items.reduce((sum, item) => sum + item.durationMs, 0);
  return { items: -items.length, durationMs: -durationMs };
}

/** How tracks change the counts of a playlist that they are added to. */
export function countsOf(tracks: Doc<"tracks">[]): CountChange {
  const durationMs = tracks.reduce((sum, track) => sum + durationMsOf(track), 0);
  return { items: tracks.length, durationMs };
}

/** The first item of a track in a playlist. */
export async function firstItemOfTrack(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  trackId: Id<"tracks">,
) {
  return await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistTrack", (q) =>
      q.eq("playlistId", playlistId).eq("trackId", trackId),
    )
    .first();
}

export async function itemByLegacyId(ctx: QueryCtx, legacyId: string) {
  return await ctx.db
    .query("playlistTracks")
    .withIndex("byLegacyId", (q) => q.eq("legacyId", legacyId))
    .unique();
}

/**
 * Positions for `count` items at a place. Where float64 has no room left, the
 * neighbourhood is spread again in the same order. Items in `moved` are not part of it,
 * because their positions are about to change. Throws `LIMIT_EXCEEDED`.
 */
async function makeRoom(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  { before, after }: Place,
  count: number,
  moved: Item[] = [],
): Promise<number[]> {
  const gap = { lower: before?.position ?? null, upper: after?.position ?? null };
  const direct = positionsBetween(gap, count);
  if (direct !== null) return direct;
  for (const width of RESPREAD_WIDTHS) {
    const left = await neighbours(ctx, before, width / 2, "before", moved);
    const right = await neighbours(ctx, after, width / 2, "after", moved);
    const items = [...left.items.reverse(), ...right.items];
    const outer = { lower: left.outside, upper: right.outside };
    const positions = respread(outer, items.length + count, width);
    if (positions === null) continue;
    const room = positions.splice(left.items.length, count);
    await setPositions(ctx, items, positions);
    if (width === RESPREAD_WIDTHS.at(-1)) {
      const all = { playlistId, floor: null };
      await ctx.scheduler.runAfter(0, internal.model.playlists.compaction.compact, all);
    }
    return room;
  }
  throw libraryError(
    "LIMIT_EXCEEDED",
    "There is no room left at this place. Try again in a moment.",
    { field: "after" },
  );
}
