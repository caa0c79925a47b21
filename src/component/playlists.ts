import { stream } from "convex-helpers/server/stream";
import { playlists as contract } from "../shared/playlists.js";
import { refuse } from "../shared/errors.js";
import { checkCount, checkLimit } from "../shared/input.js";
import { refuseChange, requirePermission } from "../shared/permissions.js";
import {
  checkPlaylist,
  MOST_COLLABORATORS,
  MOST_EDITS,
  newShareToken,
  titleOfCopy,
} from "../shared/playlists.js";
import { clearedFields } from "../shared/input.js";
import { callerArgs } from "../shared/caller.js";
import { callArgs } from "../shared/settings.js";
import { mutation, query, type QueryCtx } from "./_generated/server.js";
import {
  changeablePlaylist,
  editableItem,
  editablePlaylist,
  ensureActor,
  findActor,
  mayReadTrack,
  readablePlaylist,
  readableTrack,
  type UserActor,
} from "./access.js";
import {
  addableTrack,
  applyEdit,
  duplicateOf,
  itemsOf,
  moveBehind,
  placeFor,
  sortOutDuplicates,
} from "./playlistEdits.js";
import {
  clearItems,
  collaborationsOf,
  copyItems,
  deletePlaylist,
  recountItems,
} from "./playlistBatches.js";
import {
  additionOf,
  firstOccurrence,
  insertItems,
  noChange,
  recordChange,
  deleteItemsFrom,
} from "./playlistItems.js";
import {
  asSeenBy,
  firstTracks,
  isShownByLink,
  oldestFirst,
  oneAsSeenBy,
  toItems,
} from "./playlistViews.js";
import { emptyPage, pageOf } from "./pages.js";
import { firstOf, ownPlaylists, readablePlaylists, sharedPlaylists } from "./readable.js";
import schema from "./schema.js";

/** How many playlists are looked through for a track. */
const MOST_OWN = 200;

export const list = query({
  args: { ...callerArgs, ...contract.list.args },
  returns: contract.list.returns,
  handler: async (ctx, { caller, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    const playlists = await readablePlaylists(ctx, actor, "asc");
    return await asSeenBy(ctx, actor, await firstOf(playlists, count));
  },
});

export const mine = query({
  args: { ...callerArgs, ...contract.mine.args },
  returns: contract.mine.returns,
  handler: async (ctx, { caller, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    const own = await firstOf(ownPlaylists(ctx, actor, "asc"), count);
    const shared = await sharedPlaylists(ctx, actor);
    return await asSeenBy(ctx, actor, oldestFirst([...own, ...shared], count));
  },
});

export const paginate = query({
  args: { ...callerArgs, ...contract.paginate.args },
  returns: contract.paginate.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    const actor = await findActor(ctx, caller);
    const playlists = await readablePlaylists(ctx, actor, "asc");
    const result = await pageOf(playlists, "_creationTime", paginationOpts);
    return { ...result, page: await asSeenBy(ctx, actor, result.page) };
  },
});

export const get = query({
  args: { ...callerArgs, ...contract.get.args },
  returns: contract.get.returns,
  handler: async (ctx, { caller, id }) => {
    const actor = await findActor(ctx, caller);
    const playlist = await readablePlaylist(ctx, actor, id);
    return playlist && (await oneAsSeenBy(ctx, actor, playlist));
  },
});

export const getWithTracks = query({
  args: { ...callerArgs, ...contract.getWithTracks.args },
  returns: contract.getWithTracks.returns,
  handler: async (ctx, { caller, id }) => {
    const actor = await findActor(ctx, caller);
    const playlist = await readablePlaylist(ctx, actor, id);
    if (playlist === null) return null;
    const tracks = await firstTracks(ctx, playlist, (track) =>
      mayReadTrack(actor, track),
    );
    return { ...(await oneAsSeenBy(ctx, actor, playlist)), tracks };
  },
});

export const listTracks = query({
  args: { ...callerArgs, ...contract.listTracks.args },
  returns: contract.listTracks.returns,
  handler: async (ctx, { caller, playlistId, paginationOpts }) => {
    const actor = await findActor(ctx, caller);
    const playlist = await readablePlaylist(ctx, actor, playlistId);
    if (playlist === null) return emptyPage;
    const items = stream(ctx.db, schema)
      .query("playlistTracks")
      .withIndex("byPlaylistPosition", (q) => q.eq("playlistId", playlist._id))
      .order("asc");
    const result = await pageOf(items, "position", paginationOpts);
    return { ...result, page: await toItems(ctx, actor, result.page) };
  },
});

export const create = mutation({
  args: { ...callArgs, ...contract.create.args },
  returns: contract.create.returns,
  handler: async (ctx, { caller, settings, userId, ...fields }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changePlaylists", "create playlists");
    checkPlaylist(fields);
    return await ctx.db.insert("playlists", {
      ...fields,
      visibility: fields.visibility ?? settings.defaultPlaylistVisibility,
      userId: await ownerOfNew(ctx, actor, userId),
      trackCount: 0,
      durationMs: 0,
      version: 0,
      updatedAt: Date.now(),
    });
  },
});

export const update = mutation({
  args: { ...callArgs, ...contract.update.args },
  returns: contract.update.returns,
  handler: async (ctx, { caller, settings, id, ...changes }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await changeablePlaylist(ctx, actor, id);
    const fields = clearedFields(changes);
    checkPlaylist(fields);
    if (Object.keys(fields).length === 0) return null;
    await recordChange(ctx, playlist, noChange, fields);
    return null;
  },
});

export const remove = mutation({
  args: { ...callArgs, ...contract.remove.args },
  returns: contract.remove.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    await deletePlaylist(ctx, await changeablePlaylist(ctx, actor, id));
    return null;
  },
});

export const addTrack = mutation({
  args: { ...callArgs, ...contract.addTrack.args },
  returns: contract.addTrack.returns,
  handler: async (
    ctx,
    { caller, settings, playlistId, trackId, position, onDuplicate },
  ) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, playlistId);
    const track = await addableTrack(ctx, actor, trackId);
    const present = await duplicateOf(ctx, playlist._id, track._id, onDuplicate);
    if (present !== null) return present._id;
    const place = await placeFor(ctx, playlist, position);
    const [itemId] = await insertItems(ctx, playlist._id, place, [track], actor.userId);
    await recordChange(ctx, playlist, additionOf([track]));
    return itemId!;
  },
});

export const addTracks = mutation({
  args: { ...callArgs, ...contract.addTracks.args },
  returns: contract.addTracks.returns,
  handler: async (
    ctx,
    { caller, settings, playlistId, trackIds, position, onDuplicate },
  ) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, playlistId);
    checkCount("trackIds", trackIds.length, MOST_EDITS);
    const { wanted, skipped } = await sortOutDuplicates(
      ctx,
      actor,
      playlist._id,
      trackIds,
      onDuplicate,
    );
    if (wanted.length === 0) return { itemIds: [], skippedTrackIds: skipped };
    const place = await placeFor(ctx, playlist, position);
    const itemIds = await insertItems(ctx, playlist._id, place, wanted, actor.userId);
    await recordChange(ctx, playlist, additionOf(wanted));
    return { itemIds, skippedTrackIds: skipped };
  },
});

export const removeTrack = mutation({
  args: { ...callArgs, ...contract.removeTrack.args },
  returns: contract.removeTrack.returns,
  handler: async (ctx, { caller, settings, playlistId, trackId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, playlistId);
    const id = ctx.db.normalizeId("tracks", trackId);
    const item = id && (await firstOccurrence(ctx, playlist._id, id));
    if (item) await deleteItemsFrom(ctx, playlist, [item]);
    return null;
  },
});

export const removeItem = mutation({
  args: { ...callArgs, ...contract.removeItem.args },
  returns: contract.removeItem.returns,
  handler: async (ctx, { caller, settings, itemId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const { item, playlist } = await editableItem(ctx, actor, itemId);
    await deleteItemsFrom(ctx, playlist, [item]);
    return null;
  },
});

export const moveItem = mutation({
  args: { ...callArgs, ...contract.moveItem.args },
  returns: contract.moveItem.returns,
  handler: async (ctx, { caller, settings, itemId, after }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const { item, playlist } = await editableItem(ctx, actor, itemId);
    if (after === item._id) return null;
    await moveBehind(ctx, playlist._id, [item], after);
    await recordChange(ctx, playlist);
    return null;
  },
});

export const removeItems = mutation({
  args: { ...callArgs, ...contract.removeItems.args },
  returns: contract.removeItems.returns,
  handler: async (ctx, { caller, settings, playlistId, itemIds }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, playlistId);
    await deleteItemsFrom(ctx, playlist, await itemsOf(ctx, playlist._id, itemIds));
    return null;
  },
});

export const moveItems = mutation({
  args: { ...callArgs, ...contract.moveItems.args },
  returns: contract.moveItems.returns,
  handler: async (ctx, { caller, settings, playlistId, itemIds, after }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, playlistId);
    const items = await itemsOf(ctx, playlist._id, itemIds);
    if (items.length === 0) return null;
    if (after !== null && itemIds.includes(after)) {
      throw refuse("INVALID_ARGUMENT", "after is among the items that are moved.", {
        field: "after",
      });
    }
    await moveBehind(ctx, playlist._id, items, after);
    await recordChange(ctx, playlist);
    return null;
  },
});

export const recount = mutation({
  args: { ...callArgs, ...contract.recount.args },
  returns: contract.recount.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "repair counts");
    const { _id: playlistId, version } = await changeablePlaylist(ctx, actor, id);
    await recountItems(ctx, { playlistId, version, walked: null, ...noChange });
    return null;
  },
});

export const containing = query({
  args: { ...callerArgs, ...contract.containing.args },
  returns: contract.containing.returns,
  handler: async (ctx, { caller, trackId }) => {
    const actor = await findActor(ctx, caller);
    const track = await readableTrack(ctx, actor, trackId);
    if (track === null) return [];
    const own = await firstOf(ownPlaylists(ctx, actor, "asc"), MOST_OWN);
    const holds = await Promise.all(
      own.map(({ _id }) => firstOccurrence(ctx, _id, track._id)),
    );
    return own.filter((_, index) => holds[index] !== null).map(({ _id }) => _id);
  },
});

export const clear = mutation({
  args: { ...callArgs, ...contract.clear.args },
  returns: contract.clear.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, id);
    // Times of creation have fractions of a millisecond, `Date.now()` has none.
    const before = Date.now() + 1;
    await clearItems(ctx, {
      ...{ playlistId: playlist._id, before },
      ...{ walked: null, hasRemoved: false },
    });
    return null;
  },
});

export const duplicate = mutation({
  args: { ...callArgs, ...contract.duplicate.args },
  returns: contract.duplicate.returns,
  handler: async (ctx, { caller, settings, id, title }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changePlaylists", "create playlists");
    const source = await readablePlaylist(ctx, actor, id);
    if (source === null) throw refuseChange(actor, "playlist", { seen: false });
    const fields = {
      title: title ?? titleOfCopy(source.title),
      description: source.description,
    };
    checkPlaylist(fields);
    const copyId = await ctx.db.insert("playlists", {
      ...fields,
      visibility: "private",
      userId: actor.userId ?? undefined,
      trackCount: 0,
      durationMs: 0,
      version: 0,
      updatedAt: Date.now(),
    });
    const copy = (await ctx.db.get("playlists", copyId))!;
    await copyItems(ctx, actor, { source, copy, walked: null });
    return copyId;
  },
});

export const applyEdits = mutation({
  args: { ...callArgs, ...contract.applyEdits.args },
  returns: contract.applyEdits.returns,
  handler: async (ctx, { caller, settings, playlistId, edits, expectedVersion }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await editablePlaylist(ctx, actor, playlistId);
    checkCount("edits", edits.length, MOST_EDITS);
    if (expectedVersion !== undefined && expectedVersion !== playlist.version) {
      throw refuse("CONFLICT", `The playlist is at version ${playlist.version}.`, {
        field: "expectedVersion",
      });
    }
    if (edits.length === 0) return { version: playlist.version };
    let { items, durationMs } = noChange;
    for (const edit of edits) {
      const change = await applyEdit(ctx, actor, playlist._id, edit);
      items += change.items;
      durationMs += change.durationMs;
    }
    return { version: await recordChange(ctx, playlist, { items, durationMs }) };
  },
});

export const share = mutation({
  args: { ...callArgs, ...contract.share.args },
  returns: contract.share.returns,
  handler: async (ctx, { caller, settings, id, renew = false }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await changeablePlaylist(ctx, actor, id);
    if (playlist.shareToken !== undefined && !renew) return playlist.shareToken;
    const shareToken = newShareToken();
    await recordChange(ctx, playlist, noChange, { shareToken });
    return shareToken;
  },
});

export const unshare = mutation({
  args: { ...callArgs, ...contract.unshare.args },
  returns: contract.unshare.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await changeablePlaylist(ctx, actor, id);
    if (playlist.shareToken === undefined) return null;
    await recordChange(ctx, playlist, noChange, { shareToken: undefined });
    return null;
  },
});

export const getShared = query({
  args: { ...callerArgs, ...contract.getShared.args },
  returns: contract.getShared.returns,
  handler: async (ctx, { caller, token }) => {
    const playlist = await ctx.db
      .query("playlists")
      .withIndex("byShareToken", (q) => q.eq("shareToken", token))
      .unique();
    if (playlist === null) return null;
    const viewer = await findActor(ctx, caller);
    const tracks = await firstTracks(ctx, playlist, (track) =>
      isShownByLink(playlist, track, viewer),
    );
    const { shareToken: _, ...seen } = await oneAsSeenBy(ctx, viewer, playlist);
    return { ...seen, tracks };
  },
});

export const addCollaborator = mutation({
  args: { ...callArgs, ...contract.addCollaborator.args },
  returns: contract.addCollaborator.returns,
  handler: async (ctx, { caller, settings, playlistId, userId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await changeablePlaylist(ctx, actor, playlistId);
    const user = await existingUser(ctx, userId);
    const collaborations = await collaborationsOf(ctx, playlist._id);
    const known = collaborations.some((row) => row.userId === user._id);
    if (known || user._id === playlist.userId) return null;
    if (collaborations.length >= MOST_COLLABORATORS) {
      throw refuse(
        "LIMIT_EXCEEDED",
        `A playlist has at most ${MOST_COLLABORATORS} collaborators.`,
      );
    }
    await ctx.db.insert("playlistCollaborators", {
      playlistId: playlist._id,
      userId: user._id,
    });
    return null;
  },
});

export const removeCollaborator = mutation({
  args: { ...callArgs, ...contract.removeCollaborator.args },
  returns: contract.removeCollaborator.returns,
  handler: async (ctx, { caller, settings, playlistId, userId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist =
      actor.userId === userId
        ? await editablePlaylist(ctx, actor, playlistId)
        : await changeablePlaylist(ctx, actor, playlistId);
    const collaborations = await collaborationsOf(ctx, playlist._id);
    const ended = collaborations.find((row) => row.userId === userId);
    if (ended !== undefined) await ctx.db.delete("playlistCollaborators", ended._id);
    return null;
  },
});

export const collaborators = query({
  args: { ...callerArgs, ...contract.collaborators.args },
  returns: contract.collaborators.returns,
  handler: async (ctx, { caller, playlistId }) => {
    const actor = await findActor(ctx, caller);
    const playlist = await readablePlaylist(ctx, actor, playlistId);
    if (playlist === null || actor.role === "anonymous") return [];
    const rows = await collaborationsOf(ctx, playlist._id);
    const users = await Promise.all(rows.map((row) => ctx.db.get("users", row.userId)));
    return users
      .filter((user) => user !== null)
      .map(({ _id, name, imageUrl }) => ({ userId: _id, name, imageUrl }));
  },
});

async function existingUser(ctx: QueryCtx, id: string) {
  const userId = ctx.db.normalizeId("users", id);
  const user = userId && (await ctx.db.get("users", userId));
  if (user) return user;
  throw refuse("NOT_FOUND", "There is no such user.", { field: "userId" });
}

/** A new playlist is the actor's; only admins and host code give it to somebody else. */
async function ownerOfNew(ctx: QueryCtx, actor: UserActor, userId: string | undefined) {
  if (userId === undefined || userId === actor.userId) return actor.userId ?? undefined;
  requirePermission(actor, "administer", "create a playlist for another user");
  return (await existingUser(ctx, userId))._id;
}
