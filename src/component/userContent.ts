import { v } from "convex/values";
import { type OnUserDeleted, vOnUserDeleted } from "../shared/settings.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "./_generated/server.js";
import { deletePlaylist } from "./playlistBatches.js";
import { deleteTrack } from "./removedTracks.js";

/**
 * Lets go of what a deleted user owned, a batch a transaction, until nothing is
 * left. What is left to do stands in the tables, so it can be started anew at
 * any time.
 */
export const release = internalMutation({
  args: { userId: v.id("users"), onUserDeleted: vOnUserDeleted },
  returns: v.null(),
  handler: async (ctx, args) => {
    const mayHaveMore = await releaseBatch(ctx, args.userId, args.onUserDeleted);
    if (mayHaveMore) {
      await ctx.scheduler.runAfter(0, internal.userContent.release, args);
    }
    return null;
  },
});

// A transaction may touch 4,096 ranges of indexes. A playlist deletes up to 200 items
// and 100 collaborations with it, a track up to 100 items of as many playlists.
const ROWS_A_BATCH = 10;

/** Works on the first kind of which something is left. */
async function releaseBatch(
  ctx: MutationCtx,
  userId: Id<"users">,
  onUserDeleted: OnUserDeleted,
): Promise<boolean> {
  return (
    (await releasePlaylists(ctx, userId, onUserDeleted)) ||
    (await releaseTracks(ctx, userId, onUserDeleted)) ||
    (await endCollaborations(ctx, userId)) ||
    (await releaseFiles(ctx, userId)) ||
    (await dropUsage(ctx, userId))
  );
}

async function releasePlaylists(
  ctx: MutationCtx,
  userId: Id<"users">,
  onUserDeleted: OnUserDeleted,
) {
  const playlists = await ctx.db
    .query("playlists")
    .withIndex("byUserId", (q) => q.eq("userId", userId))
    .take(ROWS_A_BATCH);
  for (const playlist of playlists) {
    if (onUserDeleted === "keepAll") {
      await ctx.db.patch("playlists", playlist._id, { userId: undefined });
    } else {
      await deletePlaylist(ctx, playlist);
    }
  }
  return playlists.length > 0;
}

async function releaseTracks(
  ctx: MutationCtx,
  userId: Id<"users">,
  onUserDeleted: OnUserDeleted,
) {
  const tracks = await ctx.db
    .query("tracks")
    .withIndex("byCreator", (q) => q.eq("createdBy", userId))
    .take(ROWS_A_BATCH);
  for (const track of tracks) {
    if (goesWithItsCreator(track, onUserDeleted)) await deleteTrack(ctx, track);
    else await ctx.db.patch("tracks", track._id, { createdBy: undefined });
  }
  return tracks.length > 0;
}

function goesWithItsCreator({ visibility }: Doc<"tracks">, onUserDeleted: OnUserDeleted) {
  switch (onUserDeleted) {
    case "deleteAll":
      return true;
    case "keepPublic":
      return visibility === "private";
    case "keepAll":
      return false;
  }
}

async function endCollaborations(ctx: MutationCtx, userId: Id<"users">) {
  const rows = await ctx.db
    .query("playlistCollaborators")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .take(ROWS_A_BATCH);
  for (const row of rows) await ctx.db.delete("playlistCollaborators", row._id);
  return rows.length > 0;
}

/** Files of tracks that stay belong to nobody, as those tracks do. */
async function releaseFiles(ctx: MutationCtx, userId: Id<"users">) {
  const files = await ctx.db
    .query("files")
    .withIndex("byOwner", (q) => q.eq("ownerId", userId))
    .take(ROWS_A_BATCH);
  for (const file of files) await ctx.db.patch("files", file._id, { ownerId: undefined });
  return files.length > 0;
}

async function dropUsage(ctx: MutationCtx, userId: Id<"users">) {
  const usage = await ctx.db
    .query("storageUsage")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .unique();
  if (usage !== null) await ctx.db.delete("storageUsage", usage._id);
  return false;
}
