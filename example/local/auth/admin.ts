import type { UserIdentity } from "convex/server";
import { createHash, timingSafeEqual } from "node:crypto";
import { NOBODY, type Caller } from "../engine/calls.js";
import { RequestError } from "../errors.js";
import type { TokenVerifier } from "./tokens.js";

/** The sender of a request. An admin can call internal functions and those of components. */
export type Requester = { caller: Caller; isAdmin: boolean; expiresAt: number };

export const ANONYMOUS: Requester = {
  caller: NOBODY,
  isAdmin: false,
  expiresAt: Infinity,
};

/** Finds out who sends a request, from its `Authorization` header. */
export class Authenticator {
  constructor(
    private readonly adminKey: string,
    private readonly tokens: TokenVerifier,
  ) {}

  /** Accepts `Convex <admin key>`, `Bearer <token>`, or no header for an anonymous sender. */
  async fromHeader(header: string | null): Promise<Requester> {
    if (header === null) return ANONYMOUS;
    const [, scheme, value] = /^(\S+)\s+(.*)$/.exec(header) ?? [];
    if (scheme?.toLowerCase() === "convex") return this.fromAdminKey(value!);
    if (scheme?.toLowerCase() === "bearer") return this.fromToken(value!.trim());
    throw new RequestError(
      "InvalidAuthHeader",
      "Header must begin with `bearer ` or `convex `",
      401,
    );
  }

  /** The user whose token this is, if its issuer is trusted. */
  async fromToken(token: string): Promise<Requester> {
    const { identity, expiresAt } = await this.tokens.verify(token);
    return { caller: { identity, token }, isAdmin: false, expiresAt };
  }

  /** The admin. To act as a user, a colon and the identity as base64 follow the key. */
  fromAdminKey(value: string): Requester {
    if (this.isAdminKey(value)) return this.admin(null);
    const colon = value.lastIndexOf(":");
    if (colon < 0 || !this.isAdminKey(value.slice(0, colon))) throw badKeyError();
    const identity = Buffer.from(value.slice(colon + 1), "base64").toString();
    try {
      return this.admin(JSON.parse(identity) as UserIdentity);
    } catch {
      throw new RequestError("BadActingUser", "The identity to act as is not JSON.", 401);
    }
  }

  /** The admin, who acts as a user unless the identity is null. */
  admin(identity: UserIdentity | null): Requester {
    return { caller: { identity, token: null }, isAdmin: true, expiresAt: Infinity };
  }

  /** @throws RequestError 403 without the right admin key. */
  requireAdmin(header: string | null): void {
    const [, key] = /^convex\s+(.*)$/i.exec(header ?? "") ?? [];
    if (key === undefined || !this.isAdminKey(key)) throw badKeyError();
  }

  isAdminKey(key: string): boolean {
    const digest = (text: string) => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(key), digest(this.adminKey));
  }
}

function badKeyError(): RequestError {
  return new RequestError(
    "BadDeployKey",
    "The provided deploy key was invalid for this deployment.",
    403,
  );
}
