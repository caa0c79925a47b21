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
  /** What last wrote the profile. */
  syncedBy: literals("webhook", "fallback", "backfill"),
};

/** A user of the library, as admins and the users themselves see it. */
export interface User extends ObjectType<typeof userShape> {}

export const vUser: Named<User, typeof userShape> = v.object(userShape);

export const vUserEvent = v.union(
  v.object({ type: v.literal("created"), user: vUser }),
  v.object({ type: v.literal("updated"), user: vUser, previous: vUser }),
  v.object({ type: v.literal("deleted"), previous: vUser }),
);

/** What happened to a user: one event for each change that had an effect. */
export type UserEvent = Infer<typeof vUserEvent>;

/** The arguments of the host's mutation for user events. */
export const userEventArgs = { event: vUserEvent };

export const users = {
  /**
   * Returns the signed-in user, or null when nobody is signed in or the user has no row
   * yet.
   */
  current: query({ args: {}, returns: nullable(vUser) }),
  /**
   * Returns the signed-in user. Creates their row from the verified identity if no
   * webhook has. Throws `UNAUTHENTICATED`, `USER_DELETED`.
   */
  ensureCurrent: mutation({ args: {}, returns: vUser }),
  /**
   * Gives a user a role. For admins. Throws `NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN`,
   * and `CONFLICT` if no admin would be left.
   */
  setRole: mutation({ args: { userId: v.string(), role: vRole }, returns: v.null() }),
  /**
   * Returns a page of users, oldest first, at most 200; with `role`, only users with
   * that role. For admins. Throws `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  list: query({
    args: { paginationOpts: paginationOptsValidator, role: v.optional(vRole) },
    returns: paginationResultValidator(vUser),
  }),
};

/** For scripts and the dashboard only. */
export const userScripts = {
  /**
   * Gives a user a role, by their Clerk user id. Throws `NOT_FOUND`, and `CONFLICT` if
   * no admin would be left.
   */
  setRoleByExternalId: mutation({
    args: { externalId: v.string(), role: vRole },
    returns: v.null(),
  }),
};
