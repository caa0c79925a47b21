import type { Caller } from "../../shared/caller.js";
import { unauthenticatedError } from "../../shared/permissions.js";
import type { Settings } from "../../shared/settings.js";
import type { Doc } from "../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../_generated/server.js";
import { scheduleProfileFetch } from "./clerk/profiles.js";
import { ensureUser } from "./lifecycle/userChanges.js";
import { hasTombstone, userByExternalId } from "./users/users.js";
import { actorOf, anonymousActor, systemActor, type UserActor } from "./visibility.js";

/*
 * From the caller of a function to who acts: every handler begins here.
 */

/**
 * Looks up who acts, for a query. Queries can't write: a signed-in user without a row
 * reads as a guest, and a deleted user as nobody.
 */
export async function findActor(ctx: QueryCtx, caller: Caller): Promise<UserActor> {
  if (caller.kind === "anonymous") return anonymousActor;
  if (caller.kind === "system") return systemActor;
  const user = await userByExternalId(ctx, caller.externalId);
  if (user !== null) return actorOf(user);
  const isDeleted = await hasTombstone(ctx, caller.externalId);
  return isDeleted ? anonymousActor : { role: "guest", userId: null };
}

/**
 * Looks up who acts, for a mutation. Creates the row of a signed-in user who has none.
 * Throws `USER_DELETED`.
 */
export async function ensureActor(
  ctx: MutationCtx,
  caller: Caller,
  settings: Settings,
): Promise<UserActor> {
  if (caller.kind !== "user") return await findActor(ctx, caller);
  return actorOf(await requireUser(ctx, caller, settings));
}

/**
 * The signed-in user, for what only users do. Creates their row if they have none.
 * Throws `UNAUTHENTICATED`, `USER_DELETED`.
 */
export async function requireUser(
  ctx: MutationCtx,
  caller: Caller,
  settings: Settings,
): Promise<Doc<"users">> {
  if (caller.kind !== "user") throw unauthenticatedError();
  const { user, isNew } = await ensureUser(ctx, caller, settings);
  if (isNew) await scheduleProfileFetch(ctx, caller.externalId, settings);
  return user;
}
