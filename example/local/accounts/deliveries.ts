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
 * Delivers events as Svix does for Clerk: retries on a schedule until the endpoint
 * answers 2xx, signs each attempt anew under the same delivery id, and does not keep the
 * order of events.
 */
export class Deliveries {
  readonly #waiting = new Set<NodeJS.Timeout>();

  constructor(
    private readonly endpoint: WebhookEndpoint,
    private readonly schedule: readonly number[] = SVIX_SCHEDULE,
  ) {}

  /** Starts a delivery and returns at once. */
  send(event: unknown): void {
    this.#attempt(event, `msg_${randomUUID()}`, 0);
  }

  /** Cancels all pending attempts. */
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
      void this.#post(event, deliveryId).then((isFinished) => {
        if (!isFinished) this.#attempt(event, deliveryId, attempt + 1);
      });
    }, delay * jitter);
    timer.unref();
    this.#waiting.add(timer);
  }

  /** Makes one attempt. Returns whether the delivery is finished. */
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
