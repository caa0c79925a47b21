import fc from "fast-check";
import type { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  type SigningOptions,
  signWebhook,
} from "../../src/testing/clerk.js";
import { costOf } from "../bench/measure.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { rowsOf } from "../example/deployedTables.js";

let example: Example;
let admin: ConvexHttpClient;

beforeAll(async () => {
  example = await deployExample();
  admin = await example.client(adminClerkId);
  await admin.mutation(api.users.ensureCurrent, {});
});
afterAll(async () => {
  await example?.stop();
});

let users = 0;
const newId = () => `user_2delivery${users++}`;

async function post(event: unknown, options?: SigningOptions) {
  const route = `${example.siteUrl}/clerk-users-webhook`;
  return (await fetch(route, signWebhook(event, options))).status;
}

async function userOf(id: string) {
  return await (await example.client(id)).query(api.users.current, {});
}

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, i) =>
    permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [
      item,
      ...rest,
    ]),
  );
}

/** Delivers events in an order, with what goes wrong on the way: twice, anew, beside a token. */
async function deliver(id: string, events: unknown[]) {
  const client = await example.client(id);
  for (const [i, event] of events.entries()) {
    const deliveryId = `msg_${id}_${i}`;
    const [first, again] = await Promise.all([
      post(event, { deliveryId }),
      post(event, { deliveryId }),
      client.mutation(api.users.ensureCurrent, {}).catch(() => null),
    ]);
    expect([first, again, await post(event)]).toEqual([200, 200, 200]);
  }
}

const base = Date.parse("2026-01-01");

function profile(id: string, first_name: string, at: number) {
  const type = at === 0 ? "user.created" : "user.updated";
  return clerkUserEvent(type, { id, first_name, updated_at: base + at });
}

test("whatever the order of deliveries, the newest profile is what stays", async () => {
  for (const order of permutations([0, 1, 2])) {
    const id = newId();
    const events = ["Created", "Second", "Third"].map((name, at) =>
      profile(id, name, at),
    );
    await deliver(
      id,
      order.map((i) => events[i]),
    );
    expect(await userOf(id), order.join()).toMatchObject({
      name: "Third",
      syncedBy: "webhook",
      role: "guest",
    });
  }
});

test("whatever the order of deliveries, a deleted user stays deleted", async () => {
  for (const order of permutations([0, 1, 2, 3])) {
    const id = newId();
    const events: unknown[] = ["Created", "Second", "Third"].map((name, at) =>
      profile(id, name, at),
    );
    events.push(clerkUserDeletedEvent(id));
    await deliver(
      id,
      order.map((i) => events[i]),
    );
    expect(await userOf(id), order.join()).toBeNull();
    const client = await example.client(id);
    await expect(client.mutation(api.users.ensureCurrent, {})).rejects.toMatchObject({
      data: { code: "USER_DELETED" },
    });
  }
});

test("who signs up again with the same address and a new id is somebody new", async () => {
  const [before, after] = [newId(), newId()];
  const email = "again@example.com";
  await post(clerkUserEvent("user.created", { id: before, email }));
  await post(clerkUserEvent("user.created", { id: after, email }));
  await post(clerkUserDeletedEvent(before));
  expect(await userOf(before)).toBeNull();
  expect(await userOf(after)).toMatchObject({ email });
});

const odd = fc.oneof(
  fc.constantFrom(null, "", "  ", "null", "\ud800", "\u200b", 0, -1, true, [], {}),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.double(),
  fc.object({ maxDepth: 2 }),
);

const oddUser = fc.record(
  {
    first_name: odd,
    last_name: odd,
    username: odd,
    image_url: fc.oneof(odd, fc.webUrl()),
    updated_at: odd,
    primary_email_address_id: fc.oneof(odd, fc.constant("idn_1")),
    email_addresses: fc.oneof(
      odd,
      fc.array(
        fc.record({ id: fc.oneof(odd, fc.constant("idn_1")), email_address: odd }),
      ),
    ),
    public_metadata: fc.oneof(odd, fc.dictionary(fc.string(), odd)),
  },
  { requiredKeys: [] },
);

test("an odd payload is never answered 500, and never leaves an odd user", async () => {
  await fc.assert(
    fc.asyncProperty(oddUser, odd, async (fields, timestamp) => {
      const id = newId();
      const event = clerkUserEvent("user.updated", { id });
      const data = { ...event.data, ...fields };
      expect(await post({ ...event, timestamp, data })).toBe(200);
      const user = await userOf(id);
      expect(user).not.toBeNull();
      expect(user!.name.trim()).not.toBe("");
      expect(user!.name).not.toMatch(/null|undefined/);
      expect(user!.name).not.toMatch(/\p{Surrogate}/u);
    }),
    { numRuns: 150 },
  );
}, 120_000);

test("of two profiles of one time the later event counts, be it sent in s or in ms", async () => {
  const sent = (id: string, name: string, timestamp: number) => ({
    ...profile(id, name, 1),
    timestamp,
  });
  const [inOrder, reversed] = [newId(), newId()];
  const earlier = (id: string) => sent(id, "Earlier", base + 10_000);
  const later = (id: string) => sent(id, "Later", base / 1000 + 20);
  for (const event of [earlier(inOrder), later(inOrder)]) await post(event);
  for (const event of [later(reversed), earlier(reversed)]) await post(event);
  expect(await userOf(inOrder)).toMatchObject({ name: "Later" });
  expect(await userOf(reversed)).toMatchObject({ name: "Later" });
});

test("a newer profile replaces all that Clerk owns, and nothing that the app owns", async () => {
  const id = newId();
  const fields = { id, first_name: "Ada", username: "ada", email: "ada@example.com" };
  const image_url = "https://img.clerk.com/ada";
  await post(clerkUserEvent("user.created", { ...fields, image_url, updated_at: base }));
  const client = await example.client(id);
  await example.run("users:setRoleByExternalId", { externalId: id, role: "vip" });
  await client.mutation(api.playlists.create, { title: "Mine" });
  const before = await userOf(id);
  expect(before).toMatchObject({
    name: "Ada",
    username: "ada",
    email: "ada@example.com",
    imageUrl: image_url,
  });

  await post(profile(id, "Grace", 1));
  const { _id, _creationTime } = before!;
  const kept = { _id, _creationTime, externalId: id, role: "vip", syncedBy: "webhook" };
  expect(await userOf(id)).toEqual({ ...kept, name: "Grace" });
  expect(await client.query(api.playlists.mine, {})).toHaveLength(1);
});

test("the status tells when the last delivery came, and what came of each", async () => {
  const [id, unseen] = [newId(), newId()];
  const before = (await admin.query(api.admin.status, {})).deliveries;
  const startedAt = Date.now();
  for (const event of [
    profile(id, "A", 2),
    profile(id, "A", 2),
    profile(id, "Old", 1),
    profile(id, "A", 3),
    profile(id, "B", 4),
    clerkUserDeletedEvent(id),
    profile(id, "C", 5),
    clerkUserDeletedEvent(unseen),
  ]) {
    await post(event);
  }
  const { deliveries, lastDeliveryAt } = await admin.query(api.admin.status, {});
  const counted = Object.entries(deliveries).map(([outcome, count]) => [
    outcome,
    count - (before[outcome] ?? 0),
  ]);
  expect(Object.fromEntries(counted)).toMatchObject({
    created: 1,
    unchanged: 1,
    stale: 1,
    refreshed: 1,
    updated: 1,
    deleted: 1,
    alreadyDeleted: 1,
    tombstoned: 1,
  });
  expect(lastDeliveryAt).toBeGreaterThanOrEqual(startedAt);
  expect(lastDeliveryAt).toBeLessThanOrEqual(Date.now());
});

test("nothing is written of what is not new, but that it arrived", async () => {
  const id = newId();
  const event = profile(id, "A", 5);
  const deliveryId = `msg_cost_${id}`;
  await post(event, { deliveryId });
  const rowOf = async () =>
    (await rowsOf(example, "users")).find((row) => row.externalId === id);
  const row = await rowOf();
  const written = async (work: () => Promise<unknown>, path = "clerk:receive") => {
    const { functions, documentsWritten } = await costOf(example, path, work);
    expect(functions).toBe(1);
    return documentsWritten;
  };
  const [theDelivery, itsCount] = [1, 1];
  expect(await written(() => post(event, { deliveryId }))).toBe(0);
  expect(await written(() => post(event))).toBe(theDelivery + itsCount);
  const stale = profile(id, "Old", 4);
  expect(await written(() => post(stale))).toBe(theDelivery + itsCount);
  const client = await example.client(id);
  const ensure = () => client.mutation(api.users.ensureCurrent, {});
  expect(await written(ensure, "users:ensureCurrent")).toBe(0);
  expect(await rowOf()).toEqual(row);
});

test("the host heard of each user once, and of each one who left", async () => {
  const before = await admin.query(api.members.count, {});
  const [stays, leaves] = [newId(), newId()];
  for (const id of [stays, leaves]) await deliver(id, [profile(id, "A", 0)]);
  await deliver(leaves, [clerkUserDeletedEvent(leaves)]);
  expect(await admin.query(api.members.count, {})).toBe(Math.min(before + 1, 100));
});

test("records of deliveries are pruned after 30 days, tombstones never", async () => {
  const id = newId();
  const event = profile(id, "A", 0);
  const deliveryId = `msg_prune_${id}`;
  await post(event, { deliveryId });
  const unchanged = async () =>
    (await admin.query(api.admin.status, {})).deliveries.unchanged ?? 0;
  const prune = () => example.runCron("prune deliveries and clean-up lists");
  const gone = newId();
  await post(clerkUserDeletedEvent(gone));
  const before = await unchanged();
  await prune();
  await post(event, { deliveryId });
  expect(await unchanged()).toBe(before);

  const month = 31 * 24 * 60 * 60 * 1000;
  await example.advanceTime(month);
  admin.setAuth(await example.token(adminClerkId, month));
  const sentAt = new Date(Date.now() + month);
  await vi.waitFor(
    async () => {
      await prune();
      expect(await post(event, { deliveryId, sentAt })).toBe(200);
      expect(await unchanged()).toBe(before + 1);
    },
    { timeout: 20_000, interval: 200 },
  );
  const left = await rowsOf(example, "webhookDeliveries");
  expect(left.every((row) => Number(row.receivedAt) > sentAt.getTime() - month)).toBe(
    true,
  );

  await post(profile(gone, "Back", month), { sentAt });
  expect(await userOf(gone)).toBeNull();
  const tombstones = await rowsOf(example, "deletedUsers");
  expect(tombstones.filter((row) => row.externalId === gone)).toHaveLength(1);
});

test("the cron runs once a day, not on the hour", async () => {
  const answer = await fetch(`${example.url}/api/local/crons`, {
    headers: { authorization: `Convex ${example.adminKey}` },
  });
  expect(await answer.json()).toContainEqual({
    component: "musicLibrary",
    name: "prune deliveries and clean-up lists",
    function: "model/clerk/deliveries:prune",
    schedule: expect.objectContaining({ type: "daily", minuteUTC: 17 }) as object,
  });
});
