import type { ConvexHttpClient } from "convex/browser";
import { expect, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import type { DeployedApp } from "../example/deployed.js";
import { rowsOf } from "../example/deployedTables.js";

/** Ids of what a user has. */
export type Belongings = {
  userId: string;
  trackIds: string[];
  fileUrls: string[];
  playlistIds: string[];
};

/** More than are let go of at once. */
const PLAYLISTS = 12;

/**
 * Gives a vip a track of each visibility, each with a file; playlists, the first with
 * all three tracks; and a part in a playlist of somebody else.
 */
export async function giveBelongings(
  app: DeployedApp,
  externalId: string,
): Promise<Belongings> {
  const user = await app.client(externalId);
  const { _id: userId } = await user.mutation(api.users.ensureCurrent, {});
  const trackIds: string[] = [];
  const fileUrls: string[] = [];
  for (const visibility of ["public", "vip", "private"] as const) {
    const fields = { title: "Song", artist: "Ada", isLoop: false, visibility };
    const fileId = await upload(user, `${externalId} ${visibility}`);
    const id = await user.mutation(api.tracks.create, { ...fields, fileId });
    fileUrls.push((await user.query(api.tracks.get, { id }))!.url!);
    trackIds.push(id);
  }
  const playlistIds: string[] = [];
  for (let i = 0; i < PLAYLISTS; i++) {
    const playlist = { title: `${i}`, visibility: "public" } as const;
    playlistIds.push(await user.mutation(api.playlists.create, playlist));
  }
  const [playlistId] = playlistIds as [string];
  await user.mutation(api.playlists.addTracks, { playlistId, trackIds });

  const friend = await app.client(`${externalId}_friend`);
  const shared = await friend.mutation(api.playlists.create, { title: "Ours" });
  const collaborator = { playlistId: shared, userId };
  await friend.mutation(api.playlists.addCollaborator, collaborator);
  return { userId, trackIds, fileUrls, playlistIds };
}

async function upload(user: ConvexHttpClient, text: string): Promise<string> {
  const url = await user.mutation(api.storage.generateUploadUrl, {});
  const headers = { "content-type": "audio/wav" };
  const answer = await fetch(url, { method: "POST", headers, body: text });
  return ((await answer.json()) as { storageId: string }).storageId;
}

/** What is left of it: how much of each, and how much of it still names its user. */
export async function leftOf(app: DeployedApp, belongings: Belongings) {
  const { userId, trackIds, fileUrls, playlistIds } = belongings;
  const rows = async (table: string) => await rowsOf(app, table);
  const tracks = (await rows("tracks")).filter(({ _id }) => trackIds.includes(_id));
  const playlists = await rows("playlists");
  const items = await rows("playlistTracks");
  const answers = await Promise.all(fileUrls.map((url) => fetch(url)));
  const tables = ["files", "storageUsage", "playlistCollaborators"].map(rows);
  const others = (await Promise.all(tables)).flat();
  return {
    tracks: tracks.map(({ visibility }) => visibility),
    playlists: playlists.filter(({ _id }) => playlistIds.includes(_id)).length,
    items: items.filter((row) => playlistIds.includes(row.playlistId as string)).length,
    playable: answers.filter(({ ok }) => ok).length,
    ofTheUser: [...tracks, ...playlists, ...others].filter((row) =>
      Object.values(row).includes(userId),
    ).length,
  };
}

/** Waits until nothing that the library scheduled is left to do. */
export async function backgroundIsDone(app: DeployedApp, timeoutMs = 20_000) {
  await vi.waitFor(
    async () => {
      const scheduled = await rowsOf(app, "_scheduled_functions");
      const states = scheduled.map(({ state }) => (state as { kind: string }).kind);
      expect(states.filter((state) => state !== "success")).toEqual([]);
    },
    { timeout: timeoutMs, interval: 100 },
  );
}
