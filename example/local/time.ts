import { RequestError } from "./errors.js";

const realNow = Date.now;
let aheadMs = 0;

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
  Date.now = () => realNow() + aheadMs;
  return aheadMs;
}
