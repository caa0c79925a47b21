import type { PaginationOptions, PaginationResult } from "convex/server";
import { positionsBetween } from "../../shared/order.js";
import { MAX_PAGE_ROWS } from "../../shared/pages.js";
import type { PlaylistItem } from "../../shared/playlists.js";
import type { Track } from "../../shared/tracks.js";

/** A page of a playlist that is loaded: what was asked for, and the answer. */
export type LoadedPage = {
  args: { playlistId: string; paginationOpts: PaginationOptions };
  value: PaginationResult<PlaylistItem>;
};

export type PageEdit =
  | { type: "add"; itemId: string; track: Track }
  | { type: "move"; itemId: string; after: string | null }
  | { type: "remove"; itemId: string };

/**
 * The pages as they are going to be once the server has made the edit, as far as
 * it can be told from what is loaded. A page that stays the same is the same object.
 *
 * The pages may overlap: while more is loaded, or when two lists show the same
 * playlist. So every page is edited on its own.
 *
 * ```ts
 * const shorter = editPages(pages, { type: "remove", itemId });
 * ```
 */
export function editPages(pages: LoadedPage[], edit: PageEdit): LoadedPage[] {
  switch (edit.type) {
    case "add":
      return add(pages, edit.itemId, edit.track);
    case "move":
      return move(pages, edit.itemId, edit.after);
    case "remove":
      return remove(pages, edit.itemId);
  }
}

function add(pages: LoadedPage[], itemId: string, track: Track) {
  const lower = positionsAbove(pages, null).at(-1) ?? 0;
  const position = positionsBetween({ lower, upper: null }, 1)?.[0] ?? lower;
  const item = { itemId, position, track };
  return pages.map((page) =>
    page.value.isDone ? withItems(page, [...page.value.page, item]) : page,
  );
}

function remove(pages: LoadedPage[], itemId: string) {
  return pages.map((page) => {
    const rest = page.value.page.filter((item) => item.itemId !== itemId);
    return rest.length < page.value.page.length ? withItems(page, rest) : page;
  });
}

function move(pages: LoadedPage[], itemId: string, after: string | null) {
  const item = find(pages, itemId);
  const before = after === null ? null : find(pages, after);
  // Where one of them is not loaded, only the server knows what there will be to see.
  if (item === undefined || before === undefined || after === itemId) return pages;
  const rest = remove(pages, itemId);
  const lower = before?.position ?? null;
  const upper = positionsAbove(rest, lower)[0] ?? null;
  const position = positionsBetween({ lower, upper }, 1)?.[0] ?? item.position;
  return rest.map((page) => insert(page, { ...item, position }, after));
}

function insert(page: LoadedPage, item: PlaylistItem, after: string | null) {
  const items = page.value.page;
  const isFront = after === null && page.args.paginationOpts.cursor === null;
  const index = isFront ? 0 : items.findIndex(({ itemId }) => itemId === after) + 1;
  if (index === 0 && !isFront) return page;
  return withItems(page, [...items.slice(0, index), item, ...items.slice(index)]);
}

/** Without an end cursor a page keeps its size: what goes past it is not shown. */
function withItems(page: LoadedPage, items: PlaylistItem[]): LoadedPage {
  const { endCursor, numItems } = page.args.paginationOpts;
  const size = endCursor ? Infinity : Math.min(numItems, MAX_PAGE_ROWS);
  return { ...page, value: { ...page.value, page: items.slice(0, size) } };
}

function find(pages: LoadedPage[], itemId: string): PlaylistItem | undefined {
  return allItems(pages).find((item) => item.itemId === itemId);
}

/** The positions behind one, or all of them, in order. */
function positionsAbove(pages: LoadedPage[], lower: number | null): number[] {
  return allItems(pages)
    .map((item) => item.position)
    .filter((position) => lower === null || position > lower)
    .sort((a, b) => a - b);
}

function allItems(pages: LoadedPage[]): PlaylistItem[] {
  return pages.flatMap((page) => page.value.page);
}
