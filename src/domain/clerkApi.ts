import { type ClerkUserUpsert, upsertFromClerkUser } from "./clerkEvents.js";
import { refuse } from "./errors.js";
import { retryAfterMs } from "./retryAfter.js";

/** The most users that Clerk lists at a time. Asked for more, it lists 10. */
export const MAX_LIST_LIMIT = 500;

/** The most users that Clerk looks up at a time. */
export const MAX_USERS_TO_FIND = 100;

const CLERK_API_URL = "https://api.clerk.com";
const CLERK_API_VERSION = "2026-05-12";
const DEFAULT_TIMEOUT_MS = 10_000;

// A user's metadata alone may be 24 KB, and a page has up to 500 users.
const MAX_ANSWER_BYTES = 20_000_000;

const MAX_CODES = 5;

export type ClerkApiOptions = {
  /** The secret key of the Clerk instance. It is sent to Clerk and shown nowhere. */
  secretKey: string | undefined;
  /** `https://api.clerk.com`, as by default, or a loopback address for tests. */
  apiUrl?: string | undefined;
  /** How long an answer may take, its body included, in ms. By default 10,000. */
  timeoutMs?: number;
};

/** A page of Clerk's users, oldest first. */
export type ClerkUserPage = {
  users: ClerkUserUpsert[];
  /** How many of Clerk's users on this page could not be read. */
  unreadable: number;
  /** Where the next page starts; null after the last page. */
  nextCursor: string | null;
};

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
  const connection: Connection = {
    secretKey: checkedSecretKey(options.secretKey),
    origin: checkedOrigin(options.apiUrl),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  };
  return {
    listUsers: ({ limit, cursor }) => listUsers(connection, limit, cursor),
    findUsers: (externalIds) => findUsers(connection, externalIds),
    getUser: (externalId) => getUser(connection, externalId),
    countUsers: () => countUsers(connection),
    getInstance: () => getInstance(connection),
  };
}

/**
 * Why Clerk gave no usable answer. `rateLimited`: too many requests. `unauthorized`:
 * the key is wrong. `unavailable`: no answer, or none of Clerk's, which time may
 * mend. `unexpected`: an answer that asking again will not change.
 */
export type ClerkApiErrorKind =
  "rateLimited" | "unauthorized" | "unavailable" | "unexpected";

/** A failed request. Shows neither the key, nor the query, nor the answer's body. */
export class ClerkApiError extends Error {
  override readonly name = "ClerkApiError";
  readonly kind: ClerkApiErrorKind;
  /** The answer's HTTP status. Absent when there was no whole answer. */
  readonly status?: number;
  /** How long Clerk asks to wait, in ms: from a second to five minutes. */
  readonly retryAfterMs?: number;
  /** Clerk's own names of what went wrong, such as `resource_not_found`. */
  readonly codes: readonly string[];

  constructor(
    kind: ClerkApiErrorKind,
    message: string,
    details: { status?: number; retryAfterMs?: number; codes?: readonly string[] } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.codes = details.codes ?? [];
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return this.kind === "rateLimited" || this.kind === "unavailable";
  }
}

/** Tells whether a value is a user's id as Clerk makes them, safe to put in a path. */
export function isClerkUserId(value: unknown): value is string {
  return typeof value === "string" && /^user_[A-Za-z0-9]{1,128}$/.test(value);
}

type Connection = { secretKey: string; origin: string; timeoutMs: number };

// Text that no header may hold makes fetch throw an error that quotes it.
function checkedSecretKey(secretKey: string | undefined): string {
  const key = secretKey?.trim() ?? "";
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const fault = key === "" ? "is not set" : "holds characters that no key has";
  throw refuse("INVALID_ARGUMENT", `CLERK_SECRET_KEY ${fault}.`, {
    field: "CLERK_SECRET_KEY",
  });
}

// Whoever answers at the URL receives the key. The text is matched as it stands,
// because parsers differ in what they make of an odd URL.
function checkedOrigin(apiUrl: string | undefined): string {
  const origin = apiUrl?.trim().replace(/\/$/, "") || CLERK_API_URL;
  if (origin === CLERK_API_URL || isLoopback(origin)) return origin;
  throw refuse(
    "INVALID_ARGUMENT",
    `CLERK_API_URL must be ${CLERK_API_URL} or a loopback address.`,
    { field: "CLERK_API_URL" },
  );
}

function isLoopback(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/.test(origin);
}

async function listUsers(
  connection: Connection,
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
  connection: Connection,
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
  connection: Connection,
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
  connection: Connection,
  limit: number,
  position: Record<string, string>,
): Promise<unknown[]> {
  return await fetchUserRows(connection, limit, [
    ["order_by", "created_at"],
    ...Object.entries(position),
  ]);
}

/** Fetches users as Clerk gives them, at most as many as the limit says. */
async function fetchUserRows(
  connection: Connection,
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

function readUser(row: unknown): ClerkUserUpsert | null {
  const user = upsertFromClerkUser(row);
  return user !== null && isClerkUserId(user.externalId) ? user : null;
}

function indexOfUser(rows: unknown[], externalId: string): number {
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
  throw refuse("INVALID_ARGUMENT", "cursor is not a cursor of Clerk's users.", {
    field: "cursor",
  });
}

function checkLimit(limit: number) {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIST_LIMIT) return;
  throw refuse("INVALID_ARGUMENT", `limit must be from 1 to ${MAX_LIST_LIMIT}.`, {
    field: "limit",
  });
}

async function findUsers(
  connection: Connection,
  externalIds: readonly string[],
): Promise<Set<string>> {
  if (externalIds.length > MAX_USERS_TO_FIND) {
    throw refuse("INVALID_ARGUMENT", `At most ${MAX_USERS_TO_FIND} ids at a time.`, {
      field: "externalIds",
    });
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
  connection: Connection,
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
  throw refuse("INVALID_ARGUMENT", "externalId must be the id of a Clerk user.", {
    field: "externalId",
  });
}

async function countUsers(connection: Connection): Promise<number | null> {
  try {
    const data = await getJson(connection, "/v1/users/count");
    const count = isRecord(data) ? Number(data.total_count) : NaN;
    return Number.isSafeInteger(count) && count >= 0 ? count : null;
  } catch (error) {
    if (error instanceof ClerkApiError) return null;
    throw error;
  }
}

async function getInstance(connection: Connection): Promise<ClerkInstance> {
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

async function getJson(
  connection: Connection,
  path: string,
  query: [string, string][] = [],
): Promise<unknown> {
  const request = `GET ${path}`;
  const answer = await withinTime(connection.timeoutMs, request, (signal) =>
    fetchAnswer(connection, path, query, signal),
  );
  const body = parseJson(answer.text ?? "");
  if (answer.status < 200 || answer.status > 299) {
    throw errorOf(request, answer, codesIn(body, connection.secretKey));
  }
  if (answer.text === null) throw unexpectedAnswer(request, answer.status);
  if (body !== undefined) return body;
  throw new ClerkApiError("unavailable", `The answer to ${request} is not JSON.`, {
    status: answer.status,
  });
}

/** The text is null when it is larger than the client reads. */
type Answer = { status: number; retryAfterMs: number | undefined; text: string | null };

async function fetchAnswer(
  { origin, secretKey }: Connection,
  path: string,
  query: [string, string][],
  signal: AbortSignal,
): Promise<Answer> {
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : "";
  const response = await fetch(`${origin}${path}${search}`, {
    headers: {
      Accept: "application/json",
      Authorization: `Bearer ${secretKey}`,
      "Clerk-API-Version": CLERK_API_VERSION,
    },
    redirect: "error",
    signal,
  });
  return {
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
    text: await readText(response.body, MAX_ANSWER_BYTES),
  };
}

/**
 * Waits for a request, within a time. It is raced as well as aborted, so that the
 * time holds whatever a runtime's fetch makes of its signal. The error of fetch
 * goes no further: it may quote the URL and the headers.
 */
async function withinTime<T>(
  timeoutMs: number,
  request: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(() => resolve(TIMED_OUT), timeoutMs);
  });
  try {
    const result = await Promise.race([work(controller.signal), timeout]);
    if (result !== TIMED_OUT) return result;
  } catch {
    throw new ClerkApiError("unavailable", `${request} failed on the way to Clerk.`);
  } finally {
    clearTimeout(timer);
    controller.abort();
  }
  throw new ClerkApiError(
    "unavailable",
    `${request} had no whole answer within ${timeoutMs} ms.`,
  );
}

const TIMED_OUT = Symbol("timed out");

/** Reads a body as UTF-8, or returns null as soon as it exceeds the limit. */
async function readText(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string | null> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text;
    size += value.byteLength;
    if (size > maxBytes) return null;
    text += decoder.decode(value, { stream: true });
  }
}

function errorOf(
  request: string,
  { status, retryAfterMs }: Answer,
  codes: string[],
): ClerkApiError {
  const named = codes.length > 0 ? ` (${codes.join(", ")})` : "";
  return new ClerkApiError(
    kindOfStatus(status),
    `Clerk answered ${status}${named} to ${request}.`,
    { status, retryAfterMs, codes },
  );
}

function kindOfStatus(status: number): ClerkApiErrorKind {
  if (status === 429) return "rateLimited";
  if (status === 401 || status === 403) return "unauthorized";
  return status >= 500 || status === 408 ? "unavailable" : "unexpected";
}

function unexpectedAnswer(request: string, status = 200): ClerkApiError {
  const message = `The answer to ${request} is not what Clerk documents.`;
  return new ClerkApiError("unexpected", message, { status });
}

/** The codes of Clerk's errors, which name a fault and quote nothing. */
function codesIn(body: unknown, secretKey: string): string[] {
  const errors = isRecord(body) && Array.isArray(body.errors) ? body.errors : [];
  return errors
    .map((error: unknown) => (isRecord(error) ? error.code : undefined))
    .filter(isErrorCode)
    .filter((code) => !code.includes(secretKey) && !/(^|_)[sp]k_/.test(code))
    .slice(0, MAX_CODES);
}

function isErrorCode(value: unknown): value is string {
  return typeof value === "string" && /^[a-z][a-z0-9_]{0,63}$/.test(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
