import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import { type Library, newTrack, upload } from "./library.js";

const PAGE = 50;
const firstPage = { numItems: PAGE, cursor: null };

const track = { title: "New song", artist: "Band", isLoop: false };

export const trackCases: LibraryCase<Library>[] = [
  {
    name: "tracks.list",
    how: "50",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.tracks.list, { limit: PAGE }),
    least: () => ({ read: 1 + PAGE, written: 0 }),
    bound: { documentsRead: 53 },
  },
  {
    name: "tracks.paginate",
    how: "first 50",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.tracks.paginate, { paginationOpts: firstPage }),
    least: () => ({ read: 1 + PAGE, written: 0 }),
  },
  {
    name: "tracks.paginate",
    how: "next 50",
    prepare: async ({ owner }) => {
      const first = await owner.query(api.tracks.paginate, {
        paginationOpts: { numItems: 20, cursor: null },
      });
      const paginationOpts = { numItems: PAGE, cursor: first.continueCursor };
      return () => owner.query(api.tracks.paginate, { paginationOpts });
    },
    least: () => ({ read: 1 + PAGE, written: 0 }),
  },
  {
    name: "tracks.search",
    how: "20",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.tracks.search, { query: "song" }),
    least: () => ({ read: 1 + 20, written: 0 }),
  },
  {
    name: "tracks.get",
    prepare:
      ({ owner, trackIds }) =>
      () =>
        owner.query(api.tracks.get, { id: trackIds[50]! }),
    least: () => ({ read: 2, written: 0 }),
    bound: { documentsRead: 3 },
  },
  {
    name: "tracks.create",
    prepare:
      ({ maker }) =>
      () =>
        maker.mutation(api.tracks.create, track),
    least: () => ({ read: 1, written: 1 }),
  },
  {
    name: "tracks.create",
    how: "with a file",
    prepare: async (library) => {
      await newTrack(library, await upload(library));
      const fileId = await upload(library);
      return () => library.maker.mutation(api.tracks.create, { ...track, fileId });
    },
    // The file, and the sum of its owner's files.
    least: () => ({ read: 1 + 2, written: 1 + 2 }),
  },
  {
    name: "tracks.create",
    how: "with bytes that are stored already",
    prepare: async (library) => {
      await newTrack(library, await upload(library));
      const fileId = await upload(library, { isNew: false });
      return () => library.maker.mutation(api.tracks.create, { ...track, fileId });
    },
    // The upload, and the file of the same bytes.
    least: () => ({ read: 1 + 2, written: 1 }),
  },
  {
    name: "tracks.update",
    prepare: async (library) => {
      const id = await newTrack(library);
      return () => library.maker.mutation(api.tracks.update, { id, title: "Newer" });
    },
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "tracks.update",
    how: "of the file",
    prepare: async (library) => {
      const id = await newTrack(library, await upload(library));
      const fileId = await upload(library);
      return () => library.maker.mutation(api.tracks.update, { id, fileId });
    },
    // Both files, and the sum of their owner's files.
    least: () => ({ read: 2 + 3, written: 1 + 3 }),
  },
  {
    name: "tracks.update",
    how: "of the duration, in one playlist",
    prepare: async (library) => {
      const { maker, editedId: playlistId } = library;
      const id = await newTrack(library);
      await maker.mutation(api.playlists.addTrack, { playlistId, trackId: id });
      return () => maker.mutation(api.tracks.update, { id, durationSeconds: 180 });
    },
    // The item and its playlist are told.
    least: () => ({ read: 2 + 2, written: 1 + 2 }),
  },
  {
    name: "tracks.remove",
    how: "in one playlist",
    prepare: async (library) => {
      const { maker, editedId: playlistId } = library;
      const id = await newTrack(library);
      await maker.mutation(api.playlists.addTrack, { playlistId, trackId: id });
      return () => maker.mutation(api.tracks.remove, { id });
    },
    // The item and its playlist go along.
    least: () => ({ read: 2 + 2, written: 1 + 2 }),
  },
  {
    name: "tracks.remove",
    how: "with a file",
    prepare: async (library) => {
      const id = await newTrack(library, await upload(library));
      return () => library.maker.mutation(api.tracks.remove, { id });
    },
    least: () => ({ read: 2 + 2, written: 1 + 2 }),
  },
];
