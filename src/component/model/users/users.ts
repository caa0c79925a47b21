import type { WithoutSystemFields } from "convex/server";
import { libraryError } from "../../../shared/errors.js";
import type { User } from "../../../shared/users.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { actorOf, systemActor, type UserActor } from "../visibility.js";

/*
 * The rows of users and the tombstones of deleted ones. Nothing else writes them.
 */

export async function userByExternalId(ctx: QueryCtx, externalId: string) {
  return await ctx.db
    .query("users")
    .withIndex("byExternalId", (q) => q.eq("externalId", externalId))
    .unique();
}

/** The user who has verified an address, if any. */
export async function userByVerifiedEmail(ctx: QueryCtx, verifiedEmail: string) {
  return await ctx.db
    .query("users")
    .withIndex("byVerifiedEmail", (q) => q.eq("verifiedEmail", verifiedEmail))
    .first();
}

/** The user with an id that came as an argument. Throws `NOT_FOUND`. */
export async function requireUserById(ctx: QueryCtx, id: string, field = "userId") {
  const userId = ctx.db.normalizeId("users", id);
  const user = userId && (await ctx.db.get("users", userId));
  if (user) return user;
  throw unknownUserError(field);
}

/** The user with a Clerk user id that came as an argument. Throws `NOT_FOUND`. */
export async function requireUserByExternalId(ctx: QueryCtx, externalId: string) {
  const user = await userByExternalId(ctx, externalId);
  if (user !== null) return user;
  throw unknownUserError("externalId");
}

function unknownUserError(field: string) {
  return libraryError("NOT_FOUND", "There is no such user.", { field });
}

/** Who acts in the background: null stands for the host. Returns null for a deleted user. */
export async function actorById(
  ctx: QueryCtx,
  userId: Id<"users"> | null,
): Promise<UserActor | null> {
  if (userId === null) return systemActor;
  const user = await ctx.db.get("users", userId);
  return user && actorOf(user);
}

export async function isLastAdmin(ctx: QueryCtx, user: Doc<"users">) {
  if (user.role !== "admin") return false;
  const admins = await ctx.db
    .query("users")
    .withIndex("byRole", (q) => q.eq("role", "admin"))
    .take(2);
  return admins.length < 2;
}

export async function insertUser(
  ctx: MutationCtx,
  user: WithoutSystemFields<Doc<"users">>,
): Promise<Id<"users">> {
  return await ctx.db.insert("users", user);
}

export async function patchUser(
  ctx: MutationCtx,
  user: Doc<"users">,
  fields: Partial<WithoutSystemFields<Doc<"users">>>,
) {
  await ctx.db.patch("users", user._id, fields);
}

/** Deletes the row of a user and leaves a tombstone. */
export async function deleteUserRow(ctx: MutationCtx, user: Doc<"users">) {
  await ctx.db.delete("users", user._id);
  await insertTombstone(ctx, user.externalId);
}

/** Marks a Clerk user id as deleted for good. */
export async function insertTombstone(ctx: MutationCtx, externalId: string) {
  await ctx.db.insert("deletedUsers", { externalId, deletedAt: Date.now() });
}

export async function hasTombstone(ctx: QueryCtx, externalId: string) {
  const tombstone = await ctx.db
    .query("deletedUsers")
    .withIndex("byExternalId", (q) => q.eq("externalId", externalId))
    .first();
  return tombstone !== null;
}

/** A user as hosts see them: every public field by name, so that a new column stays inside. */
export function toUser(user: Doc<"users">): User {
  const { _id, _creationTime, externalId, name, email, imageUrl, username } = user;
  const { role, syncedBy } = user;
  return {
    _id,
    _creationTime,
    externalId,
    name,
    email,
    imageUrl,
    username,
    role,
    syncedBy,
  };
}
