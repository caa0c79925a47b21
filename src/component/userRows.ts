import type { FunctionHandle } from "convex/server";
import { refuse } from "../shared/errors.js";
import type { Role } from "../shared/permissions.js";
import {
  type Decision,
  decideUserChange,
  isEffective,
  type SyncOutcome,
  type UserChange,
} from "./model/users/stateMachine.js";
import type { Caller } from "../shared/caller.js";
import type { Settings } from "../shared/settings.js";
import type { UserEvent } from "../shared/users.js";
import { internal } from "./_generated/api.js";
import type { Doc } from "./_generated/dataModel.js";
import { env, type MutationCtx, type QueryCtx } from "./_generated/server.js";
import { claimPlaylists } from "./claims.js";
import { clerkPool } from "./clerkPool.js";
import { toUser } from "./documents.js";
import { addToTallies } from "./tallies.js";

export async function userByExternalId(ctx: QueryCtx, externalId: string) {
  return await ctx.db
    .query("users")
    .withIndex("byExternalId", (q) => q.eq("externalId", externalId))
    .unique();
}

/**
 * Makes a change to a user as the state machine decides it, counts it, and tells
 * the host. Webhook, fallback and backfill all come through here, so two of them
 * at once can't make two rows.
 */
export async function applyUserChange(
  ctx: MutationCtx,
  change: UserChange,
  settings: Settings,
  { isDelivery = false } = {},
): Promise<SyncOutcome> {
  const { externalId } = change;
  const user = await userByExternalId(ctx, externalId);
  const deleted = user === null && (await wasDeleted(ctx, externalId));
  const safeChange = await withoutLosingTheLastAdmin(ctx, user, change);
  const decision = decideUserChange({ user, deleted }, safeChange);
  const { outcome } = decision;
  const users = countedUsers(user, decision);
  if (isDelivery || Object.keys(users).length > 0) {
    const deliveries = isDelivery ? { [outcome]: 1 } : {};
    await addToTallies(ctx, externalId, { users, deliveries });
  }
  await makeChange(ctx, externalId, user, decision, settings);
  return outcome;
}

async function makeChange(
  ctx: MutationCtx,
  externalId: string,
  user: Doc<"users"> | null,
  { outcome, write }: Decision,
  settings: Settings,
) {
  switch (write.kind) {
    case "insert": {
      const id = await ctx.db.insert("users", write.user);
      await claimPlaylists(ctx, id, write.user.verifiedEmail);
      console.info(`User ${externalId} was created by the ${write.user.syncedBy}.`);
      await tellHost(ctx, settings, async () => ({
        type: "created",
        user: toUser((await ctx.db.get("users", id))!),
      }));
      return;
    }
    case "patch":
      await ctx.db.patch("users", user!._id, write.fields);
      if (write.fields.verifiedEmail !== user!.verifiedEmail) {
        await claimPlaylists(ctx, user!._id, write.fields.verifiedEmail);
      }
      if (isEffective(outcome)) {
        await tellHostOfUpdate(ctx, settings, user!, write.fields);
      }
      return;
    case "deleteAndTombstone":
      await deleteUser(ctx, user!, settings);
      await buryUser(ctx, externalId);
      return;
    case "tombstone":
      await buryUser(ctx, externalId);
      return;
    case "none":
      return;
  }
}

/** By how much a decision changes the number of users that came by each way. */
function countedUsers(user: Doc<"users"> | null, { write }: Decision) {
  switch (write.kind) {
    case "insert":
      return { [write.user.syncedBy]: 1 };
    case "patch":
      return user!.syncedBy === write.fields.syncedBy
        ? {}
        : { [user!.syncedBy]: -1, [write.fields.syncedBy]: 1 };
    case "deleteAndTombstone":
      return { [user!.syncedBy]: -1 };
    case "tombstone":
    case "none":
      return {};
  }
}

/**
 * The row of a signed-in user, created from the verified identity when no
 * webhook did. Throws `USER_DELETED`.
 */
export async function ensureUser(
  ctx: MutationCtx,
  { externalId, profile = {} }: Extract<Caller, { kind: "user" }>,
  settings: Settings,
): Promise<Doc<"users">> {
  const known = await userByExternalId(ctx, externalId);
  if (known !== null) return known;
  const role = initialRole(externalId);
  const change: UserChange = { kind: "ensure", externalId, profile, role };
  const outcome = await applyUserChange(ctx, change, settings);
  if (outcome === "alreadyDeleted") {
    throw refuse("USER_DELETED", "This account has been deleted.");
  }
  await scheduleProfileFetch(ctx, externalId, settings);
  return (await userByExternalId(ctx, externalId))!;
}

/** Gives a user a role, but never takes it from the last admin. Throws `CONFLICT`. */
export async function changeRole(
  ctx: MutationCtx,
  user: Doc<"users">,
  role: Role,
  settings: Settings,
) {
  if (user.role === role) return;
  if (await isLastAdmin(ctx, user)) {
    throw refuse("CONFLICT", "The last admin can't be demoted; name another one first.", {
      field: "role",
    });
  }
  await ctx.db.patch("users", user._id, { role });
  await tellHostOfUpdate(ctx, settings, user, { role });
}

export async function isLastAdmin(ctx: QueryCtx, user: Doc<"users">) {
  if (user.role !== "admin") return false;
  const admins = await ctx.db
    .query("users")
    .withIndex("byRole", (q) => q.eq("role", "admin"))
    .take(2);
  return admins.length < 2;
}

/** The role of a new row. */
export function initialRole(externalId: string) {
  return externalId === env.INITIAL_ADMIN_CLERK_USER_ID ? "admin" : "guest";
}

export async function wasDeleted(ctx: QueryCtx, externalId: string) {
  const tombstone = await ctx.db
    .query("deletedUsers")
    .withIndex("byExternalId", (q) => q.eq("externalId", externalId))
    .first();
  return tombstone !== null;
}

/** The token of a new user may say nothing of them; Clerk's Backend API does. */
async function scheduleProfileFetch(
  ctx: MutationCtx,
  externalId: string,
  settings: Settings,
) {
  if (!env.CLERK_SECRET_KEY) return;
  const args = { externalId, settings };
  await clerkPool.enqueueAction(ctx, internal.clerkSync.fetchProfile, args);
}

async function deleteUser(ctx: MutationCtx, user: Doc<"users">, settings: Settings) {
  await ctx.db.delete("users", user._id);
  await ctx.scheduler.runAfter(0, internal.userContent.release, {
    userId: user._id,
    onUserDeleted: settings.onUserDeleted,
  });
  await tellHost(ctx, settings, async () => ({
    type: "deleted",
    previous: toUser(user),
  }));
}

async function buryUser(ctx: MutationCtx, externalId: string) {
  await ctx.db.insert("deletedUsers", { externalId, deletedAt: Date.now() });
}

/** A role that Clerk's metadata names does not demote the last admin either. */
async function withoutLosingTheLastAdmin(
  ctx: QueryCtx,
  user: Doc<"users"> | null,
  change: UserChange,
): Promise<UserChange> {
  if (user === null || change.kind !== "upsert" || change.roleOverride === undefined) {
    return change;
  }
  if (change.roleOverride === "admin" || !(await isLastAdmin(ctx, user))) return change;
  console.warn(`User ${user.externalId} stays admin: there is no other one.`);
  return { ...change, roleOverride: "admin" };
}

/**
 * Runs the host's mutation in this very transaction: when it throws, nothing of
 * the change remains, and the delivery fails so that it is sent again.
 */
async function tellHost(
  ctx: MutationCtx,
  { onUserEvent }: Settings,
  event: () => Promise<UserEvent>,
) {
  if (onUserEvent === undefined) return;
  const handler = onUserEvent as FunctionHandle<"mutation", { event: UserEvent }, null>;
  await ctx.runMutation(handler, { event: await event() });
}

async function tellHostOfUpdate(
  ctx: MutationCtx,
  settings: Settings,
  previous: Doc<"users">,
  changes: Partial<Doc<"users">>,
) {
  await tellHost(ctx, settings, async () => ({
    type: "updated",
    user: toUser({ ...previous, ...changes }),
    previous: toUser(previous),
  }));
}
