import { refuse } from "../shared/errors.js";
import { durationMsOf } from "../shared/tracks.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";
import { type Item, makeRoom, type Place } from "./playlistPlaces.js";

/** Inserts tracks at a place, in order, and returns the items' ids. */
export async function insertItems(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  place: Place,
  tracks: Doc<"tracks">[],
  addedBy: Id<"users"> | null,
): Promise<Id<"playlistTracks">[]> {
  const positions = await makeRoom(ctx, playlistId, place, tracks.length);
  const itemIds: Id<"playlistTracks">[] = [];
  for (const [index, track] of tracks.entries()) {
    const itemId = await ctx.db.insert("playlistTracks", {
      playlistId,
      trackId: track._id,
      position: positions[index]!,
      durationMs: durationMsOf(track),
      addedBy: addedBy ?? undefined,
    });
    itemIds.push(itemId);
  }
  return itemIds;
}

/** Moves items, in the order given, to a place of the same playlist. */
export async function moveItemsTo(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  items: Item[],
  place: Place,
) {
  const positions = await makeRoom(ctx, playlistId, place, items.length, items);
  for (const [index, item] of items.entries()) {
    await ctx.db.patch("playlistTracks", item._id, { position: positions[index] });
  }
}

/** The item of a playlist, or a refusal that names the argument. */
export async function itemOf(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  id: string,
  field: string,
): Promise<Item> {
  const itemId = ctx.db.normalizeId("playlistTracks", id);
  const item = itemId && (await ctx.db.get("playlistTracks", itemId));
  if (item?.playlistId === playlistId) return item;
  throw refuse("NOT_FOUND", "There is no such item in the playlist.", { field });
}

/** The first occurrence of a track in a playlist. */
export async function firstOccurrence(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  trackId: Id<"tracks">,
) {
  return await ctx.db
    .query("playlistTracks")
    .withIndex("byPlaylistTrack", (q) =>
      q.eq("playlistId", playlistId).eq("trackId", trackId),
    )
    .first();
}

/** Deletes items of a playlist, and counts them out. */
export async function deleteItemsFrom(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  items: Item[],
) {
  if (items.length === 0) return;
  for (const { _id } of items) await ctx.db.delete("playlistTracks", _id);
  await recordChange(ctx, playlist, removalOf(items));
}

/** Deletes items of any playlists, and counts them out of those that still exist. */
export async function deleteItems(ctx: MutationCtx, items: Item[]) {
  for (const { _id } of items) await ctx.db.delete("playlistTracks", _id);
  for (const playlistId of new Set(items.map((item) => item.playlistId))) {
    const playlist = await ctx.db.get("playlists", playlistId);
    if (playlist === null) continue;
    const removed = items.filter((item) => item.playlistId === playlistId);
    await recordChange(ctx, playlist, removalOf(removed));
  }
}

/** Gives an item another duration, and its playlist the difference. */
export async function setDuration(ctx: MutationCtx, item: Item, durationMs: number) {
  if (item.durationMs === durationMs) return;
  await ctx.db.patch("playlistTracks", item._id, { durationMs });
  const playlist = await ctx.db.get("playlists", item.playlistId);
  if (playlist === null) return;
  const change = { items: 0, durationMs: durationMs - item.durationMs };
  await recordChange(ctx, playlist, change);
}

/** By how much a change alters the counts of a playlist. */
export type Change = { items: number; durationMs: number };

export const noChange: Change = { items: 0, durationMs: 0 };

/** The change that adding tracks makes. */
export function additionOf(tracks: Doc<"tracks">[]): Change {
  const durationMs = tracks.reduce((sum, track) => sum + durationMsOf(track), 0);
  return { items: tracks.length, durationMs };
}

function removalOf(items: Item[]): Change {
  const durationMs = items.reduce((sum, item) => sum + item.durationMs, 0);
  return { items: -items.length, durationMs: -durationMs };
}

/** Every change of a playlist makes a new version of it, its fields included. */
export async function recordChange(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  change = noChange,
  fields: Partial<Doc<"playlists">> = {},
): Promise<number> {
  const version = playlist.version + 1;
  await ctx.db.patch("playlists", playlist._id, {
    ...fields,
    version,
    trackCount: playlist.trackCount + change.items,
    durationMs: playlist.durationMs + change.durationMs,
    updatedAt: Date.now(),
  });
  return version;
}
