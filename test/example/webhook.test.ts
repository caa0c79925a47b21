import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { deployExample, type Example } from "./deployed.js";

let example: Example;
beforeAll(async () => {
  example = await deployExample();
});
afterAll(async () => {
  await example?.stop();
});

describe.each([
  ["the host's http.ts", "/clerk-users-webhook"],
  ["the component's own route", "/music/clerk-users-webhook"],
])("the webhook in %s", (_mounting, path) => {
  const id = `user_${path.length}`;
  const ada = () => clerkUserEvent("user.created", { id, first_name: "Ada" });
  const send = (request: RequestInit) => fetch(example.siteUrl + path, request);
  const seen = async () => (await example.client(id)).query(api.users.current, {});

  test("creates, changes and deletes a user, each delivery once", async () => {
    const created = signWebhook(ada());
    expect((await send(created)).status).toBe(200);
    expect((await send(created)).status).toBe(200);
    expect(await seen()).toMatchObject({ name: "Ada", syncedBy: "webhook" });

    const renamed = clerkUserEvent("user.updated", { id, first_name: "Grace" });
    expect((await send(signWebhook(renamed))).status).toBe(200);
    expect(await seen()).toMatchObject({ name: "Grace" });

    expect((await send(signWebhook(clerkUserDeletedEvent(id)))).status).toBe(200);
    expect((await send(signWebhook(renamed))).status).toBe(200);
    expect(await seen()).toBeNull();
  });

  test("takes a signature of any of several secrets", async () => {
    const next = `whsec_${btoa("the next signing key")}`;
    await example.setEnv({ CLERK_WEBHOOK_SECRET: `${testWebhookSecret} ${next}` });
    const event = clerkUserEvent("user.created", { id: `${id}_rotated` });
    expect((await send(signWebhook(event, { secret: next }))).status).toBe(200);
    expect((await send(signWebhook(event))).status).toBe(200);
    await example.setEnv({ CLERK_WEBHOOK_SECRET: testWebhookSecret });
    expect((await send(signWebhook(event, { secret: next }))).status).toBe(400);
  });

  test("answers 400 to what is not signed or not intact", async () => {
    const request = signWebhook(ada());
    const { "svix-signature": _, ...unsigned } = request.headers;
    const stale = { sentAt: new Date(Date.now() - 301_000) };
    const requests = [
      { ...request, headers: unsigned },
      { ...request, body: request.body.replace("Ada", "Eve") },
      signWebhook(ada(), stale),
      signWebhook("not an event"),
    ];
    for (const bad of requests) expect((await send(bad)).status).toBe(400);
    const last = await send(signWebhook("not an event"));
    expect(last.headers.get("webhook-delivery")).toBe("abort-message");
  });

  test("answers 413 to a body over 512 KiB, and takes one of 330 KB", async () => {
    const padded = (bytes: number) =>
      signWebhook({ ...ada(), type: "session.created", padding: "x".repeat(bytes) });
    expect((await send(padded(330_000))).status).toBe(200);
    for (let i = 0; i < 20; i++) {
      expect((await send(padded(513 * 1024))).status).toBe(413);
      expect((await send(padded(10))).status).toBe(200);
    }
  });

  test("answers 500 while the secret is missing or too short", async () => {
    for (const secret of ["whsec_", "whsec_c2hvcnQ=", "no base64!"]) {
      await example.setEnv({ CLERK_WEBHOOK_SECRET: secret });
      expect((await send(signWebhook(ada()))).status).toBe(500);
    }
    await example.setEnv({ CLERK_WEBHOOK_SECRET: null });
    expect((await send(signWebhook(ada()))).status).toBe(500);
    await example.setEnv({ CLERK_WEBHOOK_SECRET: testWebhookSecret });
  });

  test("ignores events of another instance", async () => {
    await example.setEnv({ CLERK_INSTANCE_ID: "ins_other" });
    const foreign = { id: `${id}_foreign`, first_name: "Foreign" };
    const event = clerkUserEvent("user.created", foreign);
    expect((await send(signWebhook(event))).status).toBe(200);
    const client = await example.client(foreign.id);
    expect(await client.query(api.users.current, {})).toBeNull();
    await example.setEnv({ CLERK_INSTANCE_ID: null });
  });

  test("answers only to POST", async () => {
    expect((await send({ method: "GET" })).status).toBe(404);
  });
});
