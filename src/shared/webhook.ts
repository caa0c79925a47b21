import { Webhook } from "svix";
import { type ClerkUserEvent, parseClerkEvent } from "./clerkEvents.js";
import { parseJson } from "./json.js";

/** The default path of the webhook. */
export const CLERK_WEBHOOK_PATH = "/clerk-users-webhook";

/** The maximum size of a body, in bytes. Svix sends up to about 350 KB. */
export const MAX_BODY_BYTES = 512 * 1024;

const MIN_KEY_BYTES = 16;
const MAX_DELIVERY_ID_LENGTH = 256;
const MAX_SIGNATURES = 16;

/** A user event that Clerk signed. Its id stays the same when it is sent again. */
export type ClerkDelivery = { deliveryId: string; type: string; event: ClerkUserEvent };

export type ClerkWebhookOptions = {
  /** The signing secret; during rotation several, separated by spaces or commas. */
  secret: string | undefined;
  /** The Clerk instance whose events are accepted. All are if it is unset. */
  instanceId?: string | undefined;
  /** Applies a delivery in one transaction. Throws if Svix should send it again. */
  apply: (delivery: ClerkDelivery) => Promise<unknown>;
};

/**
 * Answers a Clerk webhook.
 *
 * Svix sends a delivery again unless the answer is 2xx. So the answer is 500 if a retry can
 * succeed, after a fix or with time, and 200 if the event will never be used. Answers and
 * logs never contain a payload or a secret.
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
  // Tells Svix not to retry, because the body would stay invalid:
  // https://docs.svix.com/receiving/delivery-control
  notAnEvent: () =>
    new Response("Invalid event", {
      status: 400,
      headers: { "webhook-delivery": "abort-message" },
    }),
  tooLarge: () => new Response("Payload too large", { status: 413 }),
  internalError: () => new Response("Internal error", { status: 500 }),
};

/**
 * Creates a verifier for each usable secret: a base64 key of at least 16 bytes, with or
 * without the prefix `whsec_`. Some releases of Svix's libraries accept an empty key, with
 * which anybody could sign.
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

/** `unverified`: no secret matches, or the timestamp is more than 5 minutes off. */
export type Verification =
  | { kind: "verified"; deliveryId: string }
  | { kind: "malformed" }
  | { kind: "unverified" };

/** Checks the signature of a body. `text` must be exactly what was received. */
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

/** A complete set of headers, under their names in Standard Webhooks. */
type SignatureHeaders = {
  "webhook-id": string;
  "webhook-timestamp": string;
  "webhook-signature": string;
};

// Svix sends `svix-*`, or `webhook-*` if it is white-labelled, but never a mixture.
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

// Svix's verifier parses the timestamp with parseInt, which accepts "1614265330x".
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

/** Reads a stream. Returns null as soon as it exceeds the limit. */
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
      // The answer must not wait for the cancellation, nor fail with it.
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

// Each instance has its own endpoint and secret, so this only catches a secret that was set
// in the wrong deployment. Events without an instance are accepted.
function isOfAnotherInstance(actual: string | undefined, expected: string | undefined) {
  return !!expected && actual !== undefined && actual !== expected;
}
