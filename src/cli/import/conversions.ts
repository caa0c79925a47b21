import { parseTimestamp } from "../io/timestamps.js";

/*
 * Conversions of the values in JSONL files to what the library expects. Each function
 * throws an error whose message says what the value must be. It is printed after the name
 * of the column.
 */

/** Converts a text. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error("must be text.");
}

/** Converts a text, or a list of texts, which are joined with commas. */
export function joinedTextOf(value: unknown): string {
  if (!Array.isArray(value)) return textOf(value);
  return value
    .filter((part) => part !== null)
    .map(textOf)
    .join(", ");
}

/** Converts an id, which becomes text. */
export function idOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") throw new Error("must be an id: text or a number.");
  if (Number.isSafeInteger(value)) return String(value);
  throw new Error("is too large to store exactly as a number. Export it as text.");
}

/** Converts a number, or text that holds one, which is how bigint and numeric are exported. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  const text = typeof value === "string" ? value.trim() : "";
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?infinity$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  throw new Error("must be a number.");
}

/** Converts a duration to seconds: from a number, or from a time such as `3:25`. */
export function secondsOf(value: unknown): number {
  const parts =
    typeof value === "string"
      ? /^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$/.exec(value.trim())
      : null;
  if (parts === null) return numberOf(value);
  const [, hours, minutes, seconds] = parts;
  const isClock = Number(seconds) < 60 && (hours === undefined || Number(minutes) < 60);
  if (!isClock) {
    throw new Error("must be a duration such as 3:25, with fewer than 60 seconds.");
  }
  return Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** A sound this long, in a column without a unit, is more likely to be in milliseconds. */
const MAX_PLAUSIBLE_SECONDS = 12 * 60 * 60;

/** Converts a duration from a column whose name does not say the unit. */
export function plausibleSecondsOf(value: unknown): number {
  const seconds = secondsOf(value);
  if (seconds <= MAX_PLAUSIBLE_SECONDS || !Number.isFinite(seconds)) return seconds;
  throw new Error(
    `is ${Math.round(seconds / 3600)} hours if it is in seconds. Map the column to durationMs if it is ` +
      "in milliseconds, or to durationSeconds if it is right.",
  );
}

const TRUE = ["true", "t", "yes", "y", "on", "1"];
const FALSE = ["false", "f", "no", "n", "off", "0"];

/** Converts a boolean, from the words and numbers that PostgreSQL accepts as well. */
export function booleanOf(value: unknown): boolean {
  const isWord = ["boolean", "string", "number"].includes(typeof value);
  const word = isWord ? String(value).trim().toLowerCase() : "";
  if (TRUE.includes(word)) return true;
  if (FALSE.includes(word)) return false;
  throw new Error("must be true or false.");
}

/**
 * Converts the address of a file. Spaces around it are removed, and spaces inside of it
 * are encoded, as browsers do.
 */
export function addressOf(value: unknown): string {
  return textOf(value)
    .replace(/^ +| +$/g, "")
    .replaceAll(" ", "%20");
}

/** Converts a time to ms. */
export function timeOf(value: unknown): number {
  const ms = typeof value === "string" ? parseTimestamp(value) : null;
  if (ms !== null) return ms;
  throw new Error("must be a time such as 2024-03-31T01:30:00Z.");
}

/** Returns a function that accepts some words only. */
export function oneOf<Word extends string>(...words: Word[]) {
  return (value: unknown): Word => {
    const word = words.find((word) => word === value);
    if (word !== undefined) return word;
    throw new Error(`must be one of ${words.join(", ")}.`);
  };
}
