import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type Infer, type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import { mutation, query } from "./operation.js";

export const vRole = literals("guest", "vip", "admin");

const userShape = {
  ...document,
  /** The Clerk user id. */
  externalId: v.string(),
  /** First and last name, else the username, else "Unknown". */
  name: v.string(),
  /** The primary address. */
  email: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  username: v.optional(v.string()),
  role: vRole,
  /** What wrote the profile last. */
  syncedBy: literals("webhook", "fallback", "backfill"),
};

/** A user of the library, as admins and the user themself see it. */
export interface User extends ObjectType<typeof userShape> {}

export const vUser: Named<User, typeof userShape> = v.object(userShape);

export const vUserEvent = v.union(
  v.object({ type: v.literal("created"), user: vUser }),
  v.object({ type: v.literal("updated"), user: vUser, previous: vUser }),
  v.object({ type: v.literal("deleted"), previous: vUser }),
);

/** What happened to a user: told once for each change that had an effect. */
export type UserEvent = Infer<typeof vUserEvent>;

/** The arguments of the host's mutation that hears of users. */
export const userEventArgs = { event: vUserEvent };

export const users = {
  /** The signed-in user, or null when nobody is signed in or has a row yet. */
  current: query({ args: {}, returns: nullable(vUser) }),
  /**
   * The signed-in user, whose row is created from the verified identity when no
   * webhook did. Throws `UNAUTHENTICATED`, `USER_DELETED`.
   */
  ensureCurrent: mutation({ args: {}, returns: vUser }),
  /**
   * Gives a user a role. For admins. Throws `NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN`,
   * and `CONFLICT` when it would leave no admin.
   */
  setRole: mutation({ args: { userId: v.string(), role: vRole }, returns: v.null() }),
  /**
   * A page of users, oldest first, at most 200, of one role if given. For admins.
   * Throws `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  list: query({
    args: { paginationOpts: paginationOptsValidator, role: v.optional(vRole) },
    returns: paginationResultValidator(vUser),
  }),
};

/** What only scripts and the dashboard do with users. */
export const userScripts = {
  /** As `users.setRole`, by the Clerk user id. Throws `NOT_FOUND`, `CONFLICT`. */
  setRoleByExternalId: mutation({
    args: { externalId: v.string(), role: vRole },
    returns: v.null(),
  }),
};
