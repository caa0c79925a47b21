import { AsyncLocalStorage } from "node:async_hooks";
import type { Background } from "./background.js";

/*
 * The engine starts a timer for each scheduled function with the same global that
 * functions use. Its own timers can only be recognised because it starts them while it
 * schedules.
 */

const isScheduling = new AsyncLocalStorage<true>();

/** Runs code of the engine that schedules a function. */
export function whileScheduling<T>(schedule: () => T): T {
  return isScheduling.run(true, schedule);
}

/** Passes the timers of scheduled functions, and no others, to the background. */
export function handOverTimers(background: () => Background): void {
  const { setTimeout: startTimer } = globalThis;
  const start = (...timer: Parameters<typeof startTimer>) => {
    if (!isScheduling.getStore()) return startTimer(...timer);
    const [begin, delayMs = 0] = timer;
    isScheduling.exit(() => background().setTimer(begin, delayMs));
  };
  globalThis.setTimeout = Object.assign(start, startTimer) as typeof startTimer;
}
