import { AsyncLocalStorage } from "node:async_hooks";
import type { Background } from "./background.js";

/*
 * The engine starts a timer for each function that is scheduled, by the same global that
 * functions use. Only what it does while it schedules tells its own timers apart.
 */

const isScheduling = new AsyncLocalStorage<true>();

/** Lets the engine schedule a function. */
export function whileScheduling<T>(schedule: () => T): T {
  return isScheduling.run(true, schedule);
}

/** Hands the timers of scheduled functions, and no others, to the background. */
export function handOverTimers(background: () => Background): void {
  const { setTimeout: startTimer } = globalThis;
  const start = (...timer: Parameters<typeof startTimer>) => {
    if (!isScheduling.getStore()) return startTimer(...timer);
    const [begin, delayMs = 0] = timer;
    isScheduling.exit(() => background().setTimer(begin, delayMs));
  };
  globalThis.setTimeout = Object.assign(start, startTimer) as typeof startTimer;
}
