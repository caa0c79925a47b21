import { setTimeout as pause } from "node:timers/promises";

const MOST_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const ATTEMPT_TIMEOUT_MS = 120_000;

/** Answers that time may mend. 560, a function that threw, is none of them. */
const TEMPORARY = [408, 429, 500, 502, 503, 504];

/**
 * A fetch that tries again, with growing pauses, when there is no answer or one that
 * time may mend. Only for requests that may be made twice: imports find what an earlier
 * attempt wrote.
 */
export function retryingFetch({
  fetch = globalThis.fetch,
  firstPauseMs = FIRST_PAUSE_MS,
} = {}): typeof globalThis.fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === MOST_ATTEMPTS;
      try {
        const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
        const response = await fetch(input, { ...init, signal });
        if (isLast || !TEMPORARY.includes(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast) throw new Error(`no answer (${causeOf(error)})`, { cause: error });
      }
      await pause(firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2));
    }
  };
}

/** "fetch failed" says little; its cause says ECONNREFUSED. */
function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message: string };
  return cause?.code ?? message;
}
