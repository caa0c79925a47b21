import { timeMs } from "../io/timestamps.js";

/*
 * Values of JSONL as the library takes them. Each function throws an error that says
 * what is wrong with the value.
 */

export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  throw new Error("is no text.");
}

/** An id of any type as text. */
export function idOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "number") throw new Error("is no id.");
  if (Number.isSafeInteger(value)) return String(value);
  throw new Error("is a number that JSON can't tell exactly; it must be text.");
}

/** A number, or the text of one, as bigint and numeric are exported. */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  const text = typeof value === "string" ? value.trim() : "";
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?infinity$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  throw new Error("is no number.");
}

/** Seconds as a number, or as a clock shows them: `3:25`, `01:02:03.5`. */
export function secondsOf(value: unknown): number {
  const parts =
    typeof value === "string"
      ? /^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$/.exec(value.trim())
      : null;
  if (parts === null) return numberOf(value);
  const [, hours = "0", minutes, seconds] = parts;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

export function booleanOf(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  if (value === "true" || value === "t") return true;
  if (value === "false" || value === "f") return false;
  throw new Error("is neither true nor false.");
}

export function timeOf(value: unknown): number {
  const ms = typeof value === "string" ? timeMs(value) : null;
  if (ms !== null) return ms;
  throw new Error("is no time such as 2024-03-31T01:30:00Z.");
}

/** One of some words. */
export function oneOf<Word extends string>(...words: Word[]) {
  return (value: unknown): Word => {
    const word = words.find((word) => word === value);
    if (word !== undefined) return word;
    throw new Error(`is none of ${words.join(", ")}.`);
  };
}
