import { stream } from "convex-helpers/server/stream";
import { callerArgs } from "../shared/caller.js";
import { libraryError } from "../shared/errors.js";
import { checkCount, checkLimit, clearedFields } from "../shared/input.js";
import { requirePermission } from "../shared/permissions.js";
import {
  checkPlaylist,
  MAX_EDITS,
  newShareToken,
  playlists as contract,
  titleOfCopy,
} from "../shared/playlists.js";
import { callArgs } from "../shared/settings.js";
import { mutation, query, type QueryCtx } from "./_generated/server.js";
import { ensureActor, findActor } from "./model/access.js";
import { emptyPage, firstRows, pageOf } from "./model/pages.js";
import {
  readablePlaylist,
  requireChangeablePlaylist,
  requireEditableItem,
  requireEditablePlaylist,
  requireReadablePlaylist,
} from "./model/playlists/access.js";
import { clearPlaylist } from "./model/playlists/clearing.js";
import {
  collaborationsOf,
  deleteCollaborator,
  insertCollaborator,
  sharedPlaylists,
} from "./model/playlists/collaborators.js";
import { copyItems } from "./model/playlists/copying.js";
import {
  applyEdit,
  findDuplicate,
  moveItemsAfter,
  placeFor,
  requireAddableTrack,
  requireItems,
  splitDuplicates,
} from "./model/playlists/edits.js";
import {
  addTracksAt,
  deleteItemsFrom,
  firstItemOfTrack,
} from "./model/playlists/items.js";
import { ownPlaylists, readablePlaylists } from "./model/playlists/lists.js";
import {
  changePlaylist,
  insertPlaylist,
  playlistByShareToken,
} from "./model/playlists/playlists.js";
import { recountPlaylist } from "./model/playlists/recount.js";
import { deletePlaylist } from "./model/playlists/removal.js";
import {
  firstTracks,
  isShownByLink,
  oldestFirst,
  toItems,
  toPlaylist,
  toPlaylists,
} from "./model/playlists/views.js";
import { canReadTrack, readableTrack } from "./model/tracks/access.js";
import { requireUserById } from "./model/users/users.js";
import type { UserActor } from "./model/visibility.js";
import schema from "./schema.js";

/** In how many of the caller's playlists `containing` looks for a track. */
const MAX_OWN = 200;

export const list = query({
  args: { ...callerArgs, ...contract.list.args },
  returns: contract.list.returns,
  handler: async (ctx, { caller, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    const playlists = await readablePlaylists(ctx, actor, "asc");
    return await toPlaylists(ctx, actor, await firstRows(playlists, count));
  },
});

export const mine = query({
  args: { ...callerArgs, ...contract.mine.args },
  returns: contract.mine.returns,
  handler: async (ctx, { caller, limit }) => {
    const actor = await findActor(ctx, caller);
    const count = checkLimit(limit, { fallback: 50, most: 200 });
    const own = await firstRows(ownPlaylists(ctx, actor, "asc"), count);
    const shared = await sharedPlaylists(ctx, actor.userId);
    return await toPlaylists(ctx, actor, oldestFirst([...own, ...shared], count));
  },
});

export const paginate = query({
  args: { ...callerArgs, ...contract.paginate.args },
  returns: contract.paginate.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    const actor = await findActor(ctx, caller);
    const playlists = await readablePlaylists(ctx, actor, "asc");
    const result = await pageOf(playlists, "_creationTime", paginationOpts);
    return { ...result, page: await toPlaylists(ctx, actor, result.page) };
  },
});

export const get = query({
  args: { ...callerArgs, ...contract.get.args },
  returns: contract.get.returns,
  handler: async (ctx, { caller, id }) => {
    const actor = await findActor(ctx, caller);
    const playlist = await readablePlaylist(ctx, actor, id);
    return playlist && (await toPlaylist(ctx, actor, playlist));
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
      canReadTrack(actor, track),
    );
    return { ...(await toPlaylist(ctx, actor, playlist)), tracks };
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
    return await insertPlaylist(ctx, {
      ...fields,
      visibility: fields.visibility ?? settings.defaultPlaylistVisibility,
      userId: await ownerOfNew(ctx, actor, userId),
    });
  },
});

export const update = mutation({
  args: { ...callArgs, ...contract.update.args },
  returns: contract.update.returns,
  handler: async (ctx, { caller, settings, id, ...changes }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireChangeablePlaylist(ctx, actor, id);
    const fields = clearedFields(changes);
    checkPlaylist(fields);
    if (Object.keys(fields).length === 0) return null;
    await changePlaylist(ctx, playlist, { fields });
    return null;
  },
});

export const remove = mutation({
  args: { ...callArgs, ...contract.remove.args },
  returns: contract.remove.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    await deletePlaylist(ctx, await requireChangeablePlaylist(ctx, actor, id));
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
    const playlist = await requireEditablePlaylist(ctx, actor, playlistId);
    const track = await requireAddableTrack(ctx, actor, trackId);
    const present = await findDuplicate(ctx, playlist._id, track._id, onDuplicate);
    if (present !== null) return present._id;
    const place = await placeFor(ctx, playlist, position);
    const [itemId] = await addTracksAt(ctx, playlist, place, [track], actor.userId);
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
    const playlist = await requireEditablePlaylist(ctx, actor, playlistId);
    checkCount("trackIds", trackIds.length, MAX_EDITS);
    const { wanted, skipped } = await splitDuplicates(
      ctx,
      actor,
      playlist._id,
      trackIds,
      onDuplicate,
    );
    if (wanted.length === 0) return { itemIds: [], skippedTrackIds: skipped };
    const place = await placeFor(ctx, playlist, position);
    const itemIds = await addTracksAt(ctx, playlist, place, wanted, actor.userId);
    return { itemIds, skippedTrackIds: skipped };
  },
});

export const removeTrack = mutation({
  args: { ...callArgs, ...contract.removeTrack.args },
  returns: contract.removeTrack.returns,
  handler: async (ctx, { caller, settings, playlistId, trackId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireEditablePlaylist(ctx, actor, playlistId);
    const id = ctx.db.normalizeId("tracks", trackId);
    const item = id && (await firstItemOfTrack(ctx, playlist._id, id));
    if (item) await deleteItemsFrom(ctx, playlist, [item]);
    return null;
  },
});

export const removeItem = mutation({
  args: { ...callArgs, ...contract.removeItem.args },
  returns: contract.removeItem.returns,
  handler: async (ctx, { caller, settings, itemId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const { item, playlist } = await requireEditableItem(ctx, actor, itemId);
    await deleteItemsFrom(ctx, playlist, [item]);
    return null;
  },
});

export const moveItem = mutation({
  args: { ...callArgs, ...contract.moveItem.args },
  returns: contract.moveItem.returns,
  handler: async (ctx, { caller, settings, itemId, after }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const { item, playlist } = await requireEditableItem(ctx, actor, itemId);
    if (after === item._id) return null;
    await moveItemsAfter(ctx, playlist._id, [item], after);
    await changePlaylist(ctx, playlist);
    return null;
  },
});

export const removeItems = mutation({
  args: { ...callArgs, ...contract.removeItems.args },
  returns: contract.removeItems.returns,
  handler: async (ctx, { caller, settings, playlistId, itemIds }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireEditablePlaylist(ctx, actor, playlistId);
    await deleteItemsFrom(ctx, playlist, await requireItems(ctx, playlist._id, itemIds));
    return null;
  },
});

export const moveItems = mutation({
  args: { ...callArgs, ...contract.moveItems.args },
  returns: contract.moveItems.returns,
  handler: async (ctx, { caller, settings, playlistId, itemIds, after }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireEditablePlaylist(ctx, actor, playlistId);
    const items = await requireItems(ctx, playlist._id, itemIds);
    if (items.length === 0) return null;
    if (after !== null && itemIds.includes(after)) {
      throw libraryError("INVALID_ARGUMENT", "after is among the items that are moved.", {
        field: "after",
      });
    }
    await moveItemsAfter(ctx, playlist._id, items, after);
    await changePlaylist(ctx, playlist);
    return null;
  },
});

export const recount = mutation({
  args: { ...callArgs, ...contract.recount.args },
  returns: contract.recount.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "repair counts");
    await recountPlaylist(ctx, await requireChangeablePlaylist(ctx, actor, id));
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
    const own = await firstRows(ownPlaylists(ctx, actor, "asc"), MAX_OWN);
    const holds = await Promise.all(
      own.map(({ _id }) => firstItemOfTrack(ctx, _id, track._id)),
    );
    return own.filter((_, index) => holds[index] !== null).map(({ _id }) => _id);
  },
});

export const clear = mutation({
  args: { ...callArgs, ...contract.clear.args },
  returns: contract.clear.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireEditablePlaylist(ctx, actor, id);
    await clearPlaylist(ctx, playlist);
    return null;
  },
});

export const duplicate = mutation({
  args: { ...callArgs, ...contract.duplicate.args },
  returns: contract.duplicate.returns,
  handler: async (ctx, { caller, settings, id, title }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changePlaylists", "create playlists");
    const source = await requireReadablePlaylist(ctx, actor, id);
    const fields = {
      title: title ?? titleOfCopy(source.title),
      description: source.description,
    };
    checkPlaylist(fields);
    const copyId = await insertPlaylist(ctx, {
      ...fields,
      visibility: "private",
      userId: actor.userId ?? undefined,
    });
    await copyItems(ctx, actor, source, (await ctx.db.get("playlists", copyId))!);
    return copyId;
  },
});

export const applyEdits = mutation({
  args: { ...callArgs, ...contract.applyEdits.args },
  returns: contract.applyEdits.returns,
  handler: async (ctx, { caller, settings, playlistId, edits, expectedVersion }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireEditablePlaylist(ctx, actor, playlistId);
    checkCount("edits", edits.length, MAX_EDITS);
    if (expectedVersion !== undefined && expectedVersion !== playlist.version) {
      throw libraryError("CONFLICT", `The playlist is at version ${playlist.version}.`, {
        field: "expectedVersion",
      });
    }
    if (edits.length === 0) return { version: playlist.version };
    const counts = { items: 0, durationMs: 0 };
    for (const edit of edits) {
      const change = await applyEdit(ctx, actor, playlist._id, edit);
      counts.items += change.items;
      counts.durationMs += change.durationMs;
    }
    return { version: await changePlaylist(ctx, playlist, { counts }) };
  },
});

export const share = mutation({
  args: { ...callArgs, ...contract.share.args },
  returns: contract.share.returns,
  handler: async (ctx, { caller, settings, id, renew = false }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireChangeablePlaylist(ctx, actor, id);
    if (playlist.shareToken !== undefined && !renew) return playlist.shareToken;
    const shareToken = newShareToken();
    await changePlaylist(ctx, playlist, { fields: { shareToken } });
    return shareToken;
  },
});

export const unshare = mutation({
  args: { ...callArgs, ...contract.unshare.args },
  returns: contract.unshare.returns,
  handler: async (ctx, { caller, settings, id }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireChangeablePlaylist(ctx, actor, id);
    if (playlist.shareToken === undefined) return null;
    await changePlaylist(ctx, playlist, { fields: { shareToken: undefined } });
    return null;
  },
});

export const getShared = query({
  args: { ...callerArgs, ...contract.getShared.args },
  returns: contract.getShared.returns,
  handler: async (ctx, { caller, token }) => {
    const playlist = await playlistByShareToken(ctx, token);
    if (playlist === null) return null;
    const viewer = await findActor(ctx, caller);
    const tracks = await firstTracks(ctx, playlist, (track) =>
      isShownByLink(playlist, track, viewer),
    );
    const { shareToken: _, ...seen } = await toPlaylist(ctx, viewer, playlist);
    return { ...seen, tracks };
  },
});

export const addCollaborator = mutation({
  args: { ...callArgs, ...contract.addCollaborator.args },
  returns: contract.addCollaborator.returns,
  handler: async (ctx, { caller, settings, playlistId, userId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    const playlist = await requireChangeablePlaylist(ctx, actor, playlistId);
    const user = await requireUserById(ctx, userId);
    await insertCollaborator(ctx, playlist, user._id);
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
        ? await requireEditablePlaylist(ctx, actor, playlistId)
        : await requireChangeablePlaylist(ctx, actor, playlistId);
    const id = ctx.db.normalizeId("users", userId);
    if (id !== null) await deleteCollaborator(ctx, playlist._id, id);
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

/** The owner of a new playlist: the actor, or whom an admin or the host names. */
async function ownerOfNew(ctx: QueryCtx, actor: UserActor, userId: string | undefined) {
  if (userId === undefined || userId === actor.userId) return actor.userId ?? undefined;
  requirePermission(actor, "administer", "create a playlist for another user");
  return (await requireUserById(ctx, userId))._id;
}
