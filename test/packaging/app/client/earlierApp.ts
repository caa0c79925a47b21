import type { ConvexHttpClient } from "convex/browser";
import type { Playlist, PlaylistWithTracks, Track, User } from "convex-music-library";
import { api } from "../convex/_generated/api";
import type { ActionCtx } from "../convex/_generated/server";
import { isExactly } from "./types";

/*
 * Calls as an app makes them that was written before the library: the names and
 * arguments that the library promises to keep.
 */

export async function showUsersAndTracks(client: ConvexHttpClient, id: string) {
  isExactly<User | null>()(await client.query(api.users.current));
  isExactly<Track[]>()(await client.query(api.tracks.list, {}));
  isExactly<Track[]>()(await client.query(api.tracks.list, { limit: 10 }));
  isExactly<Track | null>()(await client.query(api.tracks.get, { id }));
}

export async function changeTracks(client: ConvexHttpClient, fileId: string) {
  const id = await client.mutation(api.tracks.create, {
    title: "Rising",
    artist: "Ada",
    record: "First",
    isLoop: true,
    fileId,
    src: "https://files.example.com/rising.mp3",
    image: { src: "https://files.example.com/rising.png", alt: "A sun" },
  });
  isExactly<string>()(id);
  const title = "Rising again";
  isExactly<null>()(await client.mutation(api.tracks.update, { id, title, fileId }));
  isExactly<null>()(await client.mutation(api.tracks.remove, { id }));
  // @ts-expect-error A track needs a title.
  await client.mutation(api.tracks.create, { artist: "Ada", isLoop: false });
}

export async function showPlaylists(client: ConvexHttpClient, id: string) {
  isExactly<Playlist[]>()(await client.query(api.playlists.list, {}));
  isExactly<Playlist | null>()(await client.query(api.playlists.get, { id }));
  const shown = await client.query(api.playlists.getWithTracks, { id });
  isExactly<PlaylistWithTracks | null>()(shown);
  isExactly<string[]>()((shown?.tracks ?? []).map((track) => track.title));
}

export async function changePlaylists(client: ConvexHttpClient, trackId: string) {
  const { create, addTrack, removeTrack } = api.playlists;
  const playlistId = await client.mutation(create, { title: "Study" });
  isExactly<string>()(playlistId);
  await client.mutation(create, { title: "Study", description: "Quiet", userId: "id" });
  isExactly<string>()(await client.mutation(addTrack, { playlistId, trackId }));
  await client.mutation(addTrack, { playlistId, trackId, position: 0 });
  isExactly<null>()(await client.mutation(removeTrack, { playlistId, trackId }));
}

export async function upload(client: ConvexHttpClient, body: Blob) {
  const { generateUploadUrl, getUrl } = api.storage;
  isExactly<string>()(await client.mutation(generateUploadUrl, {}));
  const answer = await fetch(await client.mutation(generateUploadUrl), {
    method: "POST",
    body,
  });
  const { storageId } = (await answer.json()) as { storageId: string };
  isExactly<string | null>()(await client.query(getUrl, { storageId }));
}

/** The app's own migration: an action that calls the functions by their names. */
export async function moveFile(ctx: ActionCtx, id: string, body: Blob) {
  const track = await ctx.runQuery(api.tracks.get, { id });
  if (!track?.src || track.fileId) return;
  const uploadUrl = await ctx.runMutation(api.storage.generateUploadUrl);
  const answer = await fetch(uploadUrl, { method: "POST", body });
  const { storageId } = (await answer.json()) as { storageId: string };
  await ctx.runMutation(api.tracks.update, { id, fileId: storageId });
}

export async function actAsSomebodyElse(client: ConvexHttpClient) {
  const caller = { kind: "system" };
  // @ts-expect-error Who calls is no argument.
  await client.query(api.tracks.list, { caller });
}
