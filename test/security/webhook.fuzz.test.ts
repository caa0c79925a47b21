import fc from "fast-check";
import { validate } from "convex-helpers/validators";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { vClerkUserEvent } from "../../src/shared/clerk.js";
import {
  answerClerkWebhook,
  type ClerkDelivery,
  CLERK_WEBHOOK_PATH,
} from "../../src/shared/webhook.js";
import { testWebhookSecret } from "../../src/test.js";
import { isWellFormed, patience, shares, tryInputs } from "./fuzzing.js";
import { startHost } from "./host.js";
import { stateOf } from "./state.js";
import { forgedRequest, signedRequest, type WebhookRequest } from "./webhookRequests.js";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
  // The route says why it refuses, thousands of times here.
  for (const level of ["error", "warn", "log"] as const) {
    vi.spyOn(console, level).mockImplementation(() => undefined);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const anyRequest = fc.oneof(signedRequest, forgedRequest);
const MAX_BODY = 512 * 1024;

/** What Clerk's sender may be told of a request, whatever is in it. */
function expectedStatuses({ isSigned, bytes }: WebhookRequest) {
  if (bytes.length > MAX_BODY) return [413];
  return isSigned ? [200, 400] : [400];
}

test(
  "a request, from Clerk or not, is never answered 500, and only a sound event of Clerk is applied",
  patience,
  async () => {
    let applied = 0;
    const apply = async ({ deliveryId, type, event }: ClerkDelivery) => {
      applied += 1;
      expect(validate(vClerkUserEvent, event)).toBe(true);
      expect(isWellFormed({ deliveryId, type, event })).toBe(true);
      expect(JSON.stringify(event).length).toBeLessThan(10_000);
    };
    const tried = await tryInputs("webhook", anyRequest, async (sent) => {
      const { isSigned, bytes, headers } = sent;
      const before = applied;
      const init = { method: "POST", body: bytes, headers };
      const request = new Request("https://some.convex.site/", init);
      const answer = await answerClerkWebhook(request, {
        secret: testWebhookSecret,
        apply,
      });
      expect(expectedStatuses(sent)).toContain(answer.status);
      expect((await answer.text()).length).toBeLessThan(20);
      if (!isSigned) expect(applied).toBe(before);
    });
    expect(tried).toBe(shares.webhook);
    expect(applied).toBeGreaterThan(tried / 10);
  },
);

const method = fc.constantFrom("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS");

test(
  "the mounted route answers the same, and what it refuses leaves no trace",
  patience,
  async () => {
    const t = startHost();
    const post = async ({ bytes, headers }: WebhookRequest, method = "POST") =>
      await t.fetch(CLERK_WEBHOOK_PATH, {
        method,
        headers,
        ...(method !== "GET" && method !== "HEAD" && { body: bytes }),
      });
    const before = await stateOf(t);
    const refused = await tryInputs(
      "refusedRequests",
      fc.oneof(
        { weight: 4, arbitrary: fc.tuple(forgedRequest, fc.constant("POST")) },
        { weight: 1, arbitrary: fc.tuple(signedRequest, method) },
      ),
      async ([sent, method]) => {
        const { status } = await post(sent, method);
        expect(method === "POST" ? expectedStatuses(sent) : [404]).toContain(status);
      },
    );
    expect(refused).toBe(shares.refusedRequests);
    expect(await stateOf(t)).toBe(before);

    const taken = await tryInputs("acceptedRequests", signedRequest, async (sent) => {
      expect(expectedStatuses(sent)).toContain((await post(sent)).status);
    });
    expect(taken).toBe(shares.acceptedRequests);
    expect(await stateOf(t)).not.toBe(before);
  },
);
