import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import type { Library } from "./library.js";

const PAGE = 50;
const MAX_TRACKS = 500;
const firstPage = { numItems: PAGE, cursor: null };

/** A playlist, its items and their tracks, beside who asks. */
const withTracks = (n: number) => ({ read: 2 + 2 * n, written: 0 });

export const playlistReads: LibraryCase<Library>[] = [
  {
    name: "playlists.list",
    how: "50",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.playlists.list, { limit: PAGE }),
    least: () => ({ read: 1 + PAGE, written: 0 }),
  },
  {
    name: "playlists.mine",
    how: "50",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.playlists.mine, { limit: PAGE }),
    least: () => ({ read: 1 + PAGE, written: 0 }),
  },
  {
    name: "playlists.paginate",
    how: "first 50",
    prepare:
      ({ owner }) =>
      () =>
        owner.query(api.playlists.paginate, { paginationOpts: firstPage }),
    least: () => ({ read: 1 + PAGE, written: 0 }),
  },
  {
    name: "playlists.get",
    prepare:
      ({ owner, playlistId: id }) =>
      () =>
        owner.query(api.playlists.get, { id }),
    least: () => ({ read: 2, written: 0 }),
  },
  {
    name: "playlists.getWithTracks",
    prepare:
      ({ owner, playlistId: id }) =>
      () =>
        owner.query(api.playlists.getWithTracks, { id }),
    least: (n) => withTracks(Math.min(n, MAX_TRACKS)),
  },
  {
    name: "playlists.listTracks",
    how: "first 50",
    prepare:
      ({ owner, playlistId }) =>
      () =>
        owner.query(api.playlists.listTracks, { playlistId, paginationOpts: firstPage }),
    least: () => withTracks(PAGE),
    bound: { documentsRead: 104 },
  },
  {
    name: "playlists.listTracks",
    how: "next 50",
    prepare: async ({ owner, playlistId }) => {
      const first = await owner.query(api.playlists.listTracks, {
        playlistId,
        paginationOpts: { numItems: 20, cursor: null },
      });
      const paginationOpts = { numItems: PAGE, cursor: first.continueCursor };
      return () => owner.query(api.playlists.listTracks, { playlistId, paginationOpts });
    },
    least: () => withTracks(PAGE),
    bound: { documentsRead: 104 },
  },
  {
    name: "playlists.getShared",
    prepare: async ({ owner, maker, playlistId: id }) => {
      const token = await owner.mutation(api.playlists.share, { id });
      return () => maker.query(api.playlists.getShared, { token });
    },
    least: (n) => withTracks(Math.min(n, MAX_TRACKS)),
  },
  {
    name: "playlists.containing",
    how: "61 playlists",
    prepare:
      ({ owner, trackIds }) =>
      () =>
        owner.query(api.playlists.containing, { trackId: trackIds[50]! }),
    // The track, and its item in one playlist.
    least: () => ({ read: 1 + 2, written: 0 }),
  },
  {
    name: "playlists.collaborators",
    how: "one",
    prepare: async ({ owner, playlistId, userIds }) => {
      const args = { playlistId, userId: userIds[5]! };
      await owner.mutation(api.playlists.addCollaborator, args);
      return () => owner.query(api.playlists.collaborators, { playlistId });
    },
    // The playlist, the collaboration, and the user's name.
    least: () => ({ read: 1 + 3, written: 0 }),
  },
];
