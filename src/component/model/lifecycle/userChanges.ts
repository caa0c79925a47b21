import type { FunctionHandle } from "convex/server";
import type { Caller } from "../../../shared/caller.js";
import { libraryError } from "../../../shared/errors.js";
import type { Role } from "../../../shared/permissions.js";
import type { Settings } from "../../../shared/settings.js";
import type { UserEvent } from "../../../shared/users.js";
import type { Doc } from "../../_generated/dataModel.js";
import { env, type MutationCtx, type QueryCtx } from "../../_generated/server.js";
import { claimPlaylists } from "../playlists/claims.js";
import { addToCounters } from "../users/counters.js";
import {
  type Decision,
  decideUserChange,
  isEffective,
  type SyncOutcome,
  type UserChange,
} from "../users/stateMachine.js";
import {
  deleteUserRow,
  hasTombstone,
  insertTombstone,
  insertUser,
  isLastAdmin,
  patchUser,
  toUser,
  userByExternalId,
} from "../users/users.js";
import { releaseOwnedContent } from "./userDeletion.js";

/**
 * Applies a change to a user as the state machine decides it, counts it, and calls the
 * host's handler. Webhook, fallback and sync all come through here, so that two of them
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
  const deleted = user === null && (await hasTombstone(ctx, externalId));
  const safeChange = await keepLastAdmin(ctx, user, change);
  const decision = decideUserChange({ user, deleted }, safeChange);
  const { outcome } = decision;
  const users = countChanges(user, decision);
  if (isDelivery || Object.keys(users).length > 0) {
    const deliveries = isDelivery ? { [outcome]: 1 } : {};
    await addToCounters(ctx, externalId, { users, deliveries });
  }
  await writeDecision(ctx, externalId, user, decision, settings);
  return outcome;
}

async function writeDecision(
  ctx: MutationCtx,
  externalId: string,
  user: Doc<"users"> | null,
  { outcome, write }: Decision,
  settings: Settings,
) {
  switch (write.kind) {
    case "insert": {
      const id = await insertUser(ctx, write.user);
      await claimPlaylists(ctx, id, write.user.verifiedEmail);
      console.info(`User ${externalId} was created by the ${write.user.syncedBy}.`);
      await callHost(ctx, settings, async () => ({
        type: "created",
        user: toUser((await ctx.db.get("users", id))!),
      }));
      return;
    }
    case "patch":
      await patchUser(ctx, user!, write.fields);
      if (write.fields.verifiedEmail !== user!.verifiedEmail) {
        await claimPlaylists(ctx, user!._id, write.fields.verifiedEmail);
      }
      if (isEffective(outcome)) {
        await callHostOfUpdate(ctx, settings, user!, write.fields);
      }
      return;
    case "deleteAndTombstone":
      await deleteUserRow(ctx, user!);
      await releaseOwnedContent(ctx, user!._id, settings.onUserDeleted);
      await callHost(ctx, settings, async () => ({
        type: "deleted",
        previous: toUser(user!),
      }));
      return;
    case "tombstone":
      await insertTombstone(ctx, externalId);
      return;
    case "none":
      return;
  }
}

/** How a decision changes the number of users by what wrote their profile last. */
function countChanges(user: Doc<"users"> | null, { write }: Decision) {
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
 * The row of a signed-in user. Creates it from the verified identity when no webhook did.
 * Throws `USER_DELETED`.
 */
export async function ensureUser(
  ctx: MutationCtx,
  { externalId, profile = {} }: Extract<Caller, { kind: "user" }>,
  settings: Settings,
): Promise<{ user: Doc<"users">; isNew: boolean }> {
  const known = await userByExternalId(ctx, externalId);
  if (known !== null) return { user: known, isNew: false };
  const role = initialRole(externalId);
  const change: UserChange = { kind: "ensure", externalId, profile, role };
  const outcome = await applyUserChange(ctx, change, settings);
  if (outcome === "alreadyDeleted") {
    throw libraryError("USER_DELETED", "This account has been deleted.");
  }
  return { user: (await userByExternalId(ctx, externalId))!, isNew: true };
}

/** Gives a user a role. Throws `CONFLICT` when that would leave no admin. */
export async function changeRole(
  ctx: MutationCtx,
  user: Doc<"users">,
  role: Role,
  settings: Settings,
) {
  if (user.role === role) return;
  if (await isLastAdmin(ctx, user)) {
    throw libraryError(
      "CONFLICT",
      "This is the last admin. Make somebody else an admin first.",
      { field: "role" },
    );
  }
  await patchUser(ctx, user, { role });
  await callHostOfUpdate(ctx, settings, user, { role });
}

/** The role of a new row. */
export function initialRole(externalId: string) {
  return externalId === env.INITIAL_ADMIN_CLERK_USER_ID ? "admin" : "guest";
}

/** Clerk's metadata can't demote the last admin either. */
async function keepLastAdmin(
  ctx: QueryCtx,
  user: Doc<"users"> | null,
  change: UserChange,
): Promise<UserChange> {
  if (user === null || change.kind !== "upsert" || change.roleOverride === undefined) {
    return change;
  }
  if (change.roleOverride === "admin" || !(await isLastAdmin(ctx, user))) return change;
  console.warn(`User ${user.externalId} stays an admin, because there is no other one.`);
  return { ...change, roleOverride: "admin" };
}

/**
 * Calls the host's handler in this transaction: when it throws, nothing of the change
 * remains, and Clerk sends the delivery again.
 */
async function callHost(
  ctx: MutationCtx,
  { onUserEvent }: Settings,
  event: () => Promise<UserEvent>,
) {
  if (onUserEvent === undefined) return;
  const handler = onUserEvent as FunctionHandle<"mutation", { event: UserEvent }, null>;
  await ctx.runMutation(handler, { event: await event() });
}

async function callHostOfUpdate(
  ctx: MutationCtx,
  settings: Settings,
  previous: Doc<"users">,
  changes: Partial<Doc<"users">>,
) {
  await callHost(ctx, settings, async () => ({
    type: "updated",
    user: toUser({ ...previous, ...changes }),
    previous: toUser(previous),
  }));
}
