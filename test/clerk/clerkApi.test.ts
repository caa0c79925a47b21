import { createClerkClient } from "@clerk/backend";
import { afterEach, describe, expect, test } from "vitest";
import { clerkApi } from "../../src/component/model/clerk/backendApi.js";
import type { ClerkUserUpsert } from "../../src/shared/clerkEvents.js";
import { ClerkApiError } from "../../src/component/model/clerk/request.js";
import {
  type FakeClerk,
  type FakeClerkFault,
  type FakeClerkOptions,
  type FakeClerkRequest,
  fakeClerkUserId,
  PRIVATE_MARK,
  startFakeClerk,
} from "./fakeClerk.js";

const TIMEOUT_MS = 200;

const started: FakeClerk[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((clerk) => clerk.close()));
});

async function start(options: FakeClerkOptions) {
  const clerk = await startFakeClerk(options);
  started.push(clerk);
  return { clerk, api: client(clerk) };
}

function client({ url, secretKey }: Pick<FakeClerk, "url" | "secretKey">) {
  return clerkApi({ secretKey, apiUrl: url, timeoutMs: 10_000 });
}

/** A client that does not wait long, for an answer that does not come. */
function hastyClient({ url, secretKey }: FakeClerk) {
  return clerkApi({ secretKey, apiUrl: url, timeoutMs: TIMEOUT_MS });
}

type Listing = { users: ClerkUserUpsert[]; unreadable: number; pages: number };

/** Lists every user, each page from nothing but the cursor of the page before. */
async function listAll(
  clerk: FakeClerk,
  limit: number,
  afterPage: (page: number, users: ClerkUserUpsert[]) => void = () => {},
): Promise<Listing> {
  const listing: Listing = { users: [], unreadable: 0, pages: 0 };
  let cursor: string | null = null;
  do {
    const page = await client(clerk).listUsers({ limit, cursor });
    listing.users.push(...page.users);
    listing.unreadable += page.unreadable;
    listing.pages += 1;
    cursor = page.nextCursor;
    afterPage(listing.pages, page.users);
    if (listing.pages > 100) throw new Error("The list has no end.");
  } while (cursor !== null);
  return listing;
}

const idsOf = (listed: { users: ClerkUserUpsert[] }) =>
  listed.users.map(({ externalId }) => externalId);

const idsAt = (clerk: FakeClerk) => clerk.users.map(({ id }) => id);

async function failure(call: Promise<unknown>): Promise<ClerkApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ClerkApiError) return error;
  throw new Error("The call did not fail as calls to Clerk do.", { cause: error });
}

/** All that an error shows, were somebody to log it. */
const shown = (error: ClerkApiError) =>
  `${error.stack} ${JSON.stringify({ ...error, cause: error.cause })}`;

describe("listing 1,201 users", () => {
  test.each([
    [500, 3],
    [100, 13],
    [400, 4],
  ])("%d at a time, each once and in order", async (limit, pages) => {
    const { clerk } = await start({ users: 1201 });
    const listing = await listAll(clerk, limit);
    expect(idsOf(listing)).toEqual(idsAt(clerk));
    expect(listing).toMatchObject({ pages, unreadable: 0 });
    expect(clerk.requests).toHaveLength(pages);
    for (const { query } of clerk.requests) {
      expect(query.get("limit")).toBe(String(limit));
      expect(query.get("order_by")).toBe("created_at");
    }
  });

  test("none, one page to the last user, and one user", async () => {
    const { clerk: empty } = await start({ users: 0 });
    expect(await listAll(empty, 500)).toEqual({ users: [], unreadable: 0, pages: 1 });
    const { clerk: full } = await start({ users: 20 });
    expect(idsOf(await listAll(full, 10))).toEqual(idsAt(full));
    expect(idsOf(await listAll(full, 1))).toEqual(idsAt(full));
  });

  test("users added, removed and changed meanwhile", async () => {
    const { clerk } = await start({ users: 1201 });
    const listing = await listAll(clerk, 100, (page) => {
      if (page > 10) return;
      clerk.addUser();
      clerk.removeUser(fakeClerkUserId(page));
      clerk.removeUser(fakeClerkUserId(1200 - page));
      clerk.updateUser(fakeClerkUserId(page * 100 + 50), { last_name: "Renamed" });
    });
    expect(new Set(idsOf(listing)).size).toBe(listing.users.length);
    expect(idsOf(listing)).toEqual(expect.arrayContaining(idsAt(clerk)));
    const renamed = listing.users.filter(({ profile }) => / Renamed$/.test(profile.name));
    expect(renamed).toHaveLength(10);
  });

  test.each(["refused", "empty"] as const)(
    "the last user of every page removed, what follows is %s",
    async (afterDeletedUser) => {
      const { clerk } = await start({ users: 1201, afterDeletedUser });
      const before = idsAt(clerk);
      const listing = await listAll(clerk, 100, (_, users) => {
        clerk.removeUser(users.at(-1)?.externalId ?? "");
      });
      expect([...new Set(idsOf(listing))]).toEqual(before);
      expect(clerk.users.length).toBeLessThan(before.length - 10);
    },
  );

  test("by offset, where cursors are refused", async () => {
    const { clerk } = await start({ users: 1201, cursors: "refused" });
    expect(idsOf(await listAll(clerk, 100))).toEqual(idsAt(clerk));
  });

  test("by offset, users added and removed meanwhile", async () => {
    const { clerk } = await start({ users: 1201, cursors: "refused" });
    const listing = await listAll(clerk, 100, (page) => {
      if (page > 12) return;
      clerk.addUser();
      for (const number of [1, 2, 3])
        clerk.removeUser(fakeClerkUserId(page * 10 + number));
    });
    expect(idsOf(listing)).toEqual(expect.arrayContaining(idsAt(clerk)));
    expect(new Set(idsOf(listing)).size).toBe(listing.users.length);
  });

  test("a list that repeats itself ends in an error", async () => {
    const { clerk } = await start({ users: 1201, cursors: "ignored" });
    const error = await failure(listAll(clerk, 100));
    expect(error).toMatchObject({ kind: "unexpected", isRetryable: false });
    expect(clerk.requests).toHaveLength(2);
  });

  test("so does one that repeats itself by offset", async () => {
    const { clerk, api } = await start({ users: 20, cursors: "refused" });
    const { nextCursor } = await api.listUsers({ limit: 10, cursor: null });
    const text = JSON.stringify(clerk.users.slice(0, 10));
    const byOffset = ({ query }: FakeClerkRequest) => query.has("offset");
    clerk.fail(byOffset, { kind: "text", status: 200, text });
    const error = await failure(api.listUsers({ limit: 10, cursor: nextCursor }));
    expect(error.kind).toBe("unexpected");
    expect(error.message).toContain("again and again");
  });

  test("a page asked for again is the same page", async () => {
    const { clerk, api } = await start({ users: 30 });
    const { nextCursor } = await api.listUsers({ limit: 10, cursor: null });
    clerk.fail("/v1/users", { kind: "error", status: 429, retryAfter: "7" });
    const again = { limit: 10, cursor: nextCursor };
    expect(await failure(api.listUsers(again))).toMatchObject({ retryAfterMs: 7_000 });
    expect(idsOf(await api.listUsers(again))).toEqual(idsAt(clerk).slice(10, 20));
  });

  test("a fault is not mistaken for a refused cursor", async () => {
    const { clerk, api } = await start({ users: 30 });
    const { nextCursor } = await api.listUsers({ limit: 10, cursor: null });
    for (const status of [401, 403, 429, 500]) {
      clerk.fail("/v1/users", { kind: "error", status });
      const error = await failure(api.listUsers({ limit: 10, cursor: nextCursor }));
      expect(error.status).toBe(status);
    }
    expect(clerk.requests).toHaveLength(5);
  });
});

describe("looking users up", () => {
  test("100 at a time", async () => {
    const { clerk, api } = await start({ users: 90 });
    const ids = [...Array(100).keys()].map(fakeClerkUserId);
    expect(await api.findUsers(ids)).toEqual(new Set(idsAt(clerk)));
    expect(await api.findUsers(["user_nobody"])).toEqual(new Set());
    expect(clerk.requests).toHaveLength(2);
  });

  test("one by one", async () => {
    const { clerk, api } = await start({ users: 30 });
    expect(await api.getUser(fakeClerkUserId(3))).toEqual({
      kind: "upsert",
      externalId: fakeClerkUserId(3),
      profile: {
        name: "First3 Last3",
        email: "listener3@example.com",
        verifiedEmail: "listener3@example.com",
        imageUrl: "https://img.clerk.com/3",
        username: "listener3",
      },
      version: {
        updatedAt: clerk.users[3]?.updated_at,
        eventAt: clerk.users[3]?.updated_at,
      },
    });
    clerk.removeUser(fakeClerkUserId(3));
    expect(await api.getUser(fakeClerkUserId(3))).toBeNull();
  });

  test("how many, and of which instance", async () => {
    const { clerk, api } = await start({ users: 30 });
    expect(await api.countUsers()).toBe(30);
    expect(await api.getInstance()).toEqual({
      id: clerk.instanceId,
      environmentType: "development",
    });
    clerk.fail("/v1/users/count", { kind: "error", status: 500 }, { kind: "drop" });
    expect(await api.countUsers()).toBeNull();
    expect(await api.countUsers()).toBeNull();
  });

  test("whatever charset the answer names", async () => {
    const contentType = "application/json; charset=utf-8";
    const { clerk } = await start({ users: 100, contentType });
    const { users } = await listAll(clerk, 500);
    expect(users[67]?.profile.name).toMatch(/^名前 🎵 مرحبا x+$/);
  });
});

describe("faults", () => {
  const html = "<html><body>Bad gateway</body></html>";
  test.each<[string, FakeClerkFault, Partial<ClerkApiError>]>([
    [
      "too many requests",
      { kind: "error", status: 429, code: "too_many_requests", retryAfter: "7" },
      { kind: "rateLimited", status: 429, retryAfterMs: 7_000, isRetryable: true },
    ],
    [
      "an error of the server",
      { kind: "error", status: 500, code: "internal_clerk_error" },
      { kind: "unavailable", status: 500, isRetryable: true },
    ],
    [
      "a proxy's page",
      { kind: "text", status: 502, text: html, contentType: "text/html" },
      { kind: "unavailable", status: 502, isRetryable: true },
    ],
    [
      "a page in place of JSON",
      { kind: "text", status: 200, text: html, contentType: "text/html" },
      { kind: "unavailable", status: 200, isRetryable: true },
    ],
    [
      "half of the JSON",
      { kind: "text", status: 200, text: '[{"id":"user_1",' },
      { kind: "unavailable", status: 200, isRetryable: true },
    ],
    [
      "JSON of another shape",
      { kind: "text", status: 200, text: '{"users":[]}' },
      { kind: "unexpected", status: 200, isRetryable: false },
    ],
    [
      "a key that is not accepted",
      { kind: "error", status: 401, code: "authentication_invalid" },
      { kind: "unauthorized", status: 401, isRetryable: false },
    ],
    [
      "a key that may not",
      { kind: "error", status: 403, code: "authorization_invalid" },
      { kind: "unauthorized", status: 403, isRetryable: false },
    ],
    [
      "an argument that Clerk refuses",
      { kind: "error", status: 422, code: "request_body_invalid" },
      { kind: "unexpected", status: 422, isRetryable: false },
    ],
    [
      "a dropped connection",
      { kind: "drop" },
      { kind: "unavailable", isRetryable: true },
    ],
    ["no answer", { kind: "hang" }, { kind: "unavailable", isRetryable: true }],
    [
      "half an answer",
      { kind: "hangInBody" },
      { kind: "unavailable", isRetryable: true },
    ],
  ])("%s", async (_, fault, expected) => {
    const { clerk } = await start({ users: 30 });
    clerk.fail(() => true, fault, fault, fault, fault);
    const api = hastyClient(clerk);
    const calls = [
      api.listUsers({ limit: 10, cursor: null }),
      api.findUsers([fakeClerkUserId(1)]),
      api.getUser(fakeClerkUserId(1)),
      api.getInstance(),
    ];
    for (const error of await Promise.all(calls.map(failure))) {
      expect(error).toMatchObject(expected);
      expect(shown(error)).not.toContain(clerk.secretKey);
      expect(error.message).not.toMatch(/html|limit=|user_id=|127\.0\.0\.1/);
    }
    expect(await api.getUser(fakeClerkUserId(1))).not.toBeNull();
  });

  test.each(["hang", "hangInBody"] as const)("a %s ends in time", async (kind) => {
    const { clerk } = await start({ users: 30 });
    clerk.fail("/v1/instance", { kind });
    const startedAt = performance.now();
    const error = await failure(hastyClient(clerk).getInstance());
    const tookMs = performance.now() - startedAt;
    expect(error.message).toContain(`${TIMEOUT_MS} ms`);
    expect(tookMs).toBeGreaterThan(TIMEOUT_MS - 20);
    expect(tookMs).toBeLessThan(TIMEOUT_MS + 1_000);
  });

  test("a redirect is not followed, and takes the key nowhere", async () => {
    const { clerk, api } = await start({ users: 1 });
    const { clerk: elsewhere } = await start({ users: 1 });
    clerk.fail("/v1/instance", {
      kind: "redirect",
      location: `${elsewhere.url}/v1/instance`,
    });
    expect((await failure(api.getInstance())).kind).toBe("unavailable");
    expect(elsewhere.requests).toEqual([]);
  });

  test("nobody listens", async () => {
    const { clerk, api } = await start({ users: 1 });
    await clerk.close();
    expect((await failure(api.getInstance())).kind).toBe("unavailable");
  });

  test("a wrong key", async () => {
    const { clerk } = await start({ users: 1 });
    const wrongKey = "sk_test_ofAnotherApplication";
    const error = await failure(client({ ...clerk, secretKey: wrongKey }).getInstance());
    expect(error).toMatchObject({
      kind: "unauthorized",
      codes: ["authentication_invalid"],
    });
    expect(shown(error)).not.toContain(wrongKey);
    expect(clerk.requests).toMatchObject([{ authorized: false }]);
  });
});

test("nothing private is in any result", async () => {
  const { clerk, api } = await start({ users: 200 });
  const results = [
    await api.listUsers({ limit: 500, cursor: null }),
    [...(await api.findUsers(idsAt(clerk).slice(0, 100)))],
    ...(await Promise.all(idsAt(clerk).map((id) => api.getUser(id)))),
  ];
  const text = JSON.stringify(results);
  expect(text).not.toContain(PRIVATE_MARK);
  expect(text).not.toContain(clerk.secretKey);
  expect(JSON.stringify(clerk.users)).toContain(PRIVATE_MARK);
});

describe("the fake", () => {
  test("is Clerk to Clerk's own client", async () => {
    const { clerk } = await start({ users: 30 });
    const { users } = createClerkClient({
      secretKey: clerk.secretKey,
      apiUrl: clerk.url,
      telemetry: { disabled: true },
    });
    const { data, totalCount } = await users.getUserList();
    expect(totalCount).toBe(30);
    expect(data.map(({ id }) => id)).toEqual(idsAt(clerk).reverse().slice(0, 10));
    const oldest = await users.getUserList({
      orderBy: "+created_at",
      limit: 3,
      offset: 2,
    });
    expect(oldest.data.map(({ id }) => id)).toEqual(idsAt(clerk).slice(2, 5));
    const asked = [fakeClerkUserId(4), "user_nobody"];
    expect((await users.getUserList({ userId: asked })).data).toHaveLength(1);
    expect((await users.getUserList({ limit: 501 })).data).toHaveLength(10);
    expect((await users.getUser(fakeClerkUserId(4))).firstName).toBe("First4");
    await expect(users.getUser("user_nobody")).rejects.toMatchObject({
      status: 404,
      errors: [{ code: "resource_not_found" }],
    });
  });

  test("refuses a cursor in another order or with an offset", async () => {
    const { clerk } = await start({ users: 30 });
    const headers = { Authorization: `Bearer ${clerk.secretKey}` };
    const after = `${clerk.url}/v1/users?starting_after=${fakeClerkUserId(3)}`;
    for (const [query, status] of [
      ["", 200],
      ["&order_by=%2Bcreated_at", 200],
      ["&order_by=username", 422],
      ["&offset=1", 422],
    ]) {
      expect((await fetch(`${after}${query}`, { headers })).status).toBe(status);
    }
  });
});
