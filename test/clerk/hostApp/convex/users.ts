import { v } from "convex/values";
import { library } from "./library";
import { mutation, query } from "./server";

export const { current, ensureCurrent, setRole, list } = library.api.users;
export const { setRoleByExternalId } = library.internal.users;

const vRole = v.union(v.literal("guest"), v.literal("vip"), v.literal("admin"));

/** A mutation of the app's own that only users of a role may call. */
export const requireInMutation = mutation({
  args: { role: v.optional(vRole) },
  returns: v.string(),
  handler: async (ctx, { role }) => (await library.users.require(ctx, role)).externalId,
});

export const requireInQuery = query({
  args: { role: v.optional(vRole) },
  returns: v.string(),
  handler: async (ctx, { role }) => (await library.users.require(ctx, role)).externalId,
});
