import { type ObjectType, v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { nullable } from "convex-helpers/validators";
import { tracks as contract } from "../shared/tracks.js";
import { checkLimit } from "../shared/input.js";
import { can, requirePermission } from "../shared/permissions.js";
import { mergeByRelevance, searchTerms } from "./model/tracks/searchText.js";
import { checkTrack, durationMsOf } from "../shared/tracks.js";
import { clearedFields } from "../shared/input.js";
import { searchTextOf } from "./model/tracks/searchText.js";
import { callerArgs } from "../shared/caller.js";
import { callArgs } from "../shared/settings.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  mutation,
  type MutationCtx,
  query,
  type QueryCtx,
} from "./_generated/server.js";
import {
  changeableTrack,
  ensureActor,
  findActor,
  readableTrack,
  type UserActor,
} from "./access.js";
import { toTrack, toTracks } from "./documents.js";
import { claimFilesAmong, filesOf, releaseFile } from "./files.js";
import { setDuration } from "./playlistItems.js";
import { deleteTrack } from "./removedTracks.js";
import schema from "./schema.js";
import { pageOf } from "./pages.js";
import { firstOf, readableTracks, visibilitiesOf } from "./readable.js";

export const list = query({
  args: { ...callerArgs, ...contract.list.args },
  returns: contract.list.returns,
  handler: async (ctx, { caller, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    return await toTracks(ctx, await firstOf(readableTracks(ctx, actor, "asc"), count));
  },
});

export const paginate = query({
  args: { ...callerArgs, ...contract.paginate.args },
  returns: contract.paginate.returns,
  handler: async (ctx, { caller, paginationOpts, order = "asc" }) => {
    const actor = await findActor(ctx, caller);
    const tracks = readableTracks(ctx, actor, order);
    const result = await pageOf(tracks, "_creationTime", paginationOpts);
    return { ...result, page: await toTracks(ctx, result.page) };
  },
});

export const search = query({
  args: { ...callerArgs, ...contract.search.args },
  returns: contract.search.returns,
  handler: async (ctx, { caller, query: text, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 20, most: 100 });
    const terms = searchTerms(text);
    if (text.trim() === "") {
      return await toTracks(ctx, await firstOf(readableTracks(ctx, actor, "asc"), count));
    }
    if (terms === "" || count === 0) return [];
    return await toTracks(ctx, await searchReadable(ctx, actor, terms, count));
  },
});

export const get = query({
  args: { ...callerArgs, ...contract.get.args },
  returns: contract.get.returns,
  handler: async (ctx, { caller, id }) => {
    const track = await readableTrack(ctx, await findActor(ctx, caller), id);
    return track && (await toTrack(ctx, track));
  },
});

export const create = mutation({
  args: { ...callArgs, ...contract.create.args },
  returns: contract.create.returns,
  handler: async (ctx, { caller, settings, ...fields }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changeTracks", "create tracks");
    checkTrack(fields);
    const creator = { createdBy: actor.userId ?? undefined };
    return await ctx.db.insert("tracks", {
      ...(await claimFilesAmong(ctx, fields, creator, settings.uploads)),
      ...creator,
      visibility: fields.visibility ?? settings.defaultTrackVisibility,
      searchText: searchTextOf(fields),
    });
  },
});

export const update = mutation({
  args: { ...callArgs, ...contract.update.args },
  returns: contract.update.returns,
  handler: async (ctx, { caller, settings, id, ...changes }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const track = await changeableTrack(ctx, actor, id);
    const fields = clearedFields(changes);
    checkTrack(fields);
    const claimed = await claimFilesAmong(ctx, fields, track, settings.uploads);
    const changed = { ...track, ...claimed };
    await ctx.db.patch("tracks", track._id, {
      ...claimed,
      searchText: searchTextOf(changed),
    });
    const kept = filesOf(changed);
    for (const fileId of filesOf(track)) {
      if (!kept.includes(fileId)) await releaseFile(ctx, fileId);
    }
    if (durationMsOf(changed) !== durationMsOf(track)) {
      await updateDurations(ctx, { trackId: track._id, cursor: null });
    }
    return null;
  },
});

export const remove = mutation({
  args: { ...callArgs, ...contract.remove.args },
  returns: contract.remove.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    await deleteTrack(ctx, await changeableTrack(ctx, actor, id));
    return null;
  },
});

const durationArgs = { trackId: v.id("tracks"), cursor: nullable(v.string()) };

/** Takes a track's new duration over to the rest of its items. */
export const updateDurationsOf = internalMutation({
  args: durationArgs,
  returns: v.null(),
  handler: async (ctx, args) => {
    await updateDurations(ctx, args);
    return null;
  },
});

/** Takes a track's duration over to its items and their playlists, a batch a transaction. */
async function updateDurations(
  ctx: MutationCtx,
  { trackId, cursor }: ObjectType<typeof durationArgs>,
) {
  const track = await ctx.db.get("tracks", trackId);
  if (track === null) return;
  const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
    .query("playlistTracks")
    .withIndex("byTrack", (q) => q.eq("trackId", trackId))
    .paginate({ cursor, numItems: ITEMS_A_BATCH });
  for (const item of page) await setDuration(ctx, item, durationMsOf(track));
  if (isDone) return;
  const next = { trackId, cursor: continueCursor };
  await ctx.scheduler.runAfter(0, internal.tracks.updateDurationsOf, next);
}

// Each item is patched, its playlist read and patched: three of a transaction's 4,096 ranges.
const ITEMS_A_BATCH = 100;

/** One search for each visibility: a search index can't ask for "this or that". */
async function searchReadable(
  ctx: QueryCtx,
  actor: UserActor,
  terms: string,
  count: number,
) {
  const matches = (
    filters: { visibility?: Doc<"tracks">["visibility"]; createdBy?: Id<"users"> } = {},
  ) =>
    ctx.db
      .query("tracks")
      .withSearchIndex("search", (q) => {
        const words = q.search("searchText", terms);
        const { visibility, createdBy } = filters;
        const seen =
          visibility === undefined ? words : words.eq("visibility", visibility);
        return createdBy === undefined ? seen : seen.eq("createdBy", createdBy);
      })
      .take(count);
  if (can(actor, "administer")) return await matches();
  const { all, own } = visibilitiesOf(actor, ["public", "vip", "private"]);
  const results = await Promise.all([
    ...all.map((visibility) => matches({ visibility })),
    ...own.map(({ visibility, ownerId }) => matches({ visibility, createdBy: ownerId })),
  ]);
  return mergeByRelevance(terms, results).slice(0, count);
}
