import { libraryError } from "./errors.js";

/** The maximum lengths of texts, in UTF-16 code units. */
export const textLimits = {
  title: 300,
  artist: 300,
  record: 300,
  description: 5000,
  alt: 500,
  url: 2048,
  legacyId: 256,
} as const;

type TextKind = keyof typeof textLimits;

function invalid(field: string, message: string) {
  return libraryError("INVALID_ARGUMENT", `${field} ${message}`, { field });
}

/** Checks a text that people read. It must not be blank unless `blank` is set. */
export function checkText(
  field: string,
  value: string,
  kind: TextKind,
  { blank = false } = {},
) {
  if (!blank && value.trim() === "") throw invalid(field, "may not be blank.");
  if (value.length > textLimits[kind]) {
    throw invalid(field, `may have at most ${textLimits[kind]} characters.`);
  }
  if (hasLoneSurrogate(value)) throw invalid(field, "is not valid Unicode text.");
}

// Convex refuses such strings only when they are written, with a plain error.
export function hasLoneSurrogate(value: string) {
  return /\p{Surrogate}/u.test(value);
}

// Browsers remove tabs and line ends from a URL, which can turn it into another one.
function checkUrlText(field: string, value: string) {
  checkText(field, value, "url");
  if (/[\s\p{Cc}]/u.test(value)) throw invalid(field, "may not contain spaces.");
}

/** Checks the URL of a file: https, without credentials. */
export function checkFileUrl(field: string, value: string) {
  checkUrlText(field, value);
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol !== "https:") throw invalid(field, "must be an https URL.");
  if (url.username !== "" || url.password !== "") {
    throw invalid(field, "may not contain a user name or password.");
  }
}

/** Checks the URL of an image: https, or a path on the host's own site. */
export function checkImageUrl(field: string, value: string) {
  checkUrlText(field, value);
  if (isSitePath(value)) return;
  checkFileUrl(field, value);
}

// "//host" and "/\host" are other sites to a browser.
function isSitePath(value: string) {
  return /^\/(?![/\\])/.test(value) || /^\.{1,2}\//.test(value);
}

/** The maximum duration: a year. Sums in ms stay exact. */
const MAX_SECONDS = 366 * 24 * 60 * 60;

export function checkSeconds(field: string, value: number) {
  if (!(value >= 0 && value <= MAX_SECONDS)) {
    throw invalid(field, `must be a number of seconds from 0 to ${MAX_SECONDS}.`);
  }
}

const MAX_TIME_MS = 8.64e15;

/** Checks a time in ms. It can have a fraction, as times of creation do. */
export function checkTime(field: string, value: number) {
  if (Math.abs(value) <= MAX_TIME_MS) return;
  throw invalid(field, "must be a time in milliseconds.");
}

/** Checks an item's sort key: float64 has two zeros, and NaN has no order. */
export function checkPosition(field: string, value: number) {
  if (Number.isFinite(value) && !Object.is(value, -0)) return;
  throw invalid(field, "must be a finite number.");
}

/** Checks a 0-based index. */
export function checkIndex(field: string, value: number) {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw invalid(field, "must be a whole number, zero or more.");
  }
}

/** The number of rows to return: the default if absent, at most the maximum. */
export function checkLimit(
  value: number | undefined,
  { fallback, most }: { fallback: number; most: number },
) {
  if (value === undefined) return fallback;
  if (!Number.isSafeInteger(value) || value < 0) {
    throw invalid("limit", "must be a whole number, zero or more.");
  }
  return Math.min(value, most);
}

export function checkCount(field: string, count: number, most: number) {
  if (count > most) throw invalid(field, `may have at most ${most} entries.`);
}

/**
 * Turns the fields of an update into a patch: absent fields stay absent, and null becomes
 * an explicit `undefined`, which removes the field.
 */
export function clearedFields<T extends Record<string, unknown>>(changes: T) {
  return Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, value ?? undefined]),
  ) as { [Field in keyof T]?: Exclude<T[Field], null> };
}
