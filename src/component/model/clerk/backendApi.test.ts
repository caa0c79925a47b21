import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import notFound from "../../../../test/fixtures/clerk/bapi/error.404.json" with { type: "json" };
import tooMany from "../../../../test/fixtures/clerk/bapi/error.429.json" with { type: "json" };
import instance from "../../../../test/fixtures/clerk/bapi/instance.json" with { type: "json" };
import usersPage from "../../../../test/fixtures/clerk/bapi/users.page1.json" with { type: "json" };
import { clerkApi } from "./backendApi.js";
import { ClerkApiError } from "./request.js";
import { isClerkUserId } from "./userList.js";
import { isMusicLibraryError } from "../../../shared/errors.js";

const SECRET_KEY = "sk_test_4fJq2YhVnR8sT1wXzB6mKc";
const NOW = new Date("2026-08-21T12:00:00Z");

const fetchStub = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.stubGlobal("fetch", fetchStub);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  fetchStub.mockReset();
});

function answer(body: unknown, init: ResponseInit = {}) {
  fetchStub.mockImplementation(async () => new Response(JSON.stringify(body), init));
}

const api = () => clerkApi({ secretKey: SECRET_KEY });

/** The field that a refused call names. */
async function refusedField(call: () => unknown): Promise<string | undefined> {
  try {
    await call();
  } catch (error) {
    if (isMusicLibraryError(error) && error.data.code === "INVALID_ARGUMENT") {
      return error.data.field;
    }
    throw error;
  }
  throw new Error("The call was not refused.");
}

async function failure(call: Promise<unknown>): Promise<ClerkApiError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ClerkApiError) return error;
  throw new Error("The call did not fail as calls to Clerk do.", { cause: error });
}

describe("the key", () => {
  test.each([undefined, "", "  \n"])("is missing: %j", async (secretKey) => {
    expect(await refusedField(() => clerkApi({ secretKey }))).toBe("CLERK_SECRET_KEY");
  });

  test.each(["sk_test_a b", "sk_test_a\r\nx-header: 1", "sk_tést"])(
    "could not stand in a header: %j",
    async (secretKey) => {
      const refused = () => clerkApi({ secretKey });
      expect(await refusedField(refused)).toBe("CLERK_SECRET_KEY");
      expect(refused).not.toThrow(secretKey);
    },
  );

  test("is sent as a bearer token, without the line end it was pasted with", async () => {
    answer(instance);
    await clerkApi({ secretKey: `${SECRET_KEY}\n` }).getInstance();
    const [url, init] = fetchStub.mock.lastCall ?? [];
    expect(url).toBe("https://api.clerk.com/v1/instance");
    expect(init).toMatchObject({
      redirect: "error",
      headers: {
        Authorization: `Bearer ${SECRET_KEY}`,
        "Clerk-API-Version": "2026-05-12",
      },
    });
  });
});

describe("the URL", () => {
  test.each([
    [undefined, "https://api.clerk.com"],
    ["", "https://api.clerk.com"],
    ["https://api.clerk.com", "https://api.clerk.com"],
    [" https://api.clerk.com/\n", "https://api.clerk.com"],
    ["http://127.0.0.1:4010", "http://127.0.0.1:4010"],
    ["http://localhost", "http://localhost"],
    ["https://localhost:8443", "https://localhost:8443"],
    ["http://[::1]:4010", "http://[::1]:4010"],
  ])("%j is accepted", async (apiUrl, origin) => {
    answer(instance);
    await clerkApi({ secretKey: SECRET_KEY, apiUrl }).getInstance();
    expect(fetchStub.mock.lastCall?.[0]).toBe(`${origin}/v1/instance`);
  });

  test.each([
    "http://api.clerk.com",
    "https://api.clerk.com:8443",
    "https://api.clerk.com:443",
    "https://api.clerk.com.",
    "https://api.clerk.com.example.com",
    "https://api.clerk.com@example.com",
    "https://user:password@api.clerk.com",
    "https://api.clerk.com\\@example.com",
    "https://api.clerk.com\n.example.com",
    "https://api.clerk.com/v1",
    "https://api.clerk.com//",
    "https://api.clerk.com?x=1",
    "https://api.clerk.com#x",
    "https://api.clerk.dev",
    "https://example.com",
    "http://localhost.example.com",
    "http://localhost@example.com",
    "http://localhost:80@example.com",
    "http://127.0.0.1.example.com",
    "http://127.0.0.1:4010/path",
    "http://127.1",
    "http://0.0.0.0:4010",
    "http://[::ffff:127.0.0.1]",
    "http://169.254.169.254",
    "ftp://localhost",
    "//localhost",
    "localhost",
  ])("%j is refused, and not repeated", async (apiUrl) => {
    const refused = () => clerkApi({ secretKey: SECRET_KEY, apiUrl });
    expect(await refusedField(refused)).toBe("CLERK_API_URL");
    expect(fetchStub).not.toHaveBeenCalled();
    expect(refused).not.toThrow(/password|example/);
  });
});

describe("arguments", () => {
  test.each([
    "user_",
    "user_a/../b",
    "..",
    "user_2x?x=1",
    "user_2x%2f",
    "user_2x ",
    "user_2x\n",
    "org_2x",
    `user_${"a".repeat(200)}`,
  ])("%j is no id of a Clerk user", async (id) => {
    expect(isClerkUserId(id)).toBe(false);
    expect(await refusedField(() => api().getUser(id))).toBe("externalId");
    expect(await refusedField(() => api().findUsers(["user_1", id]))).toBe("externalId");
    expect(fetchStub).not.toHaveBeenCalled();
  });

  test.each([0, -1, 501, 1.5, NaN])("a limit of %d is refused", async (limit) => {
    const list = () => api().listUsers({ limit, cursor: null });
    expect(await refusedField(list)).toBe("limit");
  });

  test.each(["", "user_1", "after:user_1", "after:..:1", "after:user_1:-1", "offset:1"])(
    "%j is no cursor",
    async (cursor) => {
      const list = () => api().listUsers({ limit: 10, cursor });
      expect(await refusedField(list)).toBe("cursor");
    },
  );

  test("101 ids are too many, and none need no request", async () => {
    const ids = Array.from({ length: 101 }, (_, i) => `user_${i}`);
    expect(await refusedField(() => api().findUsers(ids))).toBe("externalIds");
    expect(await api().findUsers([])).toEqual(new Set());
    expect(fetchStub).not.toHaveBeenCalled();
  });
});

describe("answers", () => {
  test("Clerk's users are projected", async () => {
    answer(usersPage);
    const page = await api().listUsers({ limit: 10, cursor: null });
    expect(page).toMatchObject({ unreadable: 0, nextCursor: null });
    expect(page.users.map(({ externalId }) => externalId)).toEqual(
      usersPage.map(({ id }) => id),
    );
    expect(page.users[0]).toEqual({
      kind: "upsert",
      externalId: "user_2xbSJfWghP1yNN1i1jlkLQjqscQ",
      profile: {
        name: "Unknown",
        email: "ada@example.com",
        verifiedEmail: "ada@example.com",
        imageUrl: usersPage[0]?.image_url,
      },
      version: { updatedAt: 1787300000018, eventAt: 1787300000018 },
    });
  });

  test("an instance", async () => {
    answer(instance);
    expect(await api().getInstance()).toEqual({
      id: "ins_2xA1b2C3d4E5f6G7h8I9j0K1l2M",
      environmentType: "development",
    });
  });

  test("a page that is larger than asked is not taken", async () => {
    answer(usersPage);
    const error = await failure(api().listUsers({ limit: 1, cursor: null }));
    expect(error).toMatchObject({ kind: "unexpected", isRetryable: false });
  });

  test("users without a usable id are counted, and paging goes on after the rest", async () => {
    answer([{ id: "user_1" }, null, { id: "user_2" }, { id: "../3" }, {}]);
    expect(await api().listUsers({ limit: 5, cursor: null })).toMatchObject({
      users: [{ externalId: "user_1" }, { externalId: "user_2" }],
      unreadable: 1,
      nextCursor: "after:user_2:3",
    });
    expect(await api().listUsers({ limit: 6, cursor: null })).toMatchObject({
      unreadable: 3,
      nextCursor: null,
    });
  });

  test("a full page without a usable id leads nowhere", async () => {
    answer([{}, null]);
    const error = await failure(api().listUsers({ limit: 2, cursor: null }));
    expect(error.kind).toBe("unexpected");
  });

  test.each([[{}], [{ data: [] }], [null], ["x"], [7]])(
    "%j is no list, no user and no instance",
    async (body) => {
      answer(body);
      const calls = [
        api().listUsers({ limit: 10, cursor: null }),
        api().findUsers(["user_1"]),
        api().getUser("user_1"),
        api().getInstance(),
      ];
      for (const call of calls) {
        expect(await failure(call)).toMatchObject({ kind: "unexpected", status: 200 });
      }
      expect(await api().countUsers()).toBeNull();
    },
  );

  test("another user than the one asked for is not taken", async () => {
    answer({ id: "user_2" });
    expect((await failure(api().getUser("user_1"))).kind).toBe("unexpected");
  });

  test("a user is gone only when Clerk says so", async () => {
    answer(notFound.body, { status: 404 });
    expect(await api().getUser("user_1")).toBeNull();
    answer({ errors: [{ code: "url_not_found" }] }, { status: 404 });
    expect((await failure(api().getUser("user_1"))).kind).toBe("unexpected");
    answer(notFound.body, { status: 410 });
    expect((await failure(api().getUser("user_1"))).kind).toBe("unexpected");
  });

  test("a character may arrive in pieces", async () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({ id: "user_1", username: "é" }),
    );
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    fetchStub.mockResolvedValue(new Response(body));
    expect((await api().getUser("user_1"))?.profile.username).toBe("é");
  });

  test("a body over 20 MB is not read to its end", async () => {
    const chunk = new TextEncoder().encode(" ".repeat(1_000_000));
    let sent = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      sent += 1;
      controller.enqueue(chunk);
    };
    fetchStub.mockImplementation(async () => new Response(new ReadableStream({ pull })));
    expect((await failure(api().getInstance())).kind).toBe("unexpected");
    expect(sent).toBeLessThan(30);
  });
});

describe("Retry-After", () => {
  test.each([
    ["7", 7_000],
    [" 7 ", 7_000],
    ["0.5", 1_000],
    ["0", 1_000],
    ["86400", 300_000],
    ["9".repeat(400), 300_000],
    ["Fri, 21 Aug 2026 12:00:30 GMT", 30_000],
    ["Fri, 21 Aug 2026 11:00:00 GMT", 1_000],
    ["Sat, 21 Aug 2027 12:00:00 GMT", 300_000],
    ["-5", undefined],
    ["soon", undefined],
    ["Fri, nonsense GMT", undefined],
    ["2026-08-21T12:00:30Z", undefined],
    ["", undefined],
  ])("%j", async (header, waitMs) => {
    answer(tooMany.body, { status: 429, headers: { "Retry-After": header } });
    expect(await failure(api().getInstance())).toMatchObject({
      kind: "rateLimited",
      status: 429,
      retryAfterMs: waitMs,
      codes: ["too_many_requests"],
      isRetryable: true,
    });
  });

  test("is optional", async () => {
    answer(tooMany.body, { status: 429 });
    expect((await failure(api().getInstance())).retryAfterMs).toBeUndefined();
  });
});

describe("errors", () => {
  test.each([
    [400, "unexpected", false],
    [401, "unauthorized", false],
    [402, "unexpected", false],
    [403, "unauthorized", false],
    [404, "unexpected", false],
    [408, "unavailable", true],
    [422, "unexpected", false],
    [429, "rateLimited", true],
    [500, "unavailable", true],
    [503, "unavailable", true],
  ])("a status of %d is %s", async (status, kind, isRetryable) => {
    answer({ errors: [] }, { status });
    expect(await failure(api().getInstance())).toMatchObject({
      kind,
      status,
      isRetryable,
    });
  });

  test("name Clerk's codes, and nothing else of a body", async () => {
    const errors = [
      { code: "form_param_invalid", message: "ada@example.com is taken" },
      { code: "Not a code: ada@example.com" },
      { code: `invalid_key_${SECRET_KEY.toLowerCase()}` },
      { code: "sk_live_somebody_elses" },
      { code: 7 },
      null,
    ];
    answer({ errors, meta: SECRET_KEY }, { status: 400 });
    const error = await failure(api().getUser("user_1"));
    expect(error.codes).toEqual(["form_param_invalid"]);
    expect(error.message).toBe(
      "Clerk answered 400 (form_param_invalid) to GET /v1/users/user_1.",
    );
  });

  test("name no code with the key in it, whatever the key looks like", async () => {
    answer({ errors: [{ code: "not_a_key_letmein" }] }, { status: 400 });
    const error = await failure(clerkApi({ secretKey: "letmein" }).getInstance());
    expect(error.codes).toEqual([]);
    expect(error.message).not.toContain("letmein");
  });

  test("of fetch itself are not repeated", async () => {
    const cause = new TypeError(`Invalid header "Bearer ${SECRET_KEY}" to /?limit=10`);
    fetchStub.mockRejectedValue(cause);
    const error = await failure(api().listUsers({ limit: 10, cursor: null }));
    expect(error).toMatchObject({ kind: "unavailable", isRetryable: true });
    expect(error.cause).toBeUndefined();
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/sk_test|limit=10/);
  });

  test("come in time from a fetch that does not heed its signal", async () => {
    fetchStub.mockReturnValue(new Promise(() => {}));
    const hasty = clerkApi({ secretKey: SECRET_KEY, timeoutMs: 20 });
    expect((await failure(hasty.getInstance())).kind).toBe("unavailable");
  });
});
