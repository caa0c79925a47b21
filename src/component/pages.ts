import { mergedStream, type QueryStream } from "convex-helpers/server/stream";
import type { PaginationOptions, PaginationResult } from "convex/server";
import { checkPage, type ListOrder } from "../shared/pages.js";
import type { Doc, TableNames } from "./_generated/dataModel.js";

/**
 * A page of rows, in the order that is left once the equal parts of their index
 * are taken off. Those parts must stay out of the cursor: a client could put other
 * ones in, and so read rows of somebody else.
 */
export async function pageOf<Row extends Doc<TableNames>>(
  rows: QueryStream<Row>,
  order: ListOrder,
  options: PaginationOptions,
): Promise<PaginationResult<Row>> {
  return await mergedStream([rows], [order]).paginate(checkPage(options, order));
}

/** The answer for a list of which there is nothing to see. */
export const emptyPage = { page: [], isDone: true, continueCursor: "[]" };
