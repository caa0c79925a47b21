import { refuse } from "../domain/errors.js";
import { checkPlace } from "../domain/input.js";
import { positionsBetween, respread, RESPREAD_WIDTHS } from "../domain/order.js";
import { durationMsOf } from "../domain/track.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";

type Item = Doc<"playlistTracks">;

/** A place in a playlist: the items beside it, null at the ends of the list. */
export type Place = { before: Item | null; after: Item | null };

/** How far from the nearer end of a playlist a place may be given as a number. */
const FARTHEST_PLACE = 8000;

export async function placeAtEnd(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
): Promise<Place> {
  const last = await inOrder(ctx, playlistId, "desc").first();
  return { before: last, after: null };
}

/** The place behind an item, or at the front. Those `moved` are looked through, as if gone. */
export async function placeAfter(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  before: Item | null,
  moved: Item[] = [],
): Promise<Place> {
  const count = moved.length + 1;
  const next =
    before === null
      ? await inOrder(ctx, playlistId, "asc").take(count)
      : await itemsAfter(ctx, before, count);
  return { before, after: without(moved, next)[0] ?? null };
}

/** The 0-based place in a playlist; places past the end are the end. */
export async function placeAt(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  index: number,
): Promise<Place> {
  checkPlace("position", index);
  const fromEnd = playlist.trackCount - index;
  if (fromEnd <= 0) return await placeAtEnd(ctx, playlist._id);
  if (Math.min(index, fromEnd) > FARTHEST_PLACE) {
    throw refuse(
      "LIMIT_EXCEEDED",
      `A place more than ${FARTHEST_PLACE} items from both ends can't be given as a number; use moveItem.`,
      { field: "position" },
    );
  }
  if (index <= fromEnd) {
    const items = await inOrder(ctx, playlist._id, "asc").take(index + 1);
    return { before: items[index - 1] ?? null, after: items[index] ?? null };
  }
  const items = await inOrder(ctx, playlist._id, "desc").take(fromEnd + 1);
  return { before: items[fromEnd] ?? null, after: items[fromEnd - 1] ?? null };
}

/** Inserts tracks at a place, in order, and returns the items' ids. */
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

/** Moves items, in the order given, to a place of the same playlist. */
export async function moveItemsTo(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  items: Item[],
  place: Place,
) {
  const positions = await makeRoom(ctx, playlistId, place, items.length, items);
  for (const [index, item] of items.entries()) {
    await ctx.db.patch("playlistTracks", item._id, { position: positions[index] });
  }
}

/** The item of a playlist, or a refusal that names the argument. */
export async function itemOf(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  id: string,
  field: string,
): Promise<Item> {
  const itemId = ctx.db.normalizeId("playlistTracks", id);
  const item = itemId && (await ctx.db.get("playlistTracks", itemId));
  if (item?.playlistId === playlistId) return item;
  throw refuse("NOT_FOUND", "There is no such item in the playlist.", { field });
}

/** The first occurrence of a track in a playlist. */
export async function firstOccurrence(
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

/** Deletes items of a playlist, and counts them out. */
export async function deleteItemsFrom(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  items: Item[],
) {
  if (items.length === 0) return;
  for (const { _id } of items) await ctx.db.delete("playlistTracks", _id);
  await recordChange(ctx, playlist, removalOf(items));
}

/** Deletes items of any playlists, and counts them out of those that still exist. */
export async function deleteItems(ctx: MutationCtx, items: Item[]) {
  for (const { _id } of items) await ctx.db.delete("playlistTracks", _id);
  for (const playlistId of new Set(items.map((item) => item.playlistId))) {
    const playlist = await ctx.db.get("playlists", playlistId);
    if (playlist === null) continue;
    const removed = items.filter((item) => item.playlistId === playlistId);
    await recordChange(ctx, playlist, removalOf(removed));
  }
}

/** Gives an item another duration, and its playlist the difference. */
export async function setDuration(ctx: MutationCtx, item: Item, durationMs: number) {
  if (item.durationMs === durationMs) return;
  await ctx.db.patch("playlistTracks", item._id, { durationMs });
  const playlist = await ctx.db.get("playlists", item.playlistId);
  if (playlist === null) return;
  const change = { items: 0, durationMs: durationMs - item.durationMs };
  await recordChange(ctx, playlist, change);
}

/** By how much a change alters the counts of a playlist. */
export type Change = { items: number; durationMs: number };

export const noChange: Change = { items: 0, durationMs: 0 };

/** The change that adding tracks makes. */
export function additionOf(tracks: Doc<"tracks">[]): Change {
  const durationMs = tracks.reduce((sum, track) => sum + durationMsOf(track), 0);
  return { items: tracks.length, durationMs };
}

function removalOf(items: Item[]): Change {
  const durationMs = items.reduce((sum, item) => sum + item.durationMs, 0);
  return { items: -items.length, durationMs: -durationMs };
}

/** Every change of a playlist makes a new version of it, its fields included. */
export async function recordChange(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  change = noChange,
  fields: Partial<Doc<"playlists">> = {},
): Promise<number> {
  const version = playlist.version + 1;
  await ctx.db.patch("playlists", playlist._id, {
    ...fields,
    version,
    trackCount: playlist.trackCount + change.items,
    durationMs: playlist.durationMs + change.durationMs,
    updatedAt: Date.now(),
  });
  return version;
}

function inOrder(ctx: QueryCtx, playlistId: Id<"playlists">, order: "asc" | "desc") {
  return ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
    .order(order);
}

/**
 * Positions for `count` items at a place. Where float64 has no room left, the
 * neighbourhood is spread anew, in the same order; those `moved` are not part of
 * it, because their positions are about to change.
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
    for (const [index, item] of items.entries()) {
      await ctx.db.patch("playlistTracks", item._id, { position: positions[index] });
    }
    if (width === RESPREAD_WIDTHS.at(-1)) {
      const all = { playlistId, floor: null };
      await ctx.scheduler.runAfter(0, internal.playlistBatches.compact, all);
    }
    return room;
  }
  throw refuse(
    "LIMIT_EXCEEDED",
    "There is no room left at this place; try again in a moment.",
    { field: "after" },
  );
}

/** Up to `count` items from a start outwards, and the position of the next one beyond. */
async function neighbours(
  ctx: QueryCtx,
  start: Item | null,
  count: number,
  side: "before" | "after",
  moved: Item[],
): Promise<{ items: Item[]; outside: number | null }> {
  if (start === null) return { items: [], outside: null };
  const further = side === "before" ? itemsBefore : itemsAfter;
  const found = await further(ctx, start, count + moved.length);
  const row = without(moved, [start, ...found]);
  return { items: row.slice(0, count), outside: row[count]?.position ?? null };
}

function without(moved: Item[], items: Item[]): Item[] {
  const gone = new Set(moved.map(({ _id }) => _id));
  return items.filter(({ _id }) => !gone.has(_id));
}

// Items of one position stand in order of creation, so the neighbours of an item
// are those of its own position first, then those of the next.

async function itemsAfter(ctx: QueryCtx, item: Item, count: number): Promise<Item[]> {
  const { playlistId, position, _creationTime } = item;
  const tied = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) =>
      q
        .eq("playlistId", playlistId)
        .eq("position", position)
        .gt("_creationTime", _creationTime),
    )
    .take(count);
  if (tied.length === count) return tied;
  const later = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) =>
      q.eq("playlistId", playlistId).gt("position", position),
    )
    .take(count - tied.length);
  return [...tied, ...later];
}

async function itemsBefore(ctx: QueryCtx, item: Item, count: number): Promise<Item[]> {
  const { playlistId, position, _creationTime } = item;
  const tied = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) =>
      q
        .eq("playlistId", playlistId)
        .eq("position", position)
        .lt("_creationTime", _creationTime),
    )
    .order("desc")
    .take(count);
  if (tied.length === count) return tied;
  const earlier = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) =>
      q.eq("playlistId", playlistId).lt("position", position),
    )
    .order("desc")
    .take(count - tied.length);
  return [...tied, ...earlier];
}
