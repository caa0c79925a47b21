import { type ObjectType, v } from "convex/values";
import { internal } from "../../_generated/api.js";
import type { Id } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";
import { deleteCollaborator } from "./collaborators.js";
import { changePlaylist } from "./playlists.js";

/*
 * Imported playlists wait for their owner under the owner's email address. They become
 * theirs when a user appears who has verified that address.
 */

// A page of the sync changes a hundred users in a transaction of 4,096 index ranges, and
// each playlist takes three: it is patched, and a collaboration looked up and removed.
const FIRST_BATCH_PLAYLISTS = 10;
const BATCH_PLAYLISTS = 200;

const claimArgs = { userId: v.id("users"), verifiedEmail: v.string() };

const claimJob: BatchJob<typeof claimArgs> = {
  args: claimArgs,
  next: () => internal.model.playlists.claims.claimRest,
  batch: async (ctx, claim) => {
    // The user may have been deleted since the last batch.
    if ((await ctx.db.get("users", claim.userId)) === null) return null;
    return await claimBatch(ctx, claim, BATCH_PLAYLISTS);
  },
};

export const claimRest = batchMutation(claimJob);

/** Gives a user the playlists that wait for them: a few at once, more in the background. */
export async function claimPlaylists(
  ctx: MutationCtx,
  userId: Id<"users">,
  verifiedEmail: string | undefined,
) {
  if (verifiedEmail === undefined) return;
  const batch = (context: MutationCtx, claim: ObjectType<typeof claimArgs>) =>
    claimBatch(context, claim, FIRST_BATCH_PLAYLISTS);
  await runBatches(ctx, { ...claimJob, batch }, { userId, verifiedEmail });
}

/** The fields that make a playlist a user's. It no longer waits for an owner. */
export function ownedBy(userId: Id<"users">) {
  return { userId, legacyOwnerEmail: undefined };
}

async function claimBatch(
  ctx: MutationCtx,
  claim: ObjectType<typeof claimArgs>,
  count: number,
) {
  const { userId, verifiedEmail } = claim;
  const playlists = await ctx.db
    .query("playlists")
    .withIndex("byLegacyOwnerEmail", (q) => q.eq("legacyOwnerEmail", verifiedEmail))
    .take(count);
  for (const playlist of playlists) {
    await changePlaylist(ctx, playlist, { fields: ownedBy(userId) });
    await deleteCollaborator(ctx, playlist._id, userId);
  }
  return playlists.length < count ? null : claim;
}
