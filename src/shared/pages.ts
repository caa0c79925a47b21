import type { PaginationOptions } from "convex/server";
import { libraryError } from "./errors.js";
import { hasLoneSurrogate } from "./input.js";

/** How many rows a page can have. */
export const MAX_PAGE_ROWS = 200;

/**
 * How many rows a page can read after it has grown between its cursors. Beyond that, it
 * asks the client to split it in two.
 */
export const MAX_ROWS_READ = 1000;

/** What a list is ordered by, and so which parts its cursors have. */
const cursorParts = {
  _creationTime: ["number", "string"], // and the row's id
  position: ["number", "number", "string"], // _creationTime, and the row's id
  playlistId: ["string", "number", "number", "string"], // as above, of all playlists
} as const;

export type ListOrder = keyof typeof cursorParts;

/**
 * Checks and limits what a client asks for. Refuses cursors that the library did not give
 * out for such a list, because reading them would fail with a plain error.
 */
export function checkPage(
  options: PaginationOptions,
  order: ListOrder,
  { most = MAX_PAGE_ROWS } = {},
) {
  const { numItems, cursor, endCursor } = options;
  if (!Number.isSafeInteger(numItems) || numItems < 1) {
    throw libraryError(
      "INVALID_ARGUMENT",
      "numItems must be a whole number, one or more.",
      {
        field: "paginationOpts.numItems",
      },
    );
  }
  checkCursor("paginationOpts.cursor", cursor, order);
  checkCursor("paginationOpts.endCursor", endCursor, order);
  return {
    cursor,
    endCursor,
    numItems: Math.min(numItems, most),
    maximumRowsRead: MAX_ROWS_READ,
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
  throw libraryError("INVALID_ARGUMENT", `${field} is not a cursor of this list.`, {
    field,
  });
}

function parseList(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
