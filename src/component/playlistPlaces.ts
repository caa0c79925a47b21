import { type Infer, v } from "convex/values";
import { refuse } from "../shared/errors.js";
import { checkPlace } from "../shared/input.js";
import { positionsBetween, respread, RESPREAD_WIDTHS } from "../shared/order.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";

/*
 * Places in a playlist, and the sort keys that there are for new items at them.
 */

export type Item = Doc<"playlistTracks">;
type SortKey = Pick<Item, "playlistId" | "position" | "_creationTime">;

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
      : await itemsBeside(ctx, before, count, "after");
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

/** Up to where a walk through a playlist has come: the last item that it has done. */
export const vWalked = v.object({
  itemId: v.id("playlistTracks"),
  position: v.number(),
  creationTime: v.number(),
});
export type Walked = Infer<typeof vWalked>;

/**
 * The next items of a walk that takes several transactions. Positions may be spread anew
 * in between, which keeps the order: so it goes on behind the last item, wherever that is
 * now, and where it was if it is gone.
 */
export async function itemsToWalk(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  walked: Walked | null,
  count: number,
): Promise<{ items: Item[]; walked: Walked | null; isDone: boolean }> {
  const items =
    walked === null
      ? await inOrder(ctx, playlistId, "asc").take(count)
      : await itemsBeside(ctx, await placeOf(ctx, playlistId, walked), count, "after");
  const last = items.at(-1);
  return {
    items,
    walked: last
      ? { itemId: last._id, position: last.position, creationTime: last._creationTime }
      : walked,
    isDone: items.length < count,
  };
}

async function placeOf(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  { itemId, position, creationTime }: Walked,
): Promise<SortKey> {
  const item = await ctx.db.get("playlistTracks", itemId);
  return item?.playlistId === playlistId
    ? item
    : { playlistId, position, _creationTime: creationTime };
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
export async function makeRoom(
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
  const found = await itemsBeside(ctx, start, count + moved.length, side);
  const row = without(moved, [start, ...found]);
  return { items: row.slice(0, count), outside: row[count]?.position ?? null };
}

function without(moved: Item[], items: Item[]): Item[] {
  const gone = new Set(moved.map(({ _id }) => _id));
  return items.filter(({ _id }) => !gone.has(_id));
}

/**
 * Up to `count` items from an item outwards. Items of one position stand in order of
 * creation, so its neighbours are those of its own position first, then those of the next.
 */
async function itemsBeside(
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
