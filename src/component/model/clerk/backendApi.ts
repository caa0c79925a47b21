import type { ClerkUserUpsert } from "../../../shared/clerkEvents.js";
import {
  ClerkApiError,
  type ClerkApiOptions,
  type ClerkConnection,
  clerkConnection,
  getJson,
  unexpectedAnswer,
} from "./request.js";
import {
  type ClerkUserPage,
  fetchUserRows,
  indexOfUser,
  isClerkUserId,
  listUsers,
  readUser,
} from "./userList.js";
import { libraryError } from "../../../shared/errors.js";
import { isRecord } from "../../../shared/json.js";

/** The most users that Clerk looks up at a time. */
const MAX_USERS_TO_FIND = 100;

/** A Clerk instance, such as an application's development or production instance. */
export type ClerkInstance = { id: string; environmentType: string };

/** Reads from Clerk's Backend API. Nothing is retried; see `ClerkApiError`. */
export type ClerkApi = {
  /**
   * Lists users in the order of their creation, so that those who sign up in the
   * meantime come last. A user may be listed twice when others are deleted
   * meanwhile.
   *
   * @param limit How many users, from 1 to 500.
   * @param cursor The `nextCursor` of the page before; null for the first page.
   */
  listUsers(options: { limit: number; cursor: string | null }): Promise<ClerkUserPage>;
  /** Tells which of up to 100 users Clerk has. Clerk's ids only; see `isClerkUserId`. */
  findUsers(externalIds: readonly string[]): Promise<Set<string>>;
  /** Returns null only when Clerk says outright that it has no such user. */
  getUser(externalId: string): Promise<ClerkUserUpsert | null>;
  /** Returns how many users there are, or null when that cannot be told. */
  countUsers(): Promise<number | null>;
  /** Returns the instance that the secret key belongs to. */
  getInstance(): Promise<ClerkInstance>;
};

/**
 * Makes a client for Clerk's Backend API.
 *
 * @throws `INVALID_ARGUMENT` when there is no key, or it would be sent to another
 * host than Clerk's.
 */
export function clerkApi(options: ClerkApiOptions): ClerkApi {
  const connection = clerkConnection(options);
  return {
    listUsers: ({ limit, cursor }) => listUsers(connection, limit, cursor),
    findUsers: (externalIds) => findUsers(connection, externalIds),
    getUser: (externalId) => getUser(connection, externalId),
    countUsers: () => countUsers(connection),
    getInstance: () => getInstance(connection),
  };
}

async function findUsers(
  connection: ClerkConnection,
  externalIds: readonly string[],
): Promise<Set<string>> {
  if (externalIds.length > MAX_USERS_TO_FIND) {
    throw libraryError(
      "INVALID_ARGUMENT",
      `At most ${MAX_USERS_TO_FIND} ids at a time.`,
      {
        field: "externalIds",
      },
    );
  }
  externalIds.forEach(checkUserId);
  const asked = new Set(externalIds);
  if (asked.size === 0) return asked;
  // Without a limit Clerk would tell of 10 users only.
  const rows = await fetchUserRows(
    connection,
    MAX_USERS_TO_FIND,
    [...asked].map((id) => ["user_id", id]),
  );
  return new Set([...asked].filter((id) => indexOfUser(rows, id) >= 0));
}

async function getUser(
  connection: ClerkConnection,
  externalId: string,
): Promise<ClerkUserUpsert | null> {
  checkUserId(externalId);
  const path = `/v1/users/${externalId}`;
  let data: unknown;
  try {
    data = await getJson(connection, path);
  } catch (error) {
    if (isUserNotFound(error)) return null;
    throw error;
  }
  const user = readUser(data);
  if (user?.externalId === externalId) return user;
  throw unexpectedAnswer(`GET ${path}`);
}

// A 404 without Clerk's code may come from anything on the way to Clerk.
function isUserNotFound(error: unknown): boolean {
  return (
    error instanceof ClerkApiError &&
    error.status === 404 &&
    error.codes.includes("resource_not_found")
  );
}

function checkUserId(externalId: string) {
  if (isClerkUserId(externalId)) return;
  throw libraryError("INVALID_ARGUMENT", "externalId must be the id of a Clerk user.", {
    field: "externalId",
  });
}

async function countUsers(connection: ClerkConnection): Promise<number | null> {
  try {
    const data = await getJson(connection, "/v1/users/count");
    const count = isRecord(data) ? Number(data.total_count) : NaN;
    return Number.isSafeInteger(count) && count >= 0 ? count : null;
  } catch (error) {
    if (error instanceof ClerkApiError) return null;
    throw error;
  }
}

async function getInstance(connection: ClerkConnection): Promise<ClerkInstance> {
  const data = await getJson(connection, "/v1/instance");
  const { id, environment_type: environmentType } = isRecord(data) ? data : {};
  if (isNonEmptyText(id) && isNonEmptyText(environmentType)) {
    return { id, environmentType };
  }
  throw unexpectedAnswer("GET /v1/instance");
}

function isNonEmptyText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
