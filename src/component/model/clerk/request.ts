import { libraryError } from "../../../shared/errors.js";
import { isRecord, parseJson } from "../../../shared/json.js";
import { retryAfterMs } from "../retryAfter.js";

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

export type ClerkConnection = { secretKey: string; origin: string; timeoutMs: number };

/** Throws `INVALID_ARGUMENT` when there is no key, or it would go to another host than Clerk's. */
export function clerkConnection(options: ClerkApiOptions): ClerkConnection {
  return {
    secretKey: checkedSecretKey(options.secretKey),
    origin: checkedOrigin(options.apiUrl),
    timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  };
}

// Text that no header may hold makes fetch throw an error that quotes it.
function checkedSecretKey(secretKey: string | undefined): string {
  const key = secretKey?.trim() ?? "";
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  const fault = key === "" ? "is not set" : "holds characters that no key has";
  throw libraryError("INVALID_ARGUMENT", `CLERK_SECRET_KEY ${fault}.`, {
    field: "CLERK_SECRET_KEY",
  });
}

// Whoever answers at the URL receives the key. The text is matched as it stands,
// because parsers differ in what they make of an odd URL.
function checkedOrigin(apiUrl: string | undefined): string {
  const origin = apiUrl?.trim().replace(/\/$/, "") || CLERK_API_URL;
  if (origin === CLERK_API_URL || isLoopback(origin)) return origin;
  throw libraryError(
    "INVALID_ARGUMENT",
    `CLERK_API_URL must be ${CLERK_API_URL} or a loopback address.`,
    { field: "CLERK_API_URL" },
  );
}

function isLoopback(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/.test(origin);
}

/**
 * Asks for JSON. Every failure is a `ClerkApiError`.
 *
 * @param path Starts at the origin, such as `/v1/users`.
 */
export async function getJson(
  connection: ClerkConnection,
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
  { origin, secretKey }: ClerkConnection,
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

/** The error for an answer that does not look as Clerk documents it. */
export function unexpectedAnswer(request: string, status = 200): ClerkApiError {
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
