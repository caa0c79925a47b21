import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { api } from "./fixture/convex/_generated/api.js";
import { Fixture } from "./harness.js";

type Message = { type: string } & Record<string, unknown>;

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.deployed();
});

afterAll(() => fixture.stop());

/** A client that sends and receives single messages of the protocol. */
async function connect(sessionId: string) {
  const { url } = fixture.deployment;
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/1.48.0/sync`);
  const received: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Message;
    const next = waiting.shift();
    if (next) next(message);
    else received.push(message);
  });
  await once(socket, "open");
  const send = (message: Message) => socket.send(JSON.stringify(message));
  send({ type: "Connect", sessionId, connectionCount: 0, lastCloseReason: null });
  return {
    send,
    close: () => socket.close(),
    receive: () =>
      new Promise<Message>((resolve) => {
        const message = received.shift();
        if (message) resolve(message);
        else waiting.push(resolve);
      }),
  };
}

const watch = (queryId: number, baseVersion: number): Message => ({
  type: "ModifyQuerySet",
  baseVersion,
  newVersion: baseVersion + 1,
  modifications: [
    { type: "Add", queryId, udfPath: "messages:list", args: [{ channel: "sync" }] },
  ],
});

const mutation = (requestId: number, body: string): Message => ({
  type: "Mutation",
  requestId,
  udfPath: "messages:send",
  args: [{ channel: "sync", body }],
});

test("a mutation is answered first, then its effect is sent in a transition", async () => {
  const client = await connect(crypto.randomUUID());
  client.send(watch(0, 0));
  const first = await client.receive();
  expect(first).toMatchObject({
    type: "Transition",
    startVersion: { querySet: 0, identity: 0, ts: "AAAAAAAAAAA=" },
    endVersion: { querySet: 1, identity: 0 },
  });
  client.send(mutation(0, "once"));
  const response = await client.receive();
  expect(response).toMatchObject({ type: "MutationResponse", success: true });
  const transition = await client.receive();
  expect(transition).toMatchObject({
    type: "Transition",
    startVersion: first.endVersion as object,
    modifications: [{ type: "QueryUpdated", queryId: 0, value: ["once"] }],
  });
  const { ts } = transition.endVersion as { ts: string };
  expect(timeOf(ts)).toBeGreaterThanOrEqual(timeOf(response.ts as string));
  client.close();
});

test("a mutation that is sent again gets the same answer, and a transition", async () => {
  const sessionId = crypto.randomUUID();
  const before = await connect(sessionId);
  before.send(mutation(7, "not twice"));
  const response = await before.receive();
  before.close();

  const after = await connect(sessionId);
  after.send(watch(0, 0));
  expect(await after.receive()).toMatchObject({ type: "Transition" });
  after.send(mutation(7, "not twice"));
  expect(await after.receive()).toEqual(response);
  expect(await after.receive()).toMatchObject({ type: "Transition", modifications: [] });
  after.close();

  const messages = await fixture.http().query(api.messages.list, { channel: "sync" });
  expect(messages.filter((body) => body === "not twice")).toHaveLength(1);
});

test("a query that fails sends its error, and can be removed", async () => {
  const client = await connect(crypto.randomUUID());
  client.send({
    type: "ModifyQuerySet",
    baseVersion: 0,
    newVersion: 1,
    modifications: [{ type: "Add", queryId: 3, udfPath: "messages:fail", args: [{}] }],
  });
  expect(await client.receive()).toMatchObject({
    modifications: [
      {
        type: "QueryFailed",
        queryId: 3,
        errorMessage: "Uncaught TypeError: a plain error",
      },
    ],
  });
  client.send({
    type: "ModifyQuerySet",
    baseVersion: 1,
    newVersion: 2,
    modifications: [{ type: "Remove", queryId: 3 }],
  });
  expect(await client.receive()).toMatchObject({
    endVersion: { querySet: 2 },
    modifications: [{ type: "QueryRemoved", queryId: 3 }],
  });
  client.close();
});

function timeOf(encoded: string): bigint {
  return Buffer.from(encoded, "base64").readBigUInt64LE();
}
