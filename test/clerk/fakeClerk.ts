import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Text in the private metadata of every user, which must never turn up anywhere. */
export const PRIVATE_MARK = "only-for-the-backend-7f3a";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 500;
const FIRST_SIGN_UP = Date.UTC(2026, 0, 1);

/** A user as Clerk's Backend API gives it. Times are in ms. */
export type FakeClerkUser = {
  id: string;
  created_at: number;
  updated_at: number;
  [field: string]: unknown;
};

/** A request that the server received. */
export type FakeClerkRequest = {
  method: string;
  path: string;
  query: URLSearchParams;
  /** Whether it bore the right secret key. */
  authorized: boolean;
  /** The `Clerk-API-Version` that it asked for. */
  apiVersion: string | undefined;
};

/** What the server does in place of an answer. */
export type FakeClerkFault =
  /** An error in Clerk's form. `retryAfter` is the header as it stands. */
  | { kind: "error"; status: number; code?: string; retryAfter?: string }
  /** Any other answer, as from a proxy on the way to Clerk. */
  | { kind: "text"; status: number; text: string; contentType?: string }
  | { kind: "redirect"; location: string }
  /** Takes the request, and never answers. */
  | { kind: "hang" }
  /** Sends the head and half a body, and no more. */
  | { kind: "hangInBody" }
  /** Closes the connection without an answer. */
  | { kind: "drop" };

/** A path, or a test of the request. */
export type RequestMatcher = string | ((request: FakeClerkRequest) => boolean);

export type FakeClerkOptions = {
  /** The users, oldest first, or how many to make up. */
  users: number | FakeClerkUser[];
  /** By default a key that looks like one of Clerk's. */
  secretKey?: string;
  /** How long a list of users takes, in ms. */
  pageDelayMs?: number;
  /** By default as Clerk sends it, without a charset. */
  contentType?: string;
  /**
   * What `starting_after` does. `refused`: answered 422. `ignored`: as in an API that
   * does not know it yet. By default it works.
   */
  cursors?: "work" | "refused" | "ignored";
  /** How `starting_after` a deleted user is answered; Clerk does not document it. */
  afterDeletedUser?: "refused" | "empty";
};

export type FakeClerk = {
  /** Where it listens, without a slash at the end. */
  url: string;
  secretKey: string;
  instanceId: string;
  /** The users there are now, oldest first. */
  readonly users: readonly FakeClerkUser[];
  /** Every request so far, those that failed included. */
  requests: FakeClerkRequest[];
  /** Makes the next matching requests fail, each with the next of the faults. */
  fail(matcher: RequestMatcher, ...faults: FakeClerkFault[]): void;
  /** Adds the newest user. */
  addUser(fields?: Partial<FakeClerkUser>): FakeClerkUser;
  removeUser(id: string): void;
  /** Changes a user, who is then updated just now. */
  updateUser(id: string, fields: Partial<FakeClerkUser>): FakeClerkUser;
  close(): Promise<void>;
};

/** Starts a server on the loopback address that answers as Clerk's Backend API does. */
export async function startFakeClerk(options: FakeClerkOptions): Promise<FakeClerk> {
  const instance = new FakeInstance(options.users);
  const planned: PlannedFault[] = [];
  const requests: FakeClerkRequest[] = [];
  const settings: Settings = {
    secretKey: options.secretKey ?? "sk_test_aFakeKeyOfFortyCharactersForTestsOnly",
    pageDelayMs: options.pageDelayMs ?? 0,
    contentType: options.contentType ?? "application/json",
    cursors: options.cursors ?? "work",
    afterDeletedUser: options.afterDeletedUser ?? "refused",
  };
  const server = createServer((incoming, response) => {
    const request = describeRequest(incoming, settings.secretKey);
    requests.push(request);
    const fault = takeFault(planned, request);
    if (fault !== undefined) commitFault(response, fault);
    else void respond(response, request, instance, settings);
  });
  return {
    url: await listen(server),
    secretKey: settings.secretKey,
    instanceId: instance.id,
    get users() {
      return instance.users;
    },
    requests,
    fail: (matcher, ...faults) => {
      planned.push(...faults.map((fault) => ({ matcher, fault })));
    },
    addUser: (fields) => instance.add(fields),
    removeUser: (id) => instance.remove(id),
    updateUser: (id, fields) => instance.update(id, fields),
    close: () => close(server),
  };
}

/**
 * Makes up a user. Most have a name, an email address and a picture; every tenth is
 * odd in a way that real users are.
 */
export function fakeClerkUser(
  number: number,
  fields: Partial<FakeClerkUser> = {},
): FakeClerkUser {
  // Imported users share their time of creation.
  const createdAt = fields.created_at ?? FIRST_SIGN_UP + Math.floor(number / 3) * 60_000;
  const email = `listener${number}@example.com`;
  const emailId = `idn_${number}`;
  return {
    object: "user",
    id: fakeClerkUserId(number),
    username: `listener${number}`,
    first_name: `First${number}`,
    last_name: `Last${number}`,
    has_image: true,
    image_url: `https://img.clerk.com/${number}`,
    primary_email_address_id: emailId,
    email_addresses: [
      emailAddress(`idn_old_${number}`, `old.${email}`),
      emailAddress(emailId, email),
    ],
    phone_numbers: [],
    web3_wallets: [],
    external_accounts: [],
    saml_accounts: [],
    enterprise_accounts: [],
    public_metadata: {},
    private_metadata: { note: PRIVATE_MARK },
    unsafe_metadata: { note: PRIVATE_MARK },
    external_id: null,
    banned: false,
    locked: false,
    last_sign_in_at: null,
    created_at: createdAt,
    updated_at: createdAt + 18,
    ...(number % 10 === 7 && oddities[Math.floor(number / 10) % oddities.length]),
    ...fields,
  };
}

function emailAddress(id: string, address: string) {
  return {
    object: "email_address",
    id,
    email_address: address,
    reserved: false,
    verification: { object: "verification_otp", status: "verified" },
    linked_to: [],
  };
}

/** The id of the user whom `fakeClerkUser` makes up for a number. */
export function fakeClerkUserId(number: number): string {
  return `user_2fake${String(number).padStart(21, "0")}`;
}

const oddities: Record<string, unknown>[] = [
  { first_name: null, last_name: null, username: null },
  { first_name: null, last_name: null },
  { email_addresses: [] },
  { email_addresses: [], primary_email_address_id: null },
  { image_url: undefined, has_image: false },
  { first_name: "\ud83c", last_name: "  \u200b " },
  { first_name: "名前 🎵 مرحبا", last_name: "x".repeat(2_000) },
  { public_metadata: { role: "admin", $odd: { ключ: [null] } } },
  { public_metadata: { role: "owner" } },
  { private_metadata: { note: PRIVATE_MARK, deep: [[[[{ note: PRIVATE_MARK }]]]] } },
];

/** The users of one Clerk instance, in the order of their creation. */
class FakeInstance {
  readonly id = "ins_2fakeInstance";
  readonly users: FakeClerkUser[];
  #added = 0;

  constructor(users: number | FakeClerkUser[]) {
    this.users =
      typeof users === "number"
        ? Array.from({ length: users }, (_, number) => fakeClerkUser(number))
        : [...users];
  }

  find(id: string): FakeClerkUser | undefined {
    return this.users.find((user) => user.id === id);
  }

  add(fields: Partial<FakeClerkUser> = {}): FakeClerkUser {
    this.#added += 1;
    const newest = this.users.at(-1)?.created_at ?? FIRST_SIGN_UP;
    const user = fakeClerkUser(this.#added, {
      id: `user_2added${this.#added}`,
      created_at: newest + 60_000,
      ...fields,
    });
    this.users.push(user);
    return user;
  }

  remove(id: string) {
    const index = this.users.findIndex((user) => user.id === id);
    if (index >= 0) this.users.splice(index, 1);
  }

  update(id: string, fields: Partial<FakeClerkUser>): FakeClerkUser {
    const user = this.find(id);
    if (user === undefined) throw new Error(`There is no user ${id}.`);
    const updatedAt = Math.max(Date.now(), user.updated_at + 1);
    return Object.assign(user, { updated_at: updatedAt }, fields);
  }
}

type Settings = Required<Omit<FakeClerkOptions, "users">>;
type PlannedFault = { matcher: RequestMatcher; fault: FakeClerkFault };
type Answer = { status: number; body: unknown };

function describeRequest(incoming: IncomingMessage, secretKey: string): FakeClerkRequest {
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://127.0.0.1");
  return {
    method: incoming.method ?? "",
    path: pathname,
    query: searchParams,
    authorized: incoming.headers.authorization === `Bearer ${secretKey}`,
    apiVersion: incoming.headers["clerk-api-version"]?.toString(),
  };
}

async function respond(
  response: ServerResponse,
  request: FakeClerkRequest,
  instance: FakeInstance,
  settings: Settings,
) {
  if (request.path === "/v1/users") await sleep(settings.pageDelayMs);
  const { status, body } = answerTo(request, instance, settings);
  response.writeHead(status, { "content-type": settings.contentType });
  response.end(JSON.stringify(body));
}

function answerTo(
  request: FakeClerkRequest,
  instance: FakeInstance,
  settings: Settings,
): Answer {
  if (!request.authorized) return errorAnswer(401, "authentication_invalid");
  if (request.method !== "GET") return errorAnswer(405, "method_not_allowed");
  if (request.path === "/v1/users") return userList(request.query, instance, settings);
  if (request.path === "/v1/users/count") {
    const { length } = matchingUsers(request.query, instance);
    return { status: 200, body: { object: "total_count", total_count: length } };
  }
  if (request.path === "/v1/instance") return instanceAnswer(instance);
  const [, id] = /^\/v1\/users\/([^/]+)$/.exec(request.path) ?? [];
  const user = id === undefined ? undefined : instance.find(id);
  return user === undefined
    ? errorAnswer(404, "resource_not_found", `No user was found with id ${id}`)
    : { status: 200, body: user };
}

function instanceAnswer({ id }: FakeInstance): Answer {
  const body = {
    object: "instance",
    id,
    environment_type: "development",
    allowed_origins: null,
    workspace_id: null,
  };
  return { status: 200, body };
}

function userList(
  query: URLSearchParams,
  instance: FakeInstance,
  settings: Settings,
): Answer {
  const limit = limitIn(query);
  const offset = Number(query.get("offset") ?? 0);
  const orderBy = query.get("order_by") ?? "-created_at";
  const users = inOrder(matchingUsers(query, instance), orderBy);

  const after = settings.cursors === "ignored" ? null : query.get("starting_after");
  if (after === null) return { status: 200, body: users.slice(offset, offset + limit) };
  if (
    settings.cursors === "refused" ||
    offset > 0 ||
    !/^[+-]?created_at$/.test(orderBy)
  ) {
    return errorAnswer(422, "request_body_invalid");
  }
  const index = users.findIndex((user) => user.id === after);
  if (index >= 0) return { status: 200, body: users.slice(index + 1, index + 1 + limit) };
  return settings.afterDeletedUser === "empty"
    ? { status: 200, body: [] }
    : errorAnswer(404, "resource_not_found");
}

// A limit out of range counts as none.
function limitIn(query: URLSearchParams): number {
  const limit = Number(query.get("limit") ?? DEFAULT_LIMIT);
  const isInRange = Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT;
  return isInRange ? limit : DEFAULT_LIMIT;
}

// An id may start with "+", which is understood, or with "-", to leave the user out.
function matchingUsers(query: URLSearchParams, instance: FakeInstance): FakeClerkUser[] {
  const filters = query.getAll("user_id").slice(0, 100);
  const excluded = new Set(filters.filter((id) => id.startsWith("-")).map(withoutSign));
  const included = new Set(filters.filter((id) => !id.startsWith("-")).map(withoutSign));
  return instance.users.filter(
    ({ id }) => !excluded.has(id) && (included.size === 0 || included.has(id)),
  );
}

const withoutSign = (id: string) => id.replace(/^[+-]/, "");

function inOrder(users: FakeClerkUser[], orderBy: string): FakeClerkUser[] {
  const [, sign, field] = /^([+-]?)(.*)$/.exec(orderBy) ?? [];
  const sortKey = (user: FakeClerkUser) => Number(user[field ?? "created_at"]);
  const ascending = [...users].sort((a, b) => sortKey(a) - sortKey(b));
  return sign === "-" ? ascending.reverse() : ascending;
}

function errorAnswer(status: number, code: string, message = code): Answer {
  const errors = [{ code, message, long_message: message }];
  return {
    status,
    body: { clerk_trace_id: "0123456789abcdef0123456789abcdef", errors },
  };
}

function takeFault(
  planned: PlannedFault[],
  request: FakeClerkRequest,
): FakeClerkFault | undefined {
  const index = planned.findIndex(({ matcher }) =>
    typeof matcher === "string" ? matcher === request.path : matcher(request),
  );
  return index < 0 ? undefined : planned.splice(index, 1)[0]?.fault;
}

function commitFault(response: ServerResponse, fault: FakeClerkFault) {
  switch (fault.kind) {
    case "error": {
      const { status, code = "some_error", retryAfter } = fault;
      response.writeHead(status, {
        "content-type": "application/json",
        ...(retryAfter !== undefined && { "retry-after": retryAfter }),
      });
      response.end(JSON.stringify(errorAnswer(status, code).body));
      return;
    }
    case "text": {
      const { status, text, contentType = "application/json" } = fault;
      response.writeHead(status, { "content-type": contentType });
      response.end(text);
      return;
    }
    case "redirect":
      response.writeHead(302, { location: fault.location });
      response.end();
      return;
    case "hangInBody":
      response.writeHead(200, { "content-type": "application/json" });
      response.write('[{"object":"user","id":"user_2cut');
      return;
    case "drop":
      response.destroy();
      return;
    case "hang":
      return;
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function close(server: Server) {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
