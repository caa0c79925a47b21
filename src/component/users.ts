import { stream } from "convex-helpers/server/stream";
import { callerArgs } from "../shared/caller.js";
import { requirePermission } from "../shared/permissions.js";
import { callArgs } from "../shared/settings.js";
import { users as contract, userScripts as scripts } from "../shared/users.js";
import { mutation, query } from "./_generated/server.js";
import { ensureActor, findActor, requireUser } from "./model/access.js";
import { changeRole } from "./model/lifecycle/userChanges.js";
import { pageOf } from "./model/pages.js";
import {
  requireUserByExternalId,
  requireUserById,
  toUser,
  userByExternalId,
} from "./model/users/users.js";
import schema from "./schema.js";

export const current = query({
  args: { ...callerArgs, ...contract.current.args },
  returns: contract.current.returns,
  handler: async (ctx, { caller }) => {
    if (caller.kind !== "user") return null;
    const user = await userByExternalId(ctx, caller.externalId);
    return user && toUser(user);
  },
});

export const ensureCurrent = mutation({
  args: { ...callArgs, ...contract.ensureCurrent.args },
  returns: contract.ensureCurrent.returns,
  handler: async (ctx, { caller, settings }) =>
    toUser(await requireUser(ctx, caller, settings)),
});

export const list = query({
  args: { ...callerArgs, ...contract.list.args },
  returns: contract.list.returns,
  handler: async (ctx, { caller, paginationOpts, role }) => {
    requirePermission(await findActor(ctx, caller), "administer", "list users");
    const all = stream(ctx.db, schema).query("users");
    const users =
      role === undefined ? all : all.withIndex("byRole", (q) => q.eq("role", role));
    const result = await pageOf(users.order("asc"), "_creationTime", paginationOpts);
    return { ...result, page: result.page.map(toUser) };
  },
});

export const setRole = mutation({
  args: { ...callArgs, ...contract.setRole.args },
  returns: contract.setRole.returns,
  handler: async (ctx, { caller, settings, userId, role }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "set roles");
    const user = await requireUserById(ctx, userId);
    await changeRole(ctx, user, role, settings);
    return null;
  },
});

export const setRoleByExternalId = mutation({
  args: { ...callArgs, ...scripts.setRoleByExternalId.args },
  returns: scripts.setRoleByExternalId.returns,
  handler: async (ctx, { caller, settings, externalId, role }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "set roles");
    const user = await requireUserByExternalId(ctx, externalId);
    await changeRole(ctx, user, role, settings);
    return null;
  },
});
