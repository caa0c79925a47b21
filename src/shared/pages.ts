import type { PaginationOptions } from "convex/server";
import { refuse } from "./errors.js";
import { hasLoneSurrogate } from "./input.js";

/** The most rows that a client gets when it asks for a page. */
export const LARGEST_PAGE = 200;

/**
 * The most rows of a page that has grown between its cursors. Past it, the page
 * tells the client to split it in two.
 */
export const MOST_ROWS_READ = 1000;

/** What a list is ordered by, and so what the parts of its cursors are. */
const cursorParts = {
  _creationTime: ["number", "string"], // and the row's id
  position: ["number", "number", "string"], // _creationTime, and the row's id
  playlistId: ["string", "number", "number", "string"], // as above, of all playlists
} as const;

export type ListOrder = keyof typeof cursorParts;

/**
 * Checks what a client asks of a page and bounds it. A cursor that the library
 * did not give out for such a list is refused here, because reading it would
 * fail with a plain error.
 */
export function checkPage(
  options: PaginationOptions,
  order: ListOrder,
  { most = LARGEST_PAGE } = {},
) {
  const { numItems, cursor, endCursor } = options;
  if (!Number.isSafeInteger(numItems) || numItems < 1) {
    throw refuse("INVALID_ARGUMENT", "numItems must be a whole number, one or more.", {
      field: "paginationOpts.numItems",
    });
  }
  checkCursor("paginationOpts.cursor", cursor, order);
  checkCursor("paginationOpts.endCursor", endCursor, order);
  return {
    cursor,
    endCursor,
    numItems: Math.min(numItems, most),
    maximumRowsRead: MOST_ROWS_READ,
  };
}

function checkCursor(field: string, cursor: string | null | undefined, order: ListOrder) {
  if (cursor === null || cursor === undefined) return;
  const parts = parseList(cursor);
  const types = cursorParts[order];
  const isEnd = parts?.length === 0;
  const fits =
    parts?.length === types.length && parts.every((part, i) => typeof part === types[i]);
  if ((isEnd || fits) && !parts.map(String).some(hasLoneSurrogate)) return;
  throw refuse("INVALID_ARGUMENT", `${field} is not a cursor of this list.`, { field });
}

function parseList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
