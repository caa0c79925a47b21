"use client";
import { usePaginatedQuery } from "convex-helpers/react";
import type { PlaylistItem } from "../../shared/playlists.js";
import type { PlaylistFunctions } from "./playlistFunctions.js";
import { type PlaylistEdits, usePlaylistEdits } from "./usePlaylistEdits.js";

/** A playlist's loaded items, kept up to date, and the edits of the playlist. */
export type LivePlaylist = PlaylistEdits & {
  /** The items loaded so far, in order. */
  items: PlaylistItem[];
  /** `Exhausted`: all items are loaded. */
  status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  /** Loads up to `numItems` more items. Does nothing unless `status` is `CanLoadMore`. */
  loadMore: (numItems: number) => void;
};

/**
 * Loads the items of a playlist page by page and keeps them up to date. Edits show at once,
 * before the server has answered; then the list follows the server's order.
 *
 * An added item only shows if the end of the playlist is loaded. Until the server has
 * answered, it has a temporary id: see `isPendingItem`. `initialNumItems` is the size of
 * the first page.
 *
 * ```tsx
 * const { items, add, remove, move } = usePlaylist(api.playlists, playlistId, {
 *   initialNumItems: 50,
 * });
 * await add(track);
 * await move(item.itemId, null); // to the front
 * ```
 */
export function usePlaylist(
  functions: PlaylistFunctions,
  playlistId: string,
  options: { initialNumItems: number },
): LivePlaylist {
  const { results, status, loadMore } = usePaginatedQuery(
    functions.listTracks,
    { playlistId },
    options,
  );
  const edits = usePlaylistEdits(functions, playlistId);
  return { items: results, status, loadMore, ...edits };
}
