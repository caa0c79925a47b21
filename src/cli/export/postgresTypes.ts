/** The types of PostgreSQL, by their ids, that do not become text. */
const TYPES = {
  bool: 16,
  int2: 21,
  int4: 23,
  float4: 700,
  float8: 701,
  json: 114,
  jsonb: 3802,
  timestamp: 1114,
  timestamptz: 1184,
} as const;

const numbers: number[] = [TYPES.int2, TYPES.int4, TYPES.float4, TYPES.float8];
const documents: number[] = [TYPES.json, TYPES.jsonb];
const times: number[] = [TYPES.timestamp, TYPES.timestamptz];

/**
 * A value as JSON, exact: from the text that PostgreSQL writes, with the time zone UTC.
 * What a number of JavaScript can't hold, bigint and numeric, stays text, and so do
 * NaN and infinity, which JSON does not have.
 *
 * @param type The id of the value's type.
 */
export function jsonOf(text: string | null, type: number): string {
  if (text === null) return "null";
  if (type === TYPES.bool) return text === "t" ? "true" : "false";
  if (numbers.includes(type)) return isJsonNumber(text) ? text : JSON.stringify(text);
  // Outside of its strings, where they are escaped, JSON may have ends of lines.
  if (documents.includes(type)) return text.replace(/[\r\n]/g, " ");
  if (times.includes(type)) return JSON.stringify(isoTime(text));
  return JSON.stringify(text);
}

function isJsonNumber(text: string) {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text);
}

/** `2024-03-31 01:30:00.5+00` in ISO 8601; a time without a zone is read as UTC. */
function isoTime(text: string): string {
  const parts = /^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(?:\+00)?$/.exec(text);
  // Infinity, and years before Christ, are no times in ISO 8601.
  return parts === null ? text : `${parts[1]}T${parts[2]}Z`;
}
