import { type Infer, v } from "convex/values";
import type { Id } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import { type Item, itemsBeside, itemsInOrder, type SortKey } from "./places.js";

/*
 * A walk through a playlist that takes several transactions.
 */

/** How far a walk has got: its last item. */
export const vWalk = v.object({
  itemId: v.id("playlistTracks"),
  position: v.number(),
  creationTime: v.number(),
});
export type Walk = Infer<typeof vWalk>;

/**
 * The next items of a walk. Positions may be spread again in between, which keeps the
 * order. So the walk goes on after its last item, wherever that is now, and at its old
 * place if it is gone.
 */
export async function nextItems(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  walk: Walk | null,
  count: number,
): Promise<{ items: Item[]; walk: Walk | null; isDone: boolean }> {
  const items =
    walk === null
      ? await itemsInOrder(ctx, playlistId, "asc").take(count)
      : await itemsBeside(ctx, await sortKeyOf(ctx, playlistId, walk), count, "after");
  const last = items.at(-1);
  return {
    items,
    walk: last
      ? { itemId: last._id, position: last.position, creationTime: last._creationTime }
      : walk,
    isDone: items.length < count,
  };
}

async function sortKeyOf(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  { itemId, position, creationTime }: Walk,
): Promise<SortKey> {
  const item = await ctx.db.get("playlistTracks", itemId);
  return item?.playlistId === playlistId
    ? item
    : { playlistId, position, _creationTime: creationTime };
}
