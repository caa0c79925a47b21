import {
  type ClerkUserUpsert,
  upsertFromClerkUser,
} from "../../../shared/clerkEvents.js";
import {
  ClerkApiError,
  type ClerkConnection,
  getJson,
  unexpectedAnswer,
} from "./request.js";
import { libraryError } from "../../../shared/errors.js";
import { isRecord } from "../../../shared/json.js";

/** The most users that Clerk lists at a time. Asked for more, it lists 10. */
const MAX_LIST_LIMIT = 500;

/** A page of Clerk's users, oldest first. */
export type ClerkUserPage = {
  users: ClerkUserUpsert[];
  /** How many of Clerk's users on this page could not be read. */
  unreadable: number;
  /** Where the next page starts; null after the last page. */
  nextCursor: string | null;
};

/** Tells whether a value is a user's id as Clerk makes them, safe to put in a path. */
export function isClerkUserId(value: unknown): value is string {
  return typeof value === "string" && /^user_[A-Za-z0-9]{1,128}$/.test(value);
}

/** See `ClerkApi.listUsers`. */
export async function listUsers(
  connection: ClerkConnection,
  limit: number,
  cursor: string | null,
): Promise<ClerkUserPage> {
  checkLimit(limit);
  if (cursor === null) {
    return pageOf(await fetchRows(connection, limit, { offset: "0" }), limit, 0);
  }
  const { listed, lastId } = readCursor(cursor);
  const rows = await fetchRowsAfter(connection, limit, lastId);
  if (rows !== null) return pageOf(rows, limit, listed);
  return await pageByOffset(connection, limit, { listed, lastId });
}

/**
 * Fetches the users after one of them; null when Clerk cannot tell them. What it
 * answers when that user is deleted by now is not documented, so an empty answer
 * counts as none: taken for the end of the list, it could hide the rest of it.
 */
async function fetchRowsAfter(
  connection: ClerkConnection,
  limit: number,
  lastId: string,
): Promise<unknown[] | null> {
  let rows: unknown[];
  try {
    rows = await fetchRows(connection, limit, { starting_after: lastId });
  } catch (error) {
    if (isRefusedCursor(error)) return null;
    throw error;
  }
  if (indexOfUser(rows, lastId) >= 0) throw repeatedUsers();
  return rows.length === 0 ? null : rows;
}

function isRefusedCursor(error: unknown): boolean {
  return error instanceof ClerkApiError && [400, 404, 422].includes(error.status ?? 0);
}

/**
 * Fetches a page by its offset. Deletions move users to smaller offsets, so the
 * page starts half a page early, and goes on after the last user listed if that
 * one is still there.
 */
async function pageByOffset(
  connection: ClerkConnection,
  limit: number,
  { listed, lastId }: ListPosition,
): Promise<ClerkUserPage> {
  const offset = Math.max(0, listed - Math.floor(limit / 2));
  const rows = await fetchRows(connection, limit, { offset: String(offset) });
  const listedAgain = indexOfUser(rows, lastId) + 1;
  if (listedAgain === limit) throw repeatedUsers();
  return pageOf(rows.slice(listedAgain), limit - listedAgain, offset + listedAgain);
}

function repeatedUsers(): ClerkApiError {
  return new ClerkApiError("unexpected", "Clerk lists the same users again and again.");
}

async function fetchRows(
  connection: ClerkConnection,
  limit: number,
  position: Record<string, string>,
): Promise<unknown[]> {
  return await fetchUserRows(connection, limit, [
    ["order_by", "created_at"],
    ...Object.entries(position),
  ]);
}

/** Fetches users as Clerk gives them, at most as many as the limit says. */
export async function fetchUserRows(
  connection: ClerkConnection,
  limit: number,
  query: [string, string][],
): Promise<unknown[]> {
  const rows = await getJson(connection, "/v1/users", [
    ["limit", String(limit)],
    ...query,
  ]);
  if (Array.isArray(rows) && rows.length <= limit) return rows;
  throw unexpectedAnswer("GET /v1/users");
}

/**
 * Projects the rows of a page; fewer than its size are the last. Any other page
 * ends at its last readable user, as the next one has to start after a user.
 */
function pageOf(rows: unknown[], size: number, listedBefore: number): ClerkUserPage {
  const readable = rows.map(readUser);
  const isLast = rows.length < size;
  const end = isLast ? rows.length : readable.findLastIndex((user) => user !== null) + 1;
  const users = readable.slice(0, end).filter((user) => user !== null);
  const lastUser = users.at(-1);
  if (!isLast && lastUser === undefined) throw unexpectedAnswer("GET /v1/users");
  return {
    users,
    unreadable: end - users.length,
    nextCursor:
      isLast || lastUser === undefined
        ? null
        : writeCursor({ listed: listedBefore + end, lastId: lastUser.externalId }),
  };
}

export function readUser(row: unknown): ClerkUserUpsert | null {
  const user = upsertFromClerkUser(row);
  return user !== null && isClerkUserId(user.externalId) ? user : null;
}

export function indexOfUser(rows: unknown[], externalId: string): number {
  return rows.findIndex((row) => isRecord(row) && row.id === externalId);
}

/** How far a list was read: how many users, and which one came last. */
type ListPosition = { listed: number; lastId: string };

function writeCursor({ listed, lastId }: ListPosition): string {
  return `after:${lastId}:${listed}`;
}

function readCursor(cursor: string): ListPosition {
  const [, lastId, listed] = /^after:([^:]+):(\d{1,15})$/.exec(cursor) ?? [];
  if (isClerkUserId(lastId)) return { lastId, listed: Number(listed) };
  throw libraryError("INVALID_ARGUMENT", "cursor is not a cursor of Clerk's users.", {
    field: "cursor",
  });
}

function checkLimit(limit: number) {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIST_LIMIT) return;
  throw libraryError("INVALID_ARGUMENT", `limit must be from 1 to ${MAX_LIST_LIMIT}.`, {
    field: "limit",
  });
}
