import { type ObjectType, v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { internal } from "../../_generated/api.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { canReadTrack } from "../tracks/access.js";
import { actorById } from "../users/users.js";
import type { UserActor } from "../visibility.js";
import { type BatchJob, batchMutation, runBatches } from "../work/batches.js";
import { readablePlaylist } from "./access.js";
import { addTracksAt } from "./items.js";
import { placeAtEnd } from "./places.js";
import { nextItems, vWalk } from "./walk.js";

const BATCH_ITEMS = 500;

const copyArgs = {
  sourceId: v.id("playlists"),
  copyId: v.id("playlists"),
  /** Who copies; null for the host. */
  userId: nullable(v.id("users")),
  walk: nullable(vWalk),
};

type CopyArgs = ObjectType<typeof copyArgs>;

const copyJob: BatchJob<typeof copyArgs> = {
  args: copyArgs,
  next: () => internal.model.playlists.copying.copyRest,
  batch: async (ctx, args) => {
    const actor = await actorById(ctx, args.userId);
    const source = actor && (await readablePlaylist(ctx, actor, args.sourceId));
    const copy = await ctx.db.get("playlists", args.copyId);
    return source && copy ? await copyBatch(ctx, actor, source, copy, args) : null;
  },
};

export const copyRest = batchMutation(copyJob);

/**
 * Copies the items of a playlist to an empty one, in order and without tracks that the
 * actor may not see. Many of them are copied in the background, as long as the actor may
 * see the playlist.
 */
export async function copyItems(
  ctx: MutationCtx,
  actor: UserActor,
  source: Doc<"playlists">,
  copy: Doc<"playlists">,
) {
  const batch = (context: MutationCtx, args: CopyArgs) =>
    copyBatch(context, actor, source, copy, args);
  await runBatches(
    ctx,
    { ...copyJob, batch },
    { sourceId: source._id, copyId: copy._id, userId: actor.userId, walk: null },
  );
}

async function copyBatch(
  ctx: MutationCtx,
  actor: UserActor,
  source: Doc<"playlists">,
  copy: Doc<"playlists">,
  args: CopyArgs,
) {
  const { items, walk, isDone } = await nextItems(
    ctx,
    source._id,
    args.walk,
    BATCH_ITEMS,
  );
  const tracks: Doc<"tracks">[] = [];
  for (const { trackId } of items) {
    const track = await ctx.db.get("tracks", trackId);
    if (track !== null && canReadTrack(actor, track)) tracks.push(track);
  }
  await addTracksAt(ctx, copy, await placeAtEnd(ctx, copy._id), tracks, actor.userId);
  return isDone ? null : { ...args, walk };
}
