const MIN_RETRY_AFTER_MS = 1_000;
const MAX_RETRY_AFTER_MS = 5 * 60_000;

/** Reads a Retry-After header, of seconds or of an HTTP date: from a second to five minutes. */
export function retryAfterMs(header: string | null): number | undefined {
  const waitMs = askedWaitMs(header?.trim() ?? "");
  if (waitMs === undefined || Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(waitMs, MIN_RETRY_AFTER_MS), MAX_RETRY_AFTER_MS);
}

function askedWaitMs(header: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  // Left to itself, Date.parse takes "-5" for a day in 2001.
  return /^[A-Z][a-z]{2}, .* GMT$/.test(header)
    ? Date.parse(header) - Date.now()
    : undefined;
}
