"use client";
import type { OptimisticLocalStore } from "convex/browser";
import { useMutation } from "convex/react";
import { getFunctionName } from "convex/server";
import { useMemo } from "react";
import type { Track } from "../../shared/tracks.js";
import { pendingItemId } from "./pendingItem.js";
import type { PlaylistFunctions } from "./playlistFunctions.js";
import { editPages, type LoadedPage, type PageEdit } from "./playlistPages.js";

/**
 * Edits that show at once. Each promise settles when the server has answered. If the server
 * refuses an edit, the edit is undone and the promise rejects.
 */
export type PlaylistEdits = {
  /** Adds a track at the end. Resolves to the new item's id. */
  add: (track: Track) => Promise<string>;
  /** Removes an item. */
  remove: (itemId: string) => Promise<null>;
  /** Moves an item to just after the item with id `after`, or to the start if `after` is null. */
  move: (itemId: string, after: string | null) => Promise<null>;
};

/**
 * The edits of a playlist. Each function keeps its identity between renders.
 *
 * ```tsx
 * const { add } = usePlaylistEdits(api.playlists, playlistId);
 * ```
 */
export function usePlaylistEdits(
  functions: PlaylistFunctions,
  playlistId: string,
): PlaylistEdits {
  const addTrack = useMutation(functions.addTrack);
  const removeItem = useMutation(functions.removeItem);
  const moveItem = useMutation(functions.moveItem);
  const { listTracks } = functions;

  return useMemo(() => {
    const showing = (edit: PageEdit) => (store: OptimisticLocalStore) =>
      editStore(store, listTracks, playlistId, edit);
    return {
      add(track) {
        // Made here, because Convex makes the edit again whenever the server's list
        // changes under it, and the item should be the same one each time.
        const edit = { type: "add", itemId: pendingItemId(), track } as const;
        const mutate = addTrack.withOptimisticUpdate(showing(edit));
        return mutate({ playlistId, trackId: track._id });
      },
      remove(itemId) {
        const mutate = removeItem.withOptimisticUpdate(
          showing({ type: "remove", itemId }),
        );
        return mutate({ itemId });
      },
      move(itemId, after) {
        const mutate = moveItem.withOptimisticUpdate(
          showing({ type: "move", itemId, after }),
        );
        return mutate({ itemId, after });
      },
    };
    // By name, because `api.playlists.listTracks` is a new object each time.
  }, [addTrack, removeItem, moveItem, getFunctionName(listTracks), playlistId]);
}

function editStore(
  store: OptimisticLocalStore,
  listTracks: PlaylistFunctions["listTracks"],
  playlistId: string,
  edit: PageEdit,
) {
  const pages = store.getAllQueries(listTracks).filter(isLoaded);
  const ofPlaylist = pages.filter(({ args }) => args.playlistId === playlistId);
  for (const [index, page] of editPages(ofPlaylist, edit).entries()) {
    if (page !== ofPlaylist[index]) store.setQuery(listTracks, page.args, page.value);
  }
}

function isLoaded(query: {
  args: LoadedPage["args"];
  value: LoadedPage["value"] | undefined;
}): query is LoadedPage {
  return query.value !== undefined;
}
