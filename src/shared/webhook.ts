import { Webhook } from "svix";
import { type ClerkUserEvent, parseClerkEvent } from "./clerkEvents.js";
import { parseJson } from "./json.js";

/** Where the webhook is mounted unless the host says otherwise. */
export const CLERK_WEBHOOK_PATH = "/clerk-users-webhook";

/** The largest body that is read, in bytes. Svix sends up to about 350 KB. */
export const MAX_BODY_BYTES = 512 * 1024;

const MIN_KEY_BYTES = 16;
const MAX_DELIVERY_ID_LENGTH = 256;
const MAX_SIGNATURES = 16;

/** A user event that Clerk signed. Its id stays the same when it is sent again. */
export type ClerkDelivery = { deliveryId: string; type: string; event: ClerkUserEvent };

export type ClerkWebhookOptions = {
  /** The endpoint's signing secret, or several apart by spaces or commas (rotation). */
  secret: string | undefined;
  /** The Clerk instance whose events count. All do when it is unset. */
  instanceId?: string | undefined;
  /** Applies a delivery, in one transaction. Throws when it is to be sent again. */
  apply: (delivery: ClerkDelivery) => Promise<unknown>;
};

/**
 * Answers a Clerk webhook.
 *
 * Svix takes 2xx for received and sends again after anything else, so 500 is for
 * what an operator or time can mend, and all that will never be of use is
 * answered 200. Answers and logs never show a payload or a secret.
 */
export async function answerClerkWebhook(
  request: Request,
  { secret, instanceId, apply }: ClerkWebhookOptions,
): Promise<Response> {
  const verifiers = webhookVerifiers(secret);
  if (verifiers.length === 0) {
    console.error("Clerk webhook: CLERK_WEBHOOK_SECRET holds no usable signing secret.");
    return answers.internalError();
  }
  const body = await readBody(request);
  if (body.kind !== "read") return answers[body.kind]();

  const verification = verifyDelivery(verifiers, request.headers, body.text);
  if (verification.kind !== "verified") return answers[verification.kind]();

  const { deliveryId } = verification;
  const parsed = parseClerkEvent(parseJson(body.text));
  if (parsed.kind === "invalid") {
    console.error("Clerk webhook: a signed body is not an event.", { deliveryId });
    return answers.notAnEvent();
  }
  if (parsed.kind === "ignored") return answers.ignored();
  if (isOfAnotherInstance(parsed.instanceId, instanceId)) {
    console.warn("Clerk webhook: ignored an event of another instance.", { deliveryId });
    return answers.ignored();
  }
  return applyDelivery({ deliveryId, type: parsed.type, event: parsed.event }, apply);
}

async function applyDelivery(
  delivery: ClerkDelivery,
  apply: ClerkWebhookOptions["apply"],
): Promise<Response> {
  try {
    await apply(delivery);
    return answers.received();
  } catch {
    // Convex logs the error where it was thrown; its text may quote the payload.
    const { deliveryId, type } = delivery;
    console.error("Clerk webhook: a delivery could not be applied.", {
      deliveryId,
      type,
    });
    return answers.internalError();
  }
}

const answers = {
  received: () => new Response("OK"),
  ignored: () => new Response("Ignored"),
  malformed: () => new Response("Invalid headers", { status: 400 }),
  unverified: () => new Response("Invalid signature", { status: 400 }),
  // https://docs.svix.com/receiving/delivery-control: ends the retries of a
  // message that will never get any better.
  notAnEvent: () =>
    new Response("Invalid event", {
      status: 400,
      headers: { "webhook-delivery": "abort-message" },
    }),
  tooLarge: () => new Response("Payload too large", { status: 413 }),
  internalError: () => new Response("Internal error", { status: 500 }),
};

/**
 * Makes a verifier of each usable secret. A secret is base64, with or without the
 * prefix `whsec_`, of a key of at least 16 bytes: with an empty key, which some
 * releases of Svix's libraries accept, anybody could sign.
 */
export function webhookVerifiers(secrets: string | undefined): Webhook[] {
  const candidates = (secrets ?? "").split(/[\s,]+/).filter((secret) => secret !== "");
  const verifiers = candidates.map(verifierOf).filter((verifier) => verifier !== null);
  const skipped = candidates.length - verifiers.length;
  if (skipped > 0) {
    console.warn("Clerk webhook: skipped unusable signing secrets.", { skipped });
  }
  return verifiers;
}

function verifierOf(secret: string): Webhook | null {
  try {
    const key = atob(secret.replace(/^whsec_/, ""));
    return key.length >= MIN_KEY_BYTES ? new Webhook(secret) : null;
  } catch {
    return null;
  }
}

/** `unverified`: none of the secrets signed it, or not within 5 minutes of now. */
export type Verification =
  | { kind: "verified"; deliveryId: string }
  | { kind: "malformed" }
  | { kind: "unverified" };

/** Checks who sent a body, given as the very text that was received. */
export function verifyDelivery(
  verifiers: Webhook[],
  headers: Headers,
  text: string,
): Verification {
  const signed = readSignatureHeaders(headers);
  if (signed === null || !isWellFormed(signed)) return { kind: "malformed" };
  return verifiers.some((verifier) => accepts(verifier, signed, text))
    ? { kind: "verified", deliveryId: signed["webhook-id"] }
    : { kind: "unverified" };
}

/** One complete set of headers, under the names that they have in Standard Webhooks. */
type SignatureHeaders = {
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
};

// Svix sends `svix-*`, or `webhook-*` where it is white-labelled, and never mixes them.
function readSignatureHeaders(headers: Headers): SignatureHeaders | null {
  for (const brand of ["svix", "webhook"]) {
    const id = headers.get(`${brand}-id`);
    const timestamp = headers.get(`${brand}-timestamp`);
    const signature = headers.get(`${brand}-signature`);
    if (id && timestamp && signature) {
      return {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
      };
    }
  }
  return null;
}

// Svix's verifier reads a timestamp with parseInt, and so takes "1614265330x".
function isWellFormed(signed: SignatureHeaders): boolean {
  return (
    signed["webhook-id"].length <= MAX_DELIVERY_ID_LENGTH &&
    /^\d{1,12}$/.test(signed["webhook-timestamp"]) &&
    signed["webhook-signature"].split(" ").length <= MAX_SIGNATURES
  );
}

function accepts(verifier: Webhook, signed: SignatureHeaders, text: string): boolean {
  try {
    verifier.verify(text, signed);
    return true;
  } catch {
    return false;
  }
}

type Body =
  | { kind: "read"; text: string }
  | { kind: "tooLarge" }
  | { kind: "unverified" }
  | { kind: "internalError" };

async function readBody(request: Request): Promise<Body> {
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) {
    return { kind: "tooLarge" };
  }
  let bytes: Uint8Array | null;
  try {
    bytes = await readAtMost(request.body, MAX_BODY_BYTES);
  } catch {
    console.error("Clerk webhook: the body could not be read.");
    return { kind: "internalError" };
  }
  if (bytes === null) return { kind: "tooLarge" };
  const text = decodeUtf8(bytes);
  return text === null ? { kind: "unverified" } : { kind: "read", text };
}

/** Reads a stream, or returns null as soon as it has more bytes than the limit. */
async function readAtMost(
  stream: ReadableStream<Uint8Array> | null,
  limit: number,
): Promise<Uint8Array | null> {
  if (stream === null) return new Uint8Array();
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatenate(chunks, size);
    size += value.byteLength;
    if (size > limit) {
      // The answer does not wait for, or depend on, how the sender takes it.
      reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(value);
  }
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

// What is verified must be what was signed: a byte order mark is kept, and bytes
// that are not UTF-8 are refused, where `request.text()` would alter both.
function decodeUtf8(bytes: Uint8Array): string | null {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    // Convex's own decoder does not throw on such bytes, it returns undefined.
    const text: string | undefined = decoder.decode(bytes);
    return text ?? null;
  } catch {
    return null;
  }
}

// Each instance has its own endpoint and secret; the check catches a secret that
// was set in the wrong deployment. An event that names no instance passes.
function isOfAnotherInstance(actual: string | undefined, expected: string | undefined) {
  return !!expected && actual !== undefined && actual !== expected;
}
