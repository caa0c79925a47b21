"use client";
import { usePaginatedQuery } from "convex-helpers/react";
import type { PlaylistItem } from "../../shared/playlists.js";
import type { PlaylistFunctions } from "./playlistFunctions.js";
import { type PlaylistEdits, usePlaylistEdits } from "./usePlaylistEdits.js";

/** A playlist's loaded items, live, and what can be done with them. */
export type LivePlaylist = PlaylistEdits & {
  items: PlaylistItem[];
  status: "LoadingFirstPage" | "CanLoadMore" | "LoadingMore" | "Exhausted";
  /** Loads the next page; does nothing unless `status` is `CanLoadMore`. */
  loadMore: (numItems: number) => void;
};

/**
 * The items of a playlist in order, page by page, with edits that show at once and
 * settle to the server's order.
 *
 * An added item shows when the end of the playlist is loaded. Until the server has
 * answered, its id is a stand-in: see `isPendingItem`.
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
