import type { GenericId } from "convex/values";
import type { Case } from "./cases.js";
import { type Plain, plainApi as api } from "./plain.js";

const track = { title: "New song", artist: "Band", isLoop: false };

/** The calls of which there is a plain function, under the names of the library's. */
export const plainCases: Case<Plain>[] = [
  {
    name: "tracks.list",
    how: "50",
    prepare:
      ({ client }) =>
      () =>
        client.query(api.tracks.list, { limit: 50 }),
  },
  {
    name: "tracks.get",
    prepare:
      ({ client, trackIds }) =>
      () =>
        client.query(api.tracks.get, { id: trackIds[50]! }),
  },
  {
    name: "tracks.create",
    prepare:
      ({ client }) =>
      () =>
        client.mutation(api.tracks.create, track),
  },
  {
    name: "tracks.update",
    prepare: async ({ client }) => {
      const id = await client.mutation(api.tracks.create, track);
      return () => client.mutation(api.tracks.update, { id, title: "Newer" });
    },
  },
  {
    name: "tracks.remove",
    how: "in one playlist",
    prepare: async ({ client }) => {
      const id = await client.mutation(api.tracks.create, track);
      return () => client.mutation(api.tracks.remove, { id });
    },
  },
  {
    name: "playlists.list",
    how: "50",
    prepare:
      ({ client }) =>
      () =>
        client.query(api.playlists.list, {}),
  },
  {
    name: "playlists.get",
    prepare:
      ({ client, playlistId: id }) =>
      () =>
        client.query(api.playlists.get, { id }),
  },
  {
    name: "playlists.getWithTracks",
    prepare:
      ({ client, playlistId: id }) =>
      () =>
        client.query(api.playlists.getWithTracks, { id }),
  },
  {
    name: "playlists.create",
    prepare:
      ({ client }) =>
      () =>
        client.mutation(api.playlists.create, { title: "Mix" }),
  },
  {
    name: "playlists.addTrack",
    how: "at the end",
    prepare:
      ({ client, playlistId, trackIds }) =>
      () =>
        client.mutation(api.playlists.addTrack, { playlistId, trackId: trackIds[60]! }),
  },
  {
    name: "playlists.addTrack",
    how: "in the middle, by number",
    prepare:
      ({ client, playlistId, trackIds }) =>
      () =>
        client.mutation(api.playlists.addTrack, {
          playlistId,
          trackId: trackIds[50]!,
          position: trackIds.length / 2,
        }),
  },
  {
    name: "playlists.removeTrack",
    note: "here without the items that its filter drops, which a deployment counts too",
    prepare:
      ({ client, playlistId, trackIds }) =>
      () =>
        client.mutation(api.playlists.removeTrack, {
          playlistId,
          trackId: trackIds.at(-1)!,
        }),
  },
  {
    name: "storage.generateUploadUrl",
    prepare:
      ({ client }) =>
      () =>
        client.mutation(api.storage.generateUploadUrl, {}),
  },
  {
    name: "storage.getUrl",
    prepare: async ({ client }) => {
      const url = await client.mutation(api.storage.generateUploadUrl, {});
      const body = new Blob(["sound"], { type: "audio/wav" });
      const response = await fetch(url, { method: "POST", body });
      const { storageId } = (await response.json()) as {
        storageId: GenericId<"_storage">;
      };
      return () => client.query(api.storage.getUrl, { storageId });
    },
  },
];
