import { createHash, timingSafeEqual } from "node:crypto";
import type { Accounts } from "./accounts.js";
import { clerkUserOf } from "./clerkUser.js";

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 500;
const MAX_IDS = 100;
const INSTANCE_ID = "ins_local";

export type Answer = { status: number; body?: unknown };

/** The part of Clerk's Backend API that the sync uses. */
export class BackendApi {
  constructor(
    private readonly accounts: Accounts,
    private readonly secretKey: string,
  ) {}

  answer(request: Request): Answer {
    // Only servers may call this API, so a browser is refused whatever key it sends.
    if (request.headers.has("origin")) return errorAnswer(403, "origin_invalid");
    if (!this.#isAuthorized(request)) return errorAnswer(401, "authentication_invalid");
    if (request.method !== "GET") return errorAnswer(405, "method_not_allowed");
    const { pathname, searchParams } = new URL(request.url);
    switch (pathname) {
      case "/v1/instance":
        return { status: 200, body: instance };
      case "/v1/users":
        return this.#list(searchParams);
      case "/v1/users/count": {
        const total_count = this.accounts.all().length;
        return { status: 200, body: { object: "total_count", total_count } };
      }
      default:
        return this.#user(pathname);
    }
  }

  #user(pathname: string): Answer {
    const [, id] = /^\/v1\/users\/(\w+)$/.exec(pathname) ?? [];
    const account = id === undefined ? undefined : this.accounts.get(id);
    if (!account) return errorAnswer(404, "resource_not_found");
    return { status: 200, body: clerkUserOf(account) };
  }

  #list(query: URLSearchParams): Answer {
    const ids = query.getAll("user_id").slice(0, MAX_IDS);
    const all = this.accounts.all();
    const found = ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
    if ((query.get("order_by") ?? "-created_at").startsWith("-")) found.reverse();
    const start = startOf(query, found);
    if (start === null) return errorAnswer(404, "resource_not_found");
    return {
      status: 200,
      body: found.slice(start, start + limitOf(query)).map(clerkUserOf),
    };
  }

  #isAuthorized(request: Request): boolean {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    const given = request.headers.get("authorization") ?? "";
    return timingSafeEqual(digest(given), digest(`Bearer ${this.secretKey}`));
  }
}

const instance = {
  object: "instance",
  id: INSTANCE_ID,
  environment_type: "development",
  allowed_origins: null,
};

/** The index of a page's first user, or null if `starting_after` is not in the list. */
function startOf(query: URLSearchParams, listed: { id: string }[]): number | null {
  const after = query.get("starting_after");
  if (after === null) return wholeNumber(query.get("offset")) ?? 0;
  const index = listed.findIndex(({ id }) => id === after);
  return index < 0 ? null : index + 1;
}

// Like Clerk, ignores a limit that is out of range.
function limitOf(query: URLSearchParams): number {
  const limit = wholeNumber(query.get("limit")) ?? DEFAULT_LIMIT;
  return limit >= 1 && limit <= MAX_LIMIT ? limit : DEFAULT_LIMIT;
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function errorAnswer(status: number, code: string): Answer {
  return { status, body: { errors: [{ code, message: code, long_message: code }] } };
}
