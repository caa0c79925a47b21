const TIME =
  /^(\d{4,6})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * Parses a time such as `2024-03-31T01:30:00Z`. Returns ms, with a fraction for the
 * microseconds, or null if the text is not a time. A time without a zone is UTC, in
 * whichever zone the command runs.
 */
export function parseTimestamp(text: string): number | null {
  const parts = TIME.exec(text.trim());
  if (parts === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] =
    parts;
  const fields = [year, month, day, hour, minute, second].map(Number);
  const [y, mo, d, h, mi, s] = fields as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi, s);
  const isReal =
    date.getUTCMonth() === mo - 1 && date.getUTCDate() === d && date.getUTCHours() === h;
  if (!isReal || mi > 59 || s > 59) return null;
  const microseconds = Number(fraction.slice(0, 6).padEnd(6, "0"));
  return date.getTime() - offsetMs(parts[8]) + microseconds / 1000;
}

function offsetMs(zone: string | undefined): number {
  const parts = /^([+-])(\d\d):?(\d\d)?$/.exec(zone ?? "");
  if (parts === null) return 0;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return (parts[1] === "-" ? -minutes : minutes) * 60_000;
}

/** Formats a time in ms as UTC, with microseconds if it has any. */
export function formatTimestamp(ms: number): string {
  if (Number.isInteger(ms)) return new Date(ms).toISOString();
  const micros = Math.round(ms * 1000);
  const whole = Math.floor(micros / 1000);
  const rest = micros - whole * 1000;
  const text = new Date(whole).toISOString();
  return rest === 0 ? text : text.replace("Z", `${String(rest).padStart(3, "0")}Z`);
}
