import { verifyWebhook } from "@clerk/backend/webhooks";
import { Webhook } from "svix";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import exampleCreated from "../../test/fixtures/clerk/clerk-example.user.created.json" with { type: "json" };
import exampleDeleted from "../../test/fixtures/clerk/clerk-example.user.deleted.json" with { type: "json" };
import organizationCreated from "../../test/fixtures/clerk/ignored.organization.created.json" with { type: "json" };
import sessionCreated from "../../test/fixtures/clerk/ignored.session.created.json" with { type: "json" };
import created from "../../test/fixtures/clerk/sequences/1-created.json" with { type: "json" };
import svixVectors from "../../test/fixtures/svix-vectors.json" with { type: "json" };
import {
  answerClerkWebhook,
  type ClerkDelivery,
  MAX_BODY_BYTES,
  verifyDelivery,
  webhookVerifiers,
} from "./webhook.js";

const NOW = new Date("2026-08-21T12:00:00Z");
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER_SECRET = "whsec_plJ3nmyCDGBKInavdOK15jsl";

const logged: string[] = [];

beforeEach(() => {
  logged.length = 0;
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  for (const level of ["log", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...entries: unknown[]) => {
      logged.push(JSON.stringify(entries));
    });
  }
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

type Signing = {
  secret?: string;
  id?: string;
  at?: Date;
  brand?: "svix" | "webhook";
};

function signatureHeaders(
  body: string,
  { secret = SECRET, id = "msg_1", at = NOW, brand = "svix" }: Signing = {},
): Record<string, string> {
  return {
    [`${brand}-id`]: id,
    [`${brand}-timestamp`]: String(Math.floor(at.getTime() / 1000)),
    [`${brand}-signature`]: new Webhook(secret).sign(id, at, body),
  };
}

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  const init = { method: "POST", body, headers, duplex: "half" };
  return new Request("https://happy-animal-123.convex.site/clerk-users-webhook", init);
}

function signedPost(event: unknown, signing?: Signing): Request {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  return post(body, signatureHeaders(body, signing));
}

type Settings = { secret?: string | undefined; instanceId?: string };

/** Answers a request, and tells which deliveries were applied meanwhile. */
async function answer(request: Request, settings: Settings = {}) {
  const applied: ClerkDelivery[] = [];
  const response = await answerClerkWebhook(request, {
    secret: SECRET,
    ...settings,
    apply: (delivery) => Promise.resolve(applied.push(delivery)),
  });
  const { status, headers } = response;
  const control = headers.get("webhook-delivery");
  return { status, control, body: await response.text(), applied };
}

function eventOfSize(bytes: number): string {
  const event = { type: "user.created", data: { id: "user_1" }, padding: "" };
  event.padding = "x".repeat(bytes - JSON.stringify(event).length);
  return JSON.stringify(event);
}

function streamOf(...chunks: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe("Svix's test vectors", () => {
  type Vector = {
    name: string;
    expect: string;
    secret: string | null;
    body: string;
    nowSec: number;
    headers: Record<string, string>;
  };
  const vectors = (svixVectors.vectors as unknown as Vector[]).map((vector) => ({
    ...vector,
    secret: vector.secret ?? undefined,
  }));

  const expectedStatus: Record<string, number> = {
    valid: 400,
    invalid: 400,
    "config-error": 500,
  };

  test.each(vectors)("$name", async (vector) => {
    vi.setSystemTime(vector.nowSec * 1000);
    const verifiers = webhookVerifiers(vector.secret);
    const headers = new Headers(vector.headers);
    expect(verifiers).toHaveLength(vector.expect === "config-error" ? 0 : 1);
    expect(verifyDelivery(verifiers, headers, vector.body).kind === "verified").toBe(
      vector.expect === "valid",
    );

    const { status, control, applied } = await answer(
      post(vector.body, vector.headers),
      vector,
    );
    expect(status).toBe(expectedStatus[vector.expect]);
    expect(control).toBe(vector.expect === "valid" ? "abort-message" : null);
    expect(applied).toEqual([]);
  });

  test("are of each kind", () => {
    const kinds = new Set(vectors.map((vector) => vector.expect));
    expect(kinds).toEqual(new Set(["valid", "invalid", "config-error"]));
  });
});

describe("a signed user event", () => {
  test("is applied and answered 200", async () => {
    const { status, body, applied } = await answer(signedPost(created, { id: "msg_42" }));
    expect({ status, body }).toEqual({ status: 200, body: "OK" });
    expect(applied).toEqual([
      {
        deliveryId: "msg_42",
        type: "user.created",
        event: expect.objectContaining({
          kind: "upsert",
          externalId: created.data.id,
          profile: expect.objectContaining({ name: "V1 Quence" }),
        }),
      },
    ]);
  });

  test("may be a deletion", async () => {
    const { status, applied } = await answer(signedPost(exampleDeleted));
    expect(status).toBe(200);
    expect(applied[0]?.event).toEqual({
      kind: "delete",
      externalId: exampleDeleted.data.id,
    });
  });

  test("is answered 500, and logged without its payload, when it cannot be applied", async () => {
    const response = await answerClerkWebhook(signedPost(created), {
      secret: SECRET,
      apply: () => Promise.reject(new Error("seq@example.com did not fit")),
    });
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("Internal error");
    expect(logged).toEqual([expect.stringMatching(/msg_1.*user\.created/)]);
    expect(logged.join()).not.toContain("seq@example.com");
  });

  test("is answered 500 when applying it throws at once", async () => {
    const response = await answerClerkWebhook(signedPost(created), {
      secret: SECRET,
      apply: () => {
        throw new Error("no database");
      },
    });
    expect(response.status).toBe(500);
  });
});

describe("the secret", () => {
  const unusable = [
    ["missing", undefined],
    ["empty", ""],
    ["blank", " \n"],
    ["a prefix with an empty key", "whsec_"],
    ["of a 15-byte key", `whsec_${btoa("k".repeat(15))}`],
    ["not base64", "whsec_not base64 at all!"],
    ["in quotes", `"${SECRET}"`],
    ["URL-safe base64", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_"],
    ["several, none usable", "whsec_,whsec_c2hvcnQ= nonsense!"],
  ] as const;

  test.each(unusable)("is answered 500 when %s", async (_, secret) => {
    const { status, body, applied } = await answer(signedPost(created), { secret });
    expect({ status, body, applied }).toEqual({
      status: 500,
      body: "Internal error",
      applied: [],
    });
    expect(logged).not.toEqual([]);
  });

  test("is looked at before anything the sender controls", async () => {
    const oversized = post("x", { "content-length": String(MAX_BODY_BYTES + 1) });
    expect((await answer(oversized, { secret: "whsec_" })).status).toBe(500);
  });

  const sixteenBytes = `whsec_${btoa("k".repeat(16))}`;
  const usable = [
    ["of a 16-byte key", sixteenBytes, sixteenBytes],
    ["without its prefix", SECRET.slice("whsec_".length), SECRET],
    ["with a newline behind it", `${SECRET}\n`, SECRET],
    ["the first of two, by comma", `${SECRET},${OTHER_SECRET}`, SECRET],
    ["the second of two, by comma", `${SECRET}, ${OTHER_SECRET}`, OTHER_SECRET],
    ["the second of two, by space", `${SECRET} ${OTHER_SECRET}`, OTHER_SECRET],
    ["beside an unusable one", `whsec_,${OTHER_SECRET}`, OTHER_SECRET],
  ] as const;

  test.each(usable)("verifies when %s", async (_, configured, signer) => {
    const request = signedPost(created, { secret: signer });
    expect((await answer(request, { secret: configured })).status).toBe(200);
  });

  test("accepts what a rotating sender signs with an old and a new key", async () => {
    const body = JSON.stringify(created);
    const headers = signatureHeaders(body, { secret: OTHER_SECRET });
    headers["svix-signature"] += ` ${signatureHeaders(body)["svix-signature"]}`;
    expect((await answer(post(body, headers))).status).toBe(200);
  });

  test("refuses a signature by none of several", async () => {
    const request = signedPost(created, { secret: sixteenBytes });
    const { status } = await answer(request, { secret: `${SECRET},${OTHER_SECRET}` });
    expect(status).toBe(400);
  });

  test("is never logged", async () => {
    await answer(signedPost(created), { secret: `whsec_c2hvcnQ= ${SECRET}` });
    await answer(signedPost(created), { secret: "whsec_c2hvcnQ=" });
    expect(logged).toHaveLength(3);
    expect(logged.join()).not.toMatch(/whsec|c2hvcnQ|MfKQ9r8G/);
  });
});

describe("the signature headers", () => {
  const body = JSON.stringify(created);
  const good = signatureHeaders(body);

  function without(name: string): Record<string, string> {
    return Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  }

  const refused: [string, Record<string, string>][] = [
    ["missing", {}],
    ["without an id", without("svix-id")],
    ["without a timestamp", without("svix-timestamp")],
    ["without a signature", without("svix-signature")],
    ["with an empty id", { ...good, "svix-id": "" }],
    ["with an id of 257 characters", signatureHeaders(body, { id: "m".repeat(257) })],
    [
      "with a timestamp that only begins with digits",
      { ...good, "svix-timestamp": `${good["svix-timestamp"]}x` },
    ],
    ["with a negative timestamp", { ...good, "svix-timestamp": "-1" }],
    ["with a timestamp of 13 digits", { ...good, "svix-timestamp": `${NOW.getTime()}` }],
    [
      "with 17 signatures",
      { ...good, "svix-signature": `${"v1,x ".repeat(16)}${good["svix-signature"]}` },
    ],
    [
      "mixed of two incomplete sets",
      { ...without("svix-id"), "webhook-id": good["svix-id"] ?? "" },
    ],
  ];

  test.each(refused)("are refused when %s", async (_, headers) => {
    const { status, control, body: text, applied } = await answer(post(body, headers));
    expect({ status, control, text, applied }).toEqual({
      status: 400,
      control: null,
      text: "Invalid headers",
      applied: [],
    });
  });

  const accepted: [string, Record<string, string>][] = [
    ["webhook-*", signatureHeaders(body, { brand: "webhook" })],
    [
      "complete under both names",
      { ...signatureHeaders(body, { brand: "webhook" }), ...good },
    ],
    [
      "webhook-* beside a part of svix-*",
      { ...signatureHeaders(body, { brand: "webhook" }), "svix-id": "msg_2" },
    ],
    ["with an id of 256 characters", signatureHeaders(body, { id: "m".repeat(256) })],
    [
      "with 16 signatures",
      { ...good, "svix-signature": `${"v1,x ".repeat(15)}${good["svix-signature"]}` },
    ],
  ];

  test.each(accepted)("are accepted when %s", async (_, headers) => {
    expect((await answer(post(body, headers))).status).toBe(200);
  });

  const ages = [
    [-301, 400],
    [-300, 200],
    [300, 200],
    [301, 400],
  ] as const;

  test.each(ages)("signed %i s from now are answered %i", async (seconds, expected) => {
    const at = new Date(NOW.getTime() + seconds * 1000);
    const { status, control } = await answer(signedPost(created, { at }));
    expect({ status, control }).toEqual({ status: expected, control: null });
  });
});

test("Clerk's own SDK accepts and refuses the same", async () => {
  const body = JSON.stringify(created);
  const headers = signatureHeaders(body);
  const tampered = body.replace("V1", "V9");
  const options = { signingSecret: SECRET };
  await expect(verifyWebhook(post(body, headers), options)).resolves.toMatchObject({
    type: "user.created",
  });
  expect((await answer(post(body, headers))).status).toBe(200);
  await expect(verifyWebhook(post(tampered, headers), options)).rejects.toThrow();
  expect((await answer(post(tampered, headers))).status).toBe(400);
});

describe("a body", () => {
  test("that was tampered with is refused", async () => {
    const body = JSON.stringify(created);
    const tampered = body.replace("V1", "V9");
    const { status, applied } = await answer(post(tampered, signatureHeaders(body)));
    expect({ status, applied }).toEqual({ status: 400, applied: [] });
  });

  test("is verified as the text that was received, not as what it parses to", async () => {
    const pretty = JSON.stringify(created, null, 2);
    expect((await answer(signedPost(pretty))).status).toBe(200);
    const compact = post(JSON.stringify(created), signatureHeaders(pretty));
    expect((await answer(compact)).status).toBe(400);
  });

  test("with characters beyond ASCII, cut anywhere in transit, is accepted", async () => {
    const body = JSON.stringify({ ...created, note: "Ünïcödé 🎵" });
    const bytes = Array.from(new TextEncoder().encode(body), (byte) =>
      Uint8Array.of(byte),
    );
    const request = post(streamOf(...bytes), signatureHeaders(body));
    expect((await answer(request)).status).toBe(200);
  });

  test("with a byte order mark is not the same as one without", async () => {
    const body = JSON.stringify(created);
    const marked = post(`\uFEFF${body}`, signatureHeaders(body));
    expect(await answer(marked)).toMatchObject({ status: 400, control: null });
  });

  test("that is no UTF-8 is not the same as its repaired text", async () => {
    const repaired = JSON.stringify({ ...created, note: "\uFFFD" });
    const [before, after] = repaired
      .split("\uFFFD")
      .map((part) => new TextEncoder().encode(part));
    const broken = streamOf(before!, Uint8Array.of(0xff), after!);
    expect((await answer(post(repaired, signatureHeaders(repaired)))).status).toBe(200);
    const request = post(broken, signatureHeaders(repaired));
    expect(await answer(request)).toMatchObject({ status: 400, applied: [] });
  });

  test("that is not UTF-8 is refused where a decoder returns undefined for it", async () => {
    // As in Convex's runtime, whose decoder never throws.
    vi.spyOn(TextDecoder.prototype, "decode").mockReturnValue(undefined as never);
    const request = post(streamOf(Uint8Array.of(0xff)), signatureHeaders("undefined"));
    expect(await answer(request)).toMatchObject({ status: 400, applied: [] });
    expect(logged).toEqual([]);
  });

  test.each([
    ["of 330 KB", 330_000, 200],
    ["of 512 KiB", MAX_BODY_BYTES, 200],
    ["of a byte more", MAX_BODY_BYTES + 1, 413],
  ])("%s is answered", async (_, bytes, expected) => {
    expect((await answer(signedPost(eventOfSize(bytes)))).status).toBe(expected);
  });

  test("is not read when its declared length is over the limit", async () => {
    const body = JSON.stringify(created);
    const headers = {
      ...signatureHeaders(body),
      "content-length": String(MAX_BODY_BYTES + 1),
    };
    const request = post(body, headers);
    expect((await answer(request)).status).toBe(413);
    expect(request.bodyUsed).toBe(false);
  });

  test("longer than it declares is read no further than the limit", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
      },
    });
    const request = post(endless, { ...signatureHeaders(""), "content-length": "2" });
    expect(await answer(request)).toMatchObject({ status: 413, applied: [] });
    expect(pulled).toBeLessThan(12);
  });

  test("that breaks off is answered 500, for Svix to send it again", async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("connection reset")),
    });
    expect((await answer(post(broken, signatureHeaders("")))).status).toBe(500);
  });

  const notEvents: [string, string][] = [
    ["empty", ""],
    ["not JSON", "hello"],
    ["cut off", '{"type":"user.created"'],
    ["null", "null"],
    ["a list", `[${JSON.stringify(created)}]`],
    ["a string", '"user.created"'],
    ["without a type", JSON.stringify({ data: { id: "user_1" } })],
    ["of a type that is no string", JSON.stringify({ type: 1, data: { id: "user_1" } })],
    ["user.created without data", JSON.stringify({ type: "user.created" })],
    ["user.created without an id", JSON.stringify({ type: "user.created", data: {} })],
    [
      "user.updated with an id that is no string",
      JSON.stringify({ type: "user.updated", data: { id: 7 } }),
    ],
  ];

  test.each(notEvents)("that is %s is refused for good", async (_, body) => {
    expect(await answer(signedPost(body))).toEqual({
      status: 400,
      control: "abort-message",
      body: "Invalid event",
      applied: [],
    });
  });

  test("that is no event is not called one unless it is signed", async () => {
    const unsigned = post("hello", signatureHeaders("something else"));
    expect((await answer(unsigned)).control).toBeNull();
  });
});

describe("an event that means nothing to the library", () => {
  test.each([
    ["of a session, though it embeds a user", sessionCreated],
    ["of an organization", organizationCreated],
    ["of a type that is not known yet", { type: "user.renamed", data: { id: "user_1" } }],
    ["user.deleted without an id", { type: "user.deleted", data: { deleted: true } }],
    ["user.deleted without data", { type: "user.deleted" }],
  ])("%s is answered 200", async (_, event) => {
    expect(await answer(signedPost(event))).toEqual({
      status: 200,
      control: null,
      body: "Ignored",
      applied: [],
    });
  });
});

describe("with an instance id", () => {
  test("events of that instance are applied", async () => {
    const instanceId = created.instance_id;
    expect((await answer(signedPost(created), { instanceId })).applied).toHaveLength(1);
  });

  test("events of another are ignored with a warning", async () => {
    const instanceId = created.instance_id;
    const { status, applied } = await answer(signedPost(exampleCreated), { instanceId });
    expect({ status, applied }).toEqual({ status: 200, applied: [] });
    expect(console.warn).toHaveBeenCalledOnce();
  });

  test("events that name none are applied: their signature is of this endpoint", async () => {
    const { instance_id: _, ...event } = created;
    const { applied } = await answer(signedPost(event), { instanceId: "ins_1" });
    expect(applied).toHaveLength(1);
  });

  test("an empty one is like none", async () => {
    expect((await answer(signedPost(created), { instanceId: "" })).applied).toHaveLength(
      1,
    );
  });
});
