import { Webhook } from "svix";
import { CLERK_WEBHOOK_PATH } from "../shared/webhook.js";

/** A signing secret for tests. Set it as `CLERK_WEBHOOK_SECRET`. */
export const testWebhookSecret = `whsec_${btoa("a signing key for tests only")}`;

/** The fields of a Clerk user that the library reads, and any others. */
export type ClerkUserFields = {
  id: string;
  first_name?: string | null;
  last_name?: string | null;
  username?: string | null;
  image_url?: string;
  /** The primary address, already verified. Sets `email_addresses`. */
  email?: string;
  /** In ms. Default: now. */
  updated_at?: number;
  [field: string]: unknown;
};

/** Creates the event that Clerk sends when a user signs up or changes their profile. */
export function clerkUserEvent(
  type: "user.created" | "user.updated",
  { email, ...fields }: ClerkUserFields,
) {
  const now = Date.now();
  return {
    object: "event",
    type,
    timestamp: fields.updated_at ?? now,
    instance_id: "ins_test",
    data: {
      object: "user",
      username: null,
      first_name: null,
      last_name: null,
      has_image: false,
      created_at: now,
      updated_at: now,
      ...addresses(email),
      public_metadata: {},
      private_metadata: {},
      unsafe_metadata: {},
      ...fields,
    },
  };
}

/** Creates the event that Clerk sends when a user is deleted. */
export function clerkUserDeletedEvent(id: string) {
  return {
    object: "event",
    type: "user.deleted",
    timestamp: Date.now(),
    instance_id: "ins_test",
    data: { object: "user", deleted: true, id },
  };
}

function addresses(email: string | undefined) {
  if (email === undefined) return { email_addresses: [], primary_email_address_id: null };
  const id = "idn_test";
  return {
    email_addresses: [
      {
        id,
        object: "email_address",
        email_address: email,
        verification: { status: "verified", strategy: "email_code" },
      },
    ],
    primary_email_address_id: id,
  };
}

/** How to sign a delivery. */
export type SigningOptions = {
  /** Default: `testWebhookSecret`. */
  secret?: string;
  /** The `svix-id`. Reuse it to send the same delivery again. Default: a new one. */
  deliveryId?: string;
  /** Default: now. Svix accepts a difference of five minutes. */
  sentAt?: Date;
};

/** Creates the request that Clerk sends: the event as JSON, with signed headers. */
export function signWebhook(event: unknown, options: SigningOptions = {}) {
  const {
    secret = testWebhookSecret,
    deliveryId = `msg_${crypto.randomUUID()}`,
    sentAt = new Date(),
  } = options;
  const body = JSON.stringify(event);
  return {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "svix-id": deliveryId,
      "svix-timestamp": Math.floor(sentAt.getTime() / 1000).toString(),
      "svix-signature": new Webhook(secret).sign(deliveryId, sentAt, body),
    },
  };
}

/**
 * Posts an event to the webhook route as Clerk does, and returns the response.
 *
 * @param target The test instance that `convexTest` returned, or any object whose `fetch`
 * takes a path.
 */
export async function sendWebhook(
  target: { fetch: (path: string, init: RequestInit) => Promise<Response> },
  event: unknown,
  { path = CLERK_WEBHOOK_PATH, ...options }: SigningOptions & { path?: string } = {},
): Promise<Response> {
  return await target.fetch(path, signWebhook(event, options));
}
