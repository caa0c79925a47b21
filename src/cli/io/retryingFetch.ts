import { setTimeout as pause } from "node:timers/promises";

const MAX_ATTEMPTS = 6;
const FIRST_PAUSE_MS = 500;
const ATTEMPT_TIMEOUT_MS = 120_000;

/** Statuses of temporary failures. A function that threw is 560, which is not one. */
const TEMPORARY = [408, 429, 500, 502, 503, 504];

/**
 * Returns a `fetch` that retries temporary failures, and waits longer each time. Use it
 * only for requests that may be repeated. Imports may: they find what an earlier attempt
 * wrote.
 *
 * @throws The error names the server that could not be reached.
 */
export function retryingFetch({
  fetch = globalThis.fetch,
  firstPauseMs = FIRST_PAUSE_MS,
} = {}): typeof globalThis.fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt === MAX_ATTEMPTS;
      try {
        const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
        const response = await fetch(input, { ...init, signal });
        if (isLast || !TEMPORARY.includes(response.status)) return response;
        await response.body?.cancel();
      } catch (error) {
        if (isLast) {
          const message = `could not reach ${originOf(input)} (${causeOf(error)})`;
          throw new Error(message, { cause: error });
        }
      }
      await pause(firstPauseMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2));
    }
  };
}

function originOf(input: Parameters<typeof fetch>[0]): string {
  return new URL(input instanceof Request ? input.url : input).origin;
}

/** The message is only "fetch failed". The cause has a code, such as ECONNREFUSED. */
function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message: string };
  return cause?.code ?? message;
}
