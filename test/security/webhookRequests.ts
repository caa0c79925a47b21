import fc from "fast-check";
import { Webhook } from "svix";
import type { JSONValue } from "convex/values";
import { oddJson, oddText } from "./fuzzing.js";
import { testWebhookSecret } from "../../src/test.js";

/*
 * Requests to the webhook: from Clerk with odd contents, and from anybody else.
 */

const fixtures = Object.values(
  import.meta.glob<JSONValue>("../fixtures/clerk/{*,sequences/*}.json", {
    eager: true,
    import: "default",
  }),
);

/** A real event, of which some values are replaced, removed or moved elsewhere. */
const mutatedEvent = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom("replace", "remove", "nest"), oddJson), {
      maxLength: 4,
    }),
  )
  .map(([event, changes]) => {
    const copy = structuredClone(event);
    for (const [place, change, value] of changes) mutate(copy, place, change, value);
    return copy;
  });

type Change = "replace" | "remove" | "nest";

/** Changes one value, wherever it is in the tree. */
function mutate(
  root: JSONValue,
  place: number,
  change: Change | string,
  value: JSONValue,
) {
  const places = placesIn(root);
  if (places.length === 0) return;
  const [parent, key] = places[place % places.length]!;
  if (change === "remove") delete parent[key];
  else parent[key] = change === "nest" ? [parent[key]!] : structuredClone(value);
}

type Parent = Record<string, JSONValue>;

function placesIn(value: JSONValue | undefined): [Parent, string][] {
  if (typeof value !== "object" || value === null) return [];
  const parent = value as Parent;
  return Object.keys(parent).flatMap((key) => [
    [parent, key] as [Parent, string],
    ...placesIn(parent[key]),
  ]);
}

/** Bodies of all kinds: events, other JSON, text that is none, and bytes that are no text. */
const body: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc.oneof(
  { weight: 600, arbitrary: mutatedEvent.map((event) => encoded(JSON.stringify(event))) },
  { weight: 100, arbitrary: oddJson.map((json) => encoded(JSON.stringify(json))) },
  {
    weight: 100,
    arbitrary: fc
      .tuple(mutatedEvent, fc.nat(500))
      .map(([event, end]) => encoded(JSON.stringify(event).slice(0, end))),
  },
  { weight: 100, arbitrary: oddText.map(encoded) },
  {
    weight: 100,
    arbitrary: fc.uint8Array({ maxLength: 64 }).map((b) => Uint8Array.from(b)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("[".repeat(100_000), "x".repeat(600_000)).map(encoded),
  },
);

function encoded(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

const headerText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    "v1,",
    "v1,AAAA",
    "v1a,x",
    " ",
    "0",
    "-1",
    "9".repeat(13),
    "NaN",
    "1e9",
  ),
  fc.constantFrom("v1,x ".repeat(20), "a".repeat(300)),
);

export type WebhookRequest = {
  /** Whether Clerk sent these very bytes, as far as the receiver can tell. */
  isSigned: boolean;
  bytes: Uint8Array<ArrayBuffer>;
  headers: Record<string, string>;
};

const verifier = new Webhook(testWebhookSecret);
const others = new Webhook(btoa("the key of somebody else"));

function signatureHeaders(
  deliveryId: string,
  text: string,
  { brand = "svix", by = verifier, ageSeconds = 0 } = {},
) {
  const sentAt = new Date(Date.now() - ageSeconds * 1000);
  return {
    [`${brand}-id`]: deliveryId,
    [`${brand}-timestamp`]: String(Math.floor(sentAt.getTime() / 1000)),
    [`${brand}-signature`]: by.sign(deliveryId, sentAt, text),
  };
}

const deliveryId = fc.uuid().map((id) => `msg_${id}`);

export const signedRequest: fc.Arbitrary<WebhookRequest> = fc
  .tuple(deliveryId, body, fc.constantFrom("svix", "webhook"))
  .map(([id, bytes, brand]) => {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    // What is no UTF-8 is not what was signed.
    const isSigned = sameBytes(encoded(text), bytes);
    return { isSigned, bytes, headers: signatureHeaders(id, text, { brand }) };
  });

type Forgery = (request: WebhookRequest, odd: string) => WebhookRequest["headers"];

const textOf = ({ bytes }: WebhookRequest) => new TextDecoder().decode(bytes);

const forgeries: Forgery[] = [
  () => ({}),
  ({ headers }, odd) => ({ ...headers, "svix-signature": odd, "webhook-signature": odd }),
  ({ headers }, odd) => ({ ...headers, "svix-id": odd, "webhook-id": odd }),
  ({ headers }, odd) => ({
    ...headers,
    "svix-timestamp": `${odd}1`,
    "webhook-timestamp": `${odd}1`,
  }),
  (request) => signatureHeaders("msg_1", textOf(request), { by: others }),
  (request) => signatureHeaders("msg_1", textOf(request), { ageSeconds: 301 }),
  (request) => signatureHeaders("msg_1", textOf(request), { ageSeconds: -301 }),
  (request) => signatureHeaders("msg_1", `${textOf(request)} `),
  ({ headers }) => Object.fromEntries(Object.entries(headers).slice(1)),
];

/** Requests that are not Clerk's, though some of them look very much like it. */
export const forgedRequest: fc.Arbitrary<WebhookRequest> = fc
  .tuple(signedRequest, fc.constantFrom(...forgeries), headerText)
  .map(([request, forge, odd]) => ({
    isSigned: false,
    bytes: request.bytes,
    headers: forge(request, odd),
  }));

function sameBytes(one: Uint8Array, other: Uint8Array) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
