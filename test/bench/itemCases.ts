import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import { type Library, newTrack } from "./library.js";

const BLOCK = 50;

/** Changes of the items of a playlist. */
export const itemCases: LibraryCase<Library>[] = [
  {
    name: "playlists.addTrack",
    how: "at the end",
    prepare: (library) => () => append(library),
    // The playlist, the track, and the last item.
    least: () => ({ read: 1 + 3, written: 2 }),
    bound: { documentsRead: 8 },
  },
  {
    name: "playlists.addTrack",
    how: "unless it is there",
    prepare:
      ({ maker, editedId: playlistId, trackIds }) =>
      () =>
        maker.mutation(api.playlists.addTrack, {
          playlistId,
          trackId: trackIds[50]!,
          onDuplicate: "skip",
        }),
    least: () => ({ read: 1 + 3, written: 0 }),
  },
  {
    name: "playlists.addTrack",
    how: "in the middle, by number",
    prepare:
      ({ maker, editedId: playlistId, trackIds }) =>
      () =>
        maker.mutation(api.playlists.addTrack, {
          playlistId,
          trackId: trackIds[50]!,
          position: trackIds.length / 2,
        }),
    // The playlist, the track, and the items on both sides.
    least: () => ({ read: 1 + 4, written: 2 }),
    growth: "counts from the nearer end of the playlist; `moveItem` does not",
  },
  {
    name: "playlists.addTracks",
    how: "50",
    prepare: (library) => () => appendBlock(library),
    least: () => ({ read: 1 + 2 + BLOCK, written: 1 + BLOCK }),
  },
  {
    name: "playlists.removeTrack",
    prepare: async (library) => {
      const { maker, editedId: playlistId } = library;
      const args = { playlistId, trackId: await newTrack(library) };
      await maker.mutation(api.playlists.addTrack, args);
      return () => maker.mutation(api.playlists.removeTrack, args);
    },
    least: () => ({ read: 1 + 2, written: 2 }),
  },
  {
    name: "playlists.removeItem",
    prepare: async (library) => {
      const itemId = await append(library);
      return () => library.maker.mutation(api.playlists.removeItem, { itemId });
    },
    least: () => ({ read: 1 + 2, written: 2 }),
    bound: { documentsRead: 6 },
  },
  {
    name: "playlists.removeItems",
    how: "50",
    prepare: async (library) => {
      const { maker, editedId: playlistId } = library;
      const { itemIds } = await appendBlock(library);
      return () => maker.mutation(api.playlists.removeItems, { playlistId, itemIds });
    },
    least: () => ({ read: 1 + 1 + BLOCK, written: 1 + BLOCK }),
  },
  {
    name: "playlists.moveItem",
    prepare:
      ({ maker, itemIds }) =>
      () =>
        maker.mutation(api.playlists.moveItem, {
          itemId: itemIds[10]!,
          after: itemIds[80]!,
        }),
    // The playlist, the item, and those on both sides of its new place.
    least: () => ({ read: 1 + 4, written: 2 }),
    bound: { documentsRead: 10 },
  },
  {
    name: "playlists.moveItems",
    how: "50",
    prepare:
      ({ maker, editedId: playlistId, itemIds }) =>
      () =>
        maker.mutation(api.playlists.moveItems, {
          playlistId,
          itemIds: itemIds.slice(20, 20 + BLOCK).reverse(),
          after: itemIds[5]!,
        }),
    least: () => ({ read: 1 + 1 + BLOCK + 2, written: 1 + BLOCK }),
  },
  {
    name: "playlists.applyEdits",
    how: "an add, a move, a removal",
    prepare: async (library) => {
      const { maker, editedId: playlistId, trackIds, itemIds } = library;
      const removed = await append(library);
      return () =>
        maker.mutation(api.playlists.applyEdits, {
          playlistId,
          edits: [
            { type: "add", trackId: trackIds[60]! },
            { type: "move", itemId: itemIds[11]!, after: itemIds[81]! },
            { type: "remove", itemId: removed },
          ],
        });
    },
    // The playlist; track and last item; item and those on both sides; item.
    least: () => ({ read: 1 + 1 + 2 + 3 + 1, written: 1 + 3 }),
  },
];

async function append({
  maker,
  editedId: playlistId,
  trackIds,
}: Library): Promise<string> {
  const trackId = trackIds[60]!;
  return await maker.mutation(api.playlists.addTrack, { playlistId, trackId });
}

async function appendBlock({ maker, editedId: playlistId, trackIds }: Library) {
  const block = trackIds.filter((_, index) => index % 10 > 1).slice(0, BLOCK);
  const args = { playlistId, trackIds: block };
  return await maker.mutation(api.playlists.addTracks, args);
}
