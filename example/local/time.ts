import { RequestError } from "./errors.js";

const realNow = Date.now;
let aheadMs = 0;
let stoppedAt: number | null = null;

/**
 * Sets this process's clock ahead, for tests of what takes minutes or days: rows
 * get older, tokens and signatures expire. Timers run as before.
 */
export function advanceTime(milliseconds: unknown): number {
  if (typeof milliseconds !== "number" || !(milliseconds >= 0)) {
    throw new RequestError(
      "BadTime",
      "milliseconds must be a number, zero or more.",
      400,
    );
  }
  aheadMs += milliseconds;
  Date.now = () => (stoppedAt ?? realNow()) + aheadMs;
  return aheadMs;
}

/** Stops this process's clock at the right time; from then on only `advanceTime` moves it. */
export function stopTime(): void {
  stoppedAt = realNow();
  aheadMs = 0;
  advanceTime(0);
}
