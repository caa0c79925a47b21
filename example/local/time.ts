import { RequestError } from "./errors.js";

const realNow = Date.now;
let aheadMs = 0;
let stoppedAt: number | null = null;

/**
 * Sets this process's clock ahead, so that rows age and tokens and signatures expire.
 * Timers are not affected. Returns by how many ms the clock is ahead in total.
 *
 * @throws RequestError if `milliseconds` is not a number of at least 0.
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

/** Stops this process's clock at the real time. Only `advanceTime` moves it from then on. */
export function stopTime(): void {
  stoppedAt = realNow();
  aheadMs = 0;
  advanceTime(0);
}
