import { v } from "convex/values";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";

/*
 * Imported playlists wait for their owner under the owner's address, and become theirs
 * when a user appears whose address is verified to be that one.
 */

// A page of the sync changes a hundred users in a transaction of 4,096 index ranges,
// and each playlist takes three: it is patched, and a collaboration looked up and ended.
const CLAIMED_AT_ONCE = 10;
const CLAIMED_A_BATCH = 200;

/** Gives a user the playlists that wait for them: a few at once, more in the background. */
export async function claimPlaylists(
  ctx: MutationCtx,
  userId: Id<"users">,
  verifiedEmail: string | undefined,
) {
  if (verifiedEmail === undefined) return;
  await claimBatch(ctx, { userId, verifiedEmail }, CLAIMED_AT_ONCE);
}

const claimArgs = { userId: v.id("users"), verifiedEmail: v.string() };

/** Gives a user the rest, unless they were deleted meanwhile. */
export const claimRest = internalMutation({
  args: claimArgs,
  returns: v.null(),
  handler: async (ctx, claim) => {
    if ((await ctx.db.get("users", claim.userId)) === null) return null;
    await claimBatch(ctx, claim, CLAIMED_A_BATCH);
    return null;
  },
});

/** The user who has verified an address, if any. */
export async function userByVerifiedEmail(ctx: QueryCtx, verifiedEmail: string) {
  return await ctx.db
    .query("users")
    .withIndex("byVerifiedEmail", (q) => q.eq("verifiedEmail", verifiedEmail))
    .first();
}

/** The fields that make a playlist a user's; one that waited does so no more. */
export function ownedBy(userId: Id<"users">) {
  return { userId, legacyOwnerEmail: undefined };
}

async function claimBatch(
  ctx: MutationCtx,
  claim: { userId: Id<"users">; verifiedEmail: string },
  most: number,
) {
  const { userId, verifiedEmail } = claim;
  const playlists = await ctx.db
    .query("playlists")
    .withIndex("byLegacyOwnerEmail", (q) => q.eq("legacyOwnerEmail", verifiedEmail))
    .take(most);
  for (const playlist of playlists) await givePlaylist(ctx, playlist, userId);
  if (playlists.length < most) return;
  await ctx.scheduler.runAfter(0, internal.claims.claimRest, claim);
}

async function givePlaylist(
  ctx: MutationCtx,
  { _id, version }: Doc<"playlists">,
  userId: Id<"users">,
) {
  await ctx.db.patch("playlists", _id, { ...ownedBy(userId), version: version + 1 });
  const collaboration = await ctx.db
    .query("playlistCollaborators")
    .withIndex("byPlaylist", (q) => q.eq("playlistId", _id).eq("userId", userId))
    .first();
  if (collaboration === null) return;
  await ctx.db.delete("playlistCollaborators", collaboration._id);
}
