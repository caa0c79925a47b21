import { mergedStream, type QueryStream } from "convex-helpers/server/stream";
import type { PaginationOptions, PaginationResult } from "convex/server";
import { checkPage, type ListOrder } from "../../shared/pages.js";
import type { Doc, TableNames } from "../_generated/dataModel.js";

/**
 * A page of rows, ordered by what follows the equal parts of their index. Those parts
 * must stay out of the cursor: a client could put other values in, and read rows of
 * somebody else.
 */
export async function pageOf<Row extends Doc<TableNames>>(
  rows: QueryStream<Row>,
  order: ListOrder,
  options: PaginationOptions,
): Promise<PaginationResult<Row>> {
  return await mergedStream([rows], [order]).paginate(checkPage(options, order));
}

/** The first rows of a stream. Its own `take(0)` would read all of it. */
export async function firstRows<Row extends Doc<TableNames>>(
  rows: QueryStream<Row>,
  count: number,
): Promise<Row[]> {
  return count === 0 ? [] : await rows.take(count);
}

/** The page of a list of which the caller sees nothing. */
export const emptyPage = { page: [], isDone: true, continueCursor: "[]" };
