import { refuse } from "../shared/errors.js";
import { checkCount } from "../shared/input.js";
import { MOST_EDITS } from "../shared/playlists.js";
import type { OnDuplicate, PlaylistEdit } from "../shared/playlists.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";
import { readableTrack, type UserActor } from "./access.js";
import {
  additionOf,
  type Change,
  firstOccurrence,
  insertItems,
  itemOf,
  moveItemsTo,
  noChange,
} from "./playlistItems.js";
import { type Place, placeAfter, placeAt, placeAtEnd } from "./playlistPlaces.js";

/** A track that the actor may see, and so put on a playlist. Throws `NOT_FOUND`. */
export async function addableTrack(ctx: QueryCtx, actor: UserActor, id: string) {
  const track = await readableTrack(ctx, actor, id);
  if (track !== null) return track;
  throw refuse("NOT_FOUND", "There is no such track.", { field: "trackId" });
}

/**
 * Splits tracks to add into those that are wanted and those to skip, because
 * they are in the playlist already or twice among them. Throws `NOT_FOUND`,
 * `CONFLICT`.
 */
export async function sortOutDuplicates(
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
    const track = await addableTrack(ctx, actor, id);
    const trackId = track._id;
    const isRepeated = seen.has(trackId);
    if (isRepeated && onDuplicate === "reject") throw duplicateRefused(trackId);
    const isSkipped =
      (isRepeated && onDuplicate === "skip") ||
      (await duplicateOf(ctx, playlistId, trackId, onDuplicate)) !== null;
    if (isSkipped) skipped.push(trackId);
    else wanted.push(track);
    seen.add(trackId);
  }
  return { wanted, skipped };
}

/** The item that makes another one unwanted, or null when it may be added. */
export async function duplicateOf(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  trackId: Id<"tracks">,
  onDuplicate: OnDuplicate = "allow",
) {
  if (onDuplicate === "allow") return null;
  const present = await firstOccurrence(ctx, playlistId, trackId);
  if (present !== null && onDuplicate === "reject") throw duplicateRefused(trackId);
  return present;
}

function duplicateRefused(trackId: Id<"tracks">) {
  return refuse("CONFLICT", `Track ${trackId} is in the playlist already.`, {
    field: "trackId",
  });
}

/** Where a new item goes: a 0-based place, or the end. */
export async function placeFor(
  ctx: QueryCtx,
  playlist: Doc<"playlists">,
  position: number | undefined,
): Promise<Place> {
  return position === undefined
    ? await placeAtEnd(ctx, playlist._id)
    : await placeAt(ctx, playlist, position);
}

/** The place behind an item given by its id, or at the front. */
async function placeBehind(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  after: string | null,
  moved: Doc<"playlistTracks">[] = [],
): Promise<Place> {
  const before = after === null ? null : await itemOf(ctx, playlistId, after, "after");
  return await placeAfter(ctx, playlistId, before, moved);
}

/** Moves items as a block behind an item given by its id, or to the front. */
export async function moveBehind(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  items: Doc<"playlistTracks">[],
  after: string | null,
) {
  const place = await placeBehind(ctx, playlistId, after, items);
  await moveItemsTo(ctx, playlistId, items, place);
}

/** The items of a playlist with these ids, none of them twice. */
export async function itemsOf(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  itemIds: string[],
) {
  checkCount("itemIds", itemIds.length, MOST_EDITS);
  if (new Set(itemIds).size < itemIds.length) {
    throw refuse("INVALID_ARGUMENT", "itemIds names an item twice.", {
      field: "itemIds",
    });
  }
  const items: Doc<"playlistTracks">[] = [];
  for (const id of itemIds) items.push(await itemOf(ctx, playlistId, id, "itemIds"));
  return items;
}

/** Makes one edit and returns by how much it alters the counts of the playlist. */
export async function applyEdit(
  ctx: MutationCtx,
  actor: UserActor,
  playlistId: Id<"playlists">,
  edit: PlaylistEdit,
): Promise<Change> {
  switch (edit.type) {
    case "add": {
      const track = await addableTrack(ctx, actor, edit.trackId);
      const place =
        edit.after === undefined
          ? await placeAtEnd(ctx, playlistId)
          : await placeBehind(ctx, playlistId, edit.after);
      await insertItems(ctx, playlistId, place, [track], actor.userId);
      return additionOf([track]);
    }
    case "move": {
      const item = await itemOf(ctx, playlistId, edit.itemId, "itemId");
      if (edit.after === item._id) return noChange;
      await moveBehind(ctx, playlistId, [item], edit.after);
      return noChange;
    }
    case "remove": {
      const item = await itemOf(ctx, playlistId, edit.itemId, "itemId");
      await ctx.db.delete("playlistTracks", item._id);
      return { items: -1, durationMs: -item.durationMs };
    }
  }
}
