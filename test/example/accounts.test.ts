import { createServer, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Webhook } from "svix";
import {
  listen,
  type Listening,
  type LocalAccounts,
  type LocalIssuer,
  startLocalAccounts,
  startLocalIssuer,
} from "../../example/local/index.js";

const origin = "http://127.0.0.1:5173";
const secret = `whsec_${Buffer.from("a signing key for this test").toString("base64")}`;
const secretKey = "sk_test_local";

type Delivery = { id: string; body: string; type: string };

let endpoint: Listening;
let issuer: LocalIssuer;
let service: LocalAccounts;
let deliveries: Delivery[];
/** What the endpoint answers, one after the other; then 200. */
let answers: { status: number; headers?: Record<string, string> }[];

beforeEach(async () => {
  deliveries = [];
  answers = [];
  const receiver = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const headers = incoming.headers as Record<string, string>;
      new Webhook(secret).verify(body, headers);
      const { type } = JSON.parse(body) as { type: string };
      deliveries.push({ id: headers["svix-id"]!, body, type });
      const { status, headers: answered = {} } = answers.shift() ?? { status: 200 };
      response.writeHead(status, answered).end();
    });
  });
  endpoint = await listen(receiver, 0);
  issuer = await startLocalIssuer();
  service = await startLocalAccounts({
    issuer,
    webhook: { url: endpoint.url, secret },
    secretKey,
    schedule: [0, 10, 10, 10],
  });
  service.allowPage(origin);
});
afterEach(async () => {
  await Promise.all([service.close(), issuer.close(), endpoint.close()]);
});

async function ask(
  method: string,
  path: string,
  { body, headers }: { body?: object; headers?: Record<string, string> } = {},
) {
  const answer = await fetch(service.url + path, {
    method,
    headers: { origin, ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    body: text === "" ? null : (JSON.parse(text) as never),
  };
}

const signUp = async (name: string) =>
  (
    await ask("POST", "/sign-up", {
      body: { name, email: `${name.split(" ")[0]}@example.com` },
    })
  ).body as unknown as { session: string; account: { id: string } };

const types = () => deliveries.map(({ type }) => type);

test("each change is told by a signed webhook, as Clerk does", async () => {
  const { session } = await signUp("Ada Lovelace");
  const headers = { authorization: `Bearer ${session}` };
  await expect.poll(types).toEqual(["user.created"]);
  await ask("PATCH", "/account", { headers, body: { name: "Ada King" } });
  await expect.poll(types).toEqual(["user.created", "user.updated"]);
  expect(JSON.parse(deliveries[1]!.body)).toMatchObject({
    data: { first_name: "Ada", last_name: "King" },
  });
  await ask("DELETE", "/account", { headers });
  await expect.poll(types).toEqual(["user.created", "user.updated", "user.deleted"]);
  expect((await ask("POST", "/token", { headers })).status).toBe(401);
});

test("a delivery is tried again under the same id, and then no more", async () => {
  answers = [{ status: 500 }, { status: 302 }];
  await signUp("Ada Lovelace");
  await expect.poll(() => deliveries.length).toBe(3);
  expect(new Set(deliveries.map(({ id }) => id)).size).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(deliveries).toHaveLength(3);
});

test("a delivery that the endpoint wants no more of is given up", async () => {
  const headers = { "webhook-delivery": "abort-message" };
  answers = [{ status: 400, headers }, { status: 200 }];
  await signUp("Ada Lovelace");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(deliveries).toHaveLength(1);
});

test.each([
  ["another page", { origin: "http://127.0.0.1:4000" }],
  ["a page on the network", { origin: "https://example.com" }],
  ["a page that hides where it is", { origin: "null" }],
  ["no page at all", { origin: undefined }],
])("%s is refused, whatever it asks", async (_, { origin: from }) => {
  for (const [method, path] of [
    ["GET", "/accounts"],
    ["POST", "/sign-up"],
    ["POST", "/sign-in"],
    ["OPTIONS", "/sign-in"],
  ] as const) {
    const answer = await fetch(service.url + path, {
      method,
      headers: from === undefined ? {} : { origin: from },
      ...(method === "POST" && { body: '{"name":"Eve","email":"eve@example.com"}' }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  }
  expect(service.accounts.all()).toEqual([]);
});

test("a name that points to this machine is refused", async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { origin, host: "rebound.example.com" };
    request(`${service.url}/accounts`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("what a page may not send is refused, and changes nothing", async () => {
  const bodies = [
    {},
    { name: "", email: "a@example.com" },
    { name: "x".repeat(101), email: "a@example.com" },
    { name: "Eve", email: "no address" },
  ];
  for (const body of bodies) {
    expect((await ask("POST", "/sign-up", { body })).status).toBe(400);
  }
  const large = { name: "x".repeat(10_000), email: "a@example.com" };
  expect((await ask("POST", "/sign-up", { body: large })).status).toBe(413);
  await signUp("Ada Lovelace");
  const again = { name: "Ada", email: "ADA@example.com" };
  expect((await ask("POST", "/sign-up", { body: again })).status).toBe(409);
  expect(service.accounts.all()).toHaveLength(1);
});

test("the Backend API answers whoever has the key, but no page", async () => {
  const { account } = await signUp("Ada Lovelace");
  await signUp("Grace Hopper");
  const backend = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(service.url + path, { headers });
    return { status: answer.status, body: (await answer.json()) as never };
  };
  const authorization = `Bearer ${secretKey}`;
  expect((await backend("/v1/users", {})).status).toBe(401);
  expect((await backend("/v1/users", { authorization, origin })).status).toBe(403);
  expect(await backend("/v1/users/count", { authorization })).toMatchObject({
    body: { total_count: 2 },
  });
  const after = `/v1/users?order_by=created_at&limit=1&starting_after=${account.id}`;
  expect((await backend(after, { authorization })).body).toMatchObject([
    { first_name: "Grace" },
  ]);
  expect((await backend("/v1/users/user_none", { authorization })).status).toBe(404);
});
