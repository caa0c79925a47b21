import { libraryError } from "../../../shared/errors.js";
import { checkCount } from "../../../shared/input.js";
import {
  MAX_EDITS,
  type OnDuplicate,
  type PlaylistEdit,
} from "../../../shared/playlists.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { requireReadableTrack } from "../tracks/access.js";
import type { UserActor } from "../visibility.js";
import {
  countsOf,
  deleteItemRows,
  firstItemOfTrack,
  insertItems,
  moveItemsTo,
} from "./items.js";
import { type Item, type Place, placeAfter, placeAt, placeAtEnd } from "./places.js";
import { type CountChange, noCountChange } from "./playlists.js";

/*
 * What the arguments of an edit mean: tracks, items and places by their ids.
 */

/** A track that the actor may see, and so add to a playlist. Throws `NOT_FOUND`. */
export async function requireAddableTrack(ctx: QueryCtx, actor: UserActor, id: string) {
  return await requireReadableTrack(ctx, actor, id, "trackId");
}

/**
 * Splits tracks into those to add and those to skip, because they are in the playlist
 * already or named twice. Throws `NOT_FOUND`, `CONFLICT`.
 */
export async function splitDuplicates(
  ctx: QueryCtx,
  actor: UserActor,
  playlistId: Id<"playlists">,
  trackIds: string[],
  onDuplicate?: OnDuplicate,
) {
  const wanted: Doc<"tracks">[] = [];
  const skipped: Id<"tracks">[] = [];
  const seen = new Set<Id<"tracks">>();
  for (const id of trackIds) {
    const track = await requireAddableTrack(ctx, actor, id);
    const trackId = track._id;
    const isRepeated = seen.has(trackId);
    if (isRepeated && onDuplicate === "reject") throw duplicateError(trackId);
    const isSkipped =
      (isRepeated && onDuplicate === "skip") ||
      (await findDuplicate(ctx, playlistId, trackId, onDuplicate)) !== null;
    if (isSkipped) skipped.push(trackId);
    else wanted.push(track);
    seen.add(trackId);
  }
  return { wanted, skipped };
}

/** The item to return in place of adding its track again, or null. Throws `CONFLICT`. */
export async function findDuplicate(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  trackId: Id<"tracks">,
  onDuplicate: OnDuplicate = "allow",
) {
  if (onDuplicate === "allow") return null;
  const present = await firstItemOfTrack(ctx, playlistId, trackId);
  if (present !== null && onDuplicate === "reject") throw duplicateError(trackId);
  return present;
}

function duplicateError(trackId: Id<"tracks">) {
  return libraryError("CONFLICT", `Track ${trackId} is in the playlist already.`, {
    field: "trackId",
  });
}

/** Where a new item goes: at a 0-based index, by default at the end. */
export async function placeFor(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  index: number | undefined,
): Promise<Place> {
  return index === undefined
    ? await placeAtEnd(ctx, playlist._id)
    : await placeAt(ctx, playlist, index);
}

/** The place after the item with this id, or at the front. */
async function placeAfterId(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  after: string | null,
  moved: Item[] = [],
): Promise<Place> {
  const before =
    after === null ? null : await requireItem(ctx, playlistId, after, "after");
  return await placeAfter(ctx, playlistId, before, moved);
}

/** Moves items as a block after the item with this id, or to the front. */
export async function moveItemsAfter(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  items: Item[],
  after: string | null,
) {
  const place = await placeAfterId(ctx, playlistId, after, items);
  await moveItemsTo(ctx, playlistId, items, place);
}

/** The item of a playlist that an argument names. Throws `NOT_FOUND`. */
async function requireItem(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  id: string,
  field: string,
): Promise<Item> {
  const itemId = ctx.db.normalizeId("playlistTracks", id);
  const item = itemId && (await ctx.db.get("playlistTracks", itemId));
  if (item?.playlistId === playlistId) return item;
  throw libraryError("NOT_FOUND", "There is no such item in the playlist.", { field });
}

/** The items of a playlist that `itemIds` names. Throws `NOT_FOUND`, `INVALID_ARGUMENT`. */
export async function requireItems(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  itemIds: string[],
) {
  checkCount("itemIds", itemIds.length, MAX_EDITS);
  if (new Set(itemIds).size < itemIds.length) {
    throw libraryError("INVALID_ARGUMENT", "itemIds names an item twice.", {
      field: "itemIds",
    });
  }
  const items: Item[] = [];
  for (const id of itemIds) {
    items.push(await requireItem(ctx, playlistId, id, "itemIds"));
  }
  return items;
}

/** Makes one edit and returns the change of the counts, for the caller to make. */
export async function applyEdit(
  ctx: MutationCtx,
  actor: UserActor,
  playlistId: Id<"playlists">,
  edit: PlaylistEdit,
): Promise<CountChange> {
  switch (edit.type) {
    case "add": {
      const track = await requireAddableTrack(ctx, actor, edit.trackId);
      const place =
        edit.after === undefined
          ? await placeAtEnd(ctx, playlistId)
          : await placeAfterId(ctx, playlistId, edit.after);
      await insertItems(ctx, playlistId, place, [track], actor.userId);
      return countsOf([track]);
    }
    case "move": {
      const item = await requireItem(ctx, playlistId, edit.itemId, "itemId");
      if (edit.after === item._id) return noCountChange;
      await moveItemsAfter(ctx, playlistId, [item], edit.after);
      return noCountChange;
    }
    case "remove": {
      const item = await requireItem(ctx, playlistId, edit.itemId, "itemId");
      return await deleteItemRows(ctx, [item]);
    }
  }
}
