import { randomUUID } from "node:crypto";
import { signWebhook } from "../../../src/testing/clerk.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long Svix waits before each attempt, in ms. */
export const SVIX_SCHEDULE: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  10 * HOUR,
];

const JITTER = 0.2;
const ANSWER_TIMEOUT_MS = 15 * SECOND;

export type WebhookEndpoint = { url: string; secret: string };

/**
 * Sends events as Svix does for Clerk: signed anew at every attempt under the id of
 * the delivery, tried again on a schedule until a 2xx answer, in no certain order.
 */
export class Deliveries {
  readonly #waiting = new Set<NodeJS.Timeout>();

  constructor(
    private readonly endpoint: WebhookEndpoint,
    private readonly schedule: readonly number[] = SVIX_SCHEDULE,
  ) {}

  /** Starts a delivery, which goes on by itself. */
  send(event: unknown): void {
    this.#attempt(event, `msg_${randomUUID()}`, 0);
  }

  /** Gives up what is still to be tried again. */
  stop(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  #attempt(event: unknown, deliveryId: string, attempt: number): void {
    const delay = this.schedule[attempt];
    if (delay === undefined) return;
    const jitter = 1 + JITTER * (2 * Math.random() - 1);
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      void this.#post(event, deliveryId).then((settled) => {
        if (!settled) this.#attempt(event, deliveryId, attempt + 1);
      });
    }, delay * jitter);
    timer.unref();
    this.#waiting.add(timer);
  }

  /** Whether there is nothing to try again. */
  async #post(event: unknown, deliveryId: string): Promise<boolean> {
    const request = signWebhook(event, { secret: this.endpoint.secret, deliveryId });
    try {
      const answer = await fetch(this.endpoint.url, {
        ...request,
        redirect: "manual",
        signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      });
      await answer.body?.cancel();
      return answer.ok || answer.headers.get("webhook-delivery") === "abort-message";
    } catch {
      return false;
    }
  }
}
