import type { PlaylistItem } from "../../shared/playlists.js";

// Convex ids never contain a colon.
const PREFIX = "pending:";
let count = 0;

/** A temporary id for an item that the server has not created yet. */
export function pendingItemId(): string {
  count += 1;
  return `${PREFIX}${count}`;
}

/**
 * Whether an item was just added and the server has not created it yet. Such an item can't
 * be moved or removed.
 *
 * ```tsx
 * const { remove } = usePlaylist(api.playlists, playlistId, { initialNumItems: 50 });
 * <button disabled={isPendingItem(item)} onClick={() => remove(item.itemId)}>Remove</button>
 * ```
 */
export function isPendingItem(item: Pick<PlaylistItem, "itemId">): boolean {
  return item.itemId.startsWith(PREFIX);
}
