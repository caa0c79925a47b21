import { nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { vRole, vUser } from "../validators.js";
import { mutation, query } from "./operation.js";

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
