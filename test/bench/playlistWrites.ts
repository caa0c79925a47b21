import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import { fullPlaylist, type Library } from "./library.js";

/** Changes of playlists as a whole. */
export const playlistWrites: LibraryCase<Library>[] = [
  {
    name: "playlists.create",
    prepare:
      ({ maker }) =>
      () =>
        maker.mutation(api.playlists.create, { title: "Mix" }),
    least: () => ({ read: 1, written: 1 }),
  },
  {
    name: "playlists.update",
    prepare:
      ({ owner, playlistId: id }) =>
      () =>
        owner.mutation(api.playlists.update, { id, title: "Set" }),
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "playlists.unshare",
    prepare: async ({ owner, playlistId: id }) => {
      await owner.mutation(api.playlists.share, { id });
      return () => owner.mutation(api.playlists.unshare, { id });
    },
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "playlists.share",
    prepare: async ({ owner, playlistId: id }) => {
      await owner.mutation(api.playlists.unshare, { id });
      return () => owner.mutation(api.playlists.share, { id });
    },
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "playlists.addCollaborator",
    prepare: async ({ owner, playlistId, userIds }) => {
      const args = { playlistId, userId: userIds[6]! };
      await owner.mutation(api.playlists.removeCollaborator, args);
      return () => owner.mutation(api.playlists.addCollaborator, args);
    },
    least: () => ({ read: 3, written: 1 }),
  },
  {
    name: "playlists.removeCollaborator",
    prepare: async ({ owner, playlistId, userIds }) => {
      const args = { playlistId, userId: userIds[6]! };
      await owner.mutation(api.playlists.addCollaborator, args);
      return () => owner.mutation(api.playlists.removeCollaborator, args);
    },
    least: () => ({ read: 3, written: 1 }),
  },
  {
    name: "playlists.recount",
    prepare:
      ({ admin, playlistId: id }) =>
      () =>
        admin.mutation(api.playlists.recount, { id }),
    least: (n) => ({ read: 2 + n, written: 0 }),
    growth: "counts up to 1,000 items in the call, the others in the background",
  },
  {
    name: "playlists.remove",
    prepare: async (library) => {
      const id = await fullPlaylist(library);
      return () => library.maker.mutation(api.playlists.remove, { id });
    },
    least: (n) => ({ read: 2 + n, written: 1 + n }),
    growth: "deletes up to 1,000 items in the call, the others in the background",
  },
  {
    name: "playlists.clear",
    prepare: async (library) => {
      const id = await fullPlaylist(library);
      return () => library.maker.mutation(api.playlists.clear, { id });
    },
    least: (n) => ({ read: 2 + n, written: 1 + n }),
    growth: "deletes up to 1,000 items in the call, the others in the background",
  },
  {
    name: "playlists.duplicate",
    prepare:
      ({ maker, playlistId: id }) =>
      () =>
        maker.mutation(api.playlists.duplicate, { id }),
    // The items, and their tracks, which the maker may not all see.
    least: (n) => ({ read: 2 + 2 * n, written: 1 + Math.ceil(0.9 * n) }),
    growth: "copies up to 500 items in the call, the others in the background",
  },
];
