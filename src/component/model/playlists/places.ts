import { libraryError } from "../../../shared/errors.js";
import { checkIndex } from "../../../shared/input.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";

/*
 * Places in a playlist: which items are next to each other.
 */

export type Item = Doc<"playlistTracks">;
export type SortKey = Pick<Item, "playlistId" | "position" | "_creationTime">;

/** A place in a playlist: the items beside it, null at the ends of the list. */
export type Place = { before: Item | null; after: Item | null };

/** How far from the nearer end of a playlist a place may be given as an index. */
const MAX_INDEX_DISTANCE = 8000;

export async function placeAtEnd(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
): Promise<Place> {
  const last = await itemsInOrder(ctx, playlistId, "desc").first();
  return { before: last, after: null };
}

/** The place after an item, or at the front. Items in `moved` are skipped as if gone. */
export async function placeAfter(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  before: Item | null,
  moved: Item[] = [],
): Promise<Place> {
  const count = moved.length + 1;
  const next =
    before === null
      ? await itemsInOrder(ctx, playlistId, "asc").take(count)
      : await itemsBeside(ctx, before, count, "after");
  return { before, after: without(moved, next)[0] ?? null };
}

/** The place at a 0-based index. An index past the end is the end. Throws `LIMIT_EXCEEDED`. */
export async function placeAt(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  index: number,
): Promise<Place> {
  checkIndex("position", index);
  const fromEnd = playlist.trackCount - index;
  if (fromEnd <= 0) return await placeAtEnd(ctx, playlist._id);
  if (Math.min(index, fromEnd) > MAX_INDEX_DISTANCE) {
    throw libraryError(
      "LIMIT_EXCEEDED",
      `A place more than ${MAX_INDEX_DISTANCE} items from both ends can't be given as a number. Use moveItem.`,
      { field: "position" },
    );
  }
  if (index <= fromEnd) {
    const items = await itemsInOrder(ctx, playlist._id, "asc").take(index + 1);
    return { before: items[index - 1] ?? null, after: items[index] ?? null };
  }
  const items = await itemsInOrder(ctx, playlist._id, "desc").take(fromEnd + 1);
  return { before: items[fromEnd] ?? null, after: items[fromEnd - 1] ?? null };
}

export function itemsInOrder(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  order: "asc" | "desc",
) {
  return ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlistId))
    .order(order);
}

/**
 * Up to `count` items from an item outwards, and the position of the next one beyond.
 * Items in `moved` are skipped as if gone.
 */
export async function neighbours(
  ctx: QueryCtx,
  start: Item | null,
  count: number,
  side: "before" | "after",
  moved: Item[],
): Promise<{ items: Item[]; outside: number | null }> {
  if (start === null) return { items: [], outside: null };
  const found = await itemsBeside(ctx, start, count + moved.length, side);
  const row = without(moved, [start, ...found]);
  return { items: row.slice(0, count), outside: row[count]?.position ?? null };
}

function without(moved: Item[], items: Item[]): Item[] {
  const gone = new Set(moved.map(({ _id }) => _id));
  return items.filter(({ _id }) => !gone.has(_id));
}

/**
 * Up to `count` items from an item outwards. Items of one position are in order of
 * creation, so the neighbours are those of the same position first, then those of the
 * next one.
 */
export async function itemsBeside(
  ctx: QueryCtx,
  { playlistId, position, _creationTime }: SortKey,
  count: number,
  side: "before" | "after",
): Promise<Item[]> {
  const isAfter = side === "after";
  const order = isAfter ? "asc" : "desc";
  const tied = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => {
      const same = q.eq("playlistId", playlistId).eq("position", position);
      return isAfter
        ? same.gt("_creationTime", _creationTime)
        : same.lt("_creationTime", _creationTime);
    })
    .order(order)
    .take(count);
  if (tied.length === count) return tied;
  const beyond = await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistPosition", (q) => {
      const all = q.eq("playlistId", playlistId);
      return isAfter ? all.gt("position", position) : all.lt("position", position);
    })
    .order(order)
    .take(count - tied.length);
  return [...tied, ...beyond];
}
