import { v } from "convex/values";
import { type OnUserDeleted, vOnUserDeleted } from "../../../shared/settings.js";
import { internal } from "../../_generated/api.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { removeCollaborationsOfUser } from "../playlists/collaborators.js";
import { changePlaylist, playlistsOwnedBy } from "../playlists/playlists.js";
import { deletePlaylist } from "../playlists/removal.js";
import { disownFiles } from "../storage/files.js";
import { deleteUsage } from "../storage/usage.js";
import { patchTrack, tracksCreatedBy } from "../tracks/tracks.js";
import { type BatchJob, batchMutation, scheduleBatches } from "../work/batches.js";
import { deleteTrack } from "./trackChanges.js";

/*
 * What becomes of what a deleted user owned. What is left to do stands in the tables, so
 * the job can be started again at any time.
 */

// A transaction may touch 4,096 index ranges. A playlist deletes up to 200 items and 100
// collaborations with it, a track up to 100 items of as many playlists.
const BATCH_ROWS = 10;

const releaseArgs = { userId: v.id("users"), onUserDeleted: vOnUserDeleted };

const releaseJob: BatchJob<typeof releaseArgs> = {
  args: releaseArgs,
  next: () => internal.model.lifecycle.userDeletion.release,
  batch: async (ctx, args) => {
    const mayHaveMore = await releaseBatch(ctx, args.userId, args.onUserDeleted);
    return mayHaveMore ? args : null;
  },
};

export const release = batchMutation(releaseJob);

/** Deletes what a deleted user owned, or makes it nobody's, in the background. */
export async function releaseOwnedContent(
  ctx: MutationCtx,
  userId: Id<"users">,
  onUserDeleted: OnUserDeleted,
) {
  await scheduleBatches(ctx, releaseJob, { userId, onUserDeleted });
}

/** Works on the first kind of row that is left, and returns whether there may be more. */
async function releaseBatch(
  ctx: MutationCtx,
  userId: Id<"users">,
  onUserDeleted: OnUserDeleted,
): Promise<boolean> {
  if (await releasePlaylists(ctx, userId, onUserDeleted)) return true;
  if (await releaseTracks(ctx, userId, onUserDeleted)) return true;
  if ((await removeCollaborationsOfUser(ctx, userId, BATCH_ROWS)) > 0) return true;
  if ((await disownFiles(ctx, userId, BATCH_ROWS)) > 0) return true;
  await deleteUsage(ctx, userId);
  return false;
}

async function releasePlaylists(
  ctx: MutationCtx,
  userId: Id<"users">,
  onUserDeleted: OnUserDeleted,
) {
  const playlists = await playlistsOwnedBy(ctx, userId, BATCH_ROWS);
  for (const playlist of playlists) {
    if (onUserDeleted === "keepAll") {
      await changePlaylist(ctx, playlist, { fields: { userId: undefined } });
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
  const tracks = await tracksCreatedBy(ctx, userId, BATCH_ROWS);
  for (const track of tracks) {
    if (isDeletedWithCreator(track, onUserDeleted)) await deleteTrack(ctx, track);
    else await patchTrack(ctx, track, { createdBy: undefined });
  }
  return tracks.length > 0;
}

function isDeletedWithCreator(
  { visibility }: Doc<"tracks">,
  onUserDeleted: OnUserDeleted,
) {
  switch (onUserDeleted) {
    case "deleteAll":
      return true;
    case "keepPublic":
      return visibility === "private";
    case "keepAll":
      return false;
  }
}
