import { callerArgs } from "../shared/caller.js";
import { checkLimit, clearedFields } from "../shared/input.js";
import { requirePermission } from "../shared/permissions.js";
import { callArgs } from "../shared/settings.js";
import { checkTrack, tracks as contract } from "../shared/tracks.js";
import { mutation, query } from "./_generated/server.js";
import { ensureActor, findActor } from "./model/access.js";
import { changeTrack, deleteTrack } from "./model/lifecycle/trackChanges.js";
import { firstRows, pageOf } from "./model/pages.js";
import { attachFiles } from "./model/storage/files.js";
import { readableTrack, requireChangeableTrack } from "./model/tracks/access.js";
import { readableTracks, shuffledTracks } from "./model/tracks/lists.js";
import { searchReadableTracks } from "./model/tracks/search.js";
import { searchTerms } from "./model/tracks/searchText.js";
import { randomNumbers, shuffled } from "./model/tracks/shuffle.js";
import { insertTrack } from "./model/tracks/tracks.js";
import { toTrack, toTracks } from "./model/tracks/views.js";

export const list = query({
  args: { ...callerArgs, ...contract.list.args },
  returns: contract.list.returns,
  handler: async (ctx, { caller, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    return await toTracks(ctx, await firstRows(readableTracks(ctx, actor, "asc"), count));
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
      return await toTracks(
        ctx,
        await firstRows(readableTracks(ctx, actor, "asc"), count),
      );
    }
    if (terms === "" || count === 0) return [];
    return await toTracks(ctx, await searchReadableTracks(ctx, actor, terms, count));
  },
});

export const random = query({
  args: { ...callerArgs, ...contract.random.args },
  returns: contract.random.returns,
  handler: async (ctx, { caller, limit, seed = Math.random() * 2 ** 32 }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    const next = randomNumbers(seed);
    const key = next();
    const after = await firstRows(shuffledTracks(ctx, actor, { from: key }), count);
    const before = shuffledTracks(ctx, actor, { before: key });
    const rest = await firstRows(before, count - after.length);
    return await toTracks(ctx, shuffled([...after, ...rest], next));
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
    return await insertTrack(ctx, {
      ...(await attachFiles(ctx, fields, creator, settings.uploads)),
      ...creator,
      visibility: fields.visibility ?? settings.defaultTrackVisibility,
    });
  },
});

export const update = mutation({
  args: { ...callArgs, ...contract.update.args },
  returns: contract.update.returns,
  handler: async (ctx, { caller, settings, id, ...changes }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const track = await requireChangeableTrack(ctx, actor, id);
    const fields = clearedFields(changes);
    checkTrack(fields);
    const attached = await attachFiles(ctx, fields, track, settings.uploads);
    await changeTrack(ctx, track, attached);
    return null;
  },
});

export const remove = mutation({
  args: { ...callArgs, ...contract.remove.args },
  returns: contract.remove.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    await deleteTrack(ctx, await requireChangeableTrack(ctx, actor, id));
    return null;
  },
});
