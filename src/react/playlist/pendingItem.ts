import type { PlaylistItem } from "../../shared/playlists.js";

// No id of Convex has a colon in it.
const PREFIX = "pending:";
let count = 0;

/** An id for an item that the server has yet to name. */
export function pendingItemId(): string {
  count += 1;
  return `${PREFIX}${count}`;
}

/**
 * Tells whether an item was added here a moment ago and has no id of the server
 * yet. Until it has one, it can't be moved or removed.
 *
 * ```tsx
 * const { remove } = usePlaylist(api.playlists, playlistId, { initialNumItems: 50 });
 * <button disabled={isPendingItem(item)} onClick={() => remove(item.itemId)}>Remove</button>
 * ```
 */
export function isPendingItem(item: Pick<PlaylistItem, "itemId">): boolean {
  return item.itemId.startsWith(PREFIX);
}
