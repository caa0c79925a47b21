import type { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
} from "../../src/testing/clerk.js";
import { giveBelongings } from "../clerk/belongings.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { type FileServer, startFileServer } from "../migrations/fileServer.js";
import { crashEverywhere, finishBackground } from "./crashes.js";

/* What the background does with playlists, tracks and files ends the same wherever it dies. */

const TWO_DAYS = 48 * 60 * 60_000;
const MAX_CONCURRENT = 500;

// Dozens of runs on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let app: Example;
let server: FileServer;
beforeAll(async () => {
  server = await startFileServer();
  app = await deployExample({
    env: {
      FILE_MIGRATION_HOSTS: new URL(server.origin).host,
      FILE_MIGRATION_PRIVATE_HOSTS: "true",
    },
    processEnv: { NODE_EXTRA_CA_CERTS: server.certificateFile },
  });
});
afterAll(async () => {
  await app?.stop();
  await server?.close();
});

async function admin(): Promise<ConvexHttpClient> {
  const client = await app.client(adminClerkId);
  await client.mutation(api.users.ensureCurrent, {});
  return client;
}

const createTrack = (user: ConvexHttpClient, title: string, files: object = {}) =>
  user.mutation(api.tracks.create, { title, artist: "Band", isLoop: false, ...files });

/** A playlist that holds a track a number of times. */
async function createPlaylist(
  user: ConvexHttpClient,
  { title, trackId, count }: { title: string; trackId: string; count: number },
): Promise<string> {
  const playlistId = await user.mutation(api.playlists.create, { title });
  for (let left = count; left > 0; left -= MAX_CONCURRENT) {
    const trackIds = new Array<string>(Math.min(left, MAX_CONCURRENT)).fill(trackId);
    await user.mutation(api.playlists.addTracks, { playlistId, trackIds });
  }
  return playlistId;
}

const playlistTables = ["playlists", "playlistTracks", "tracks", "removedTracks"];

async function post(event: unknown) {
  const route = `${app.siteUrl}/clerk-users-webhook`;
  expect((await fetch(route, signWebhook(event))).status).toBe(200);
}

test("what a deleted user leaves behind", async () => {
  const id = "user_2leaves";
  const outcome = await crashEverywhere(app, {
    async prepare() {
      await post(clerkUserEvent("user.created", { id }));
      await app.run("users:setRoleByExternalId", { externalId: id, role: "vip" });
      await giveBelongings(app, id);
    },
    start: () => post(clerkUserDeletedEvent(id)),
    tables: [
      ...["users", "deletedUsers", "members", "counters", ...playlistTables],
      ...["playlistCollaborators", "files", "storageUsage", "_storage"],
    ],
  });
  expect(outcome.tracks).toHaveLength(2);
  expect(outcome._storage).toHaveLength(2);
  expect(outcome.playlists).toMatchObject([{ title: "Ours" }]);
  expect([...outcome.playlistCollaborators!, ...outcome.storageUsage!]).toEqual([]);
});

test("long playlists, one removed, one cleared", async () => {
  let ids: { removed: string; cleared: string };
  const outcome = await crashEverywhere(app, {
    async prepare() {
      const user = await admin();
      const trackId = await createTrack(user, "Song");
      const removed = { title: "Removed", trackId, count: 1201 };
      const cleared = { title: "Cleared", trackId, count: 1001 };
      ids = {
        removed: await createPlaylist(user, removed),
        cleared: await createPlaylist(user, cleared),
      };
    },
    async start() {
      const user = await admin();
      await user.mutation(api.playlists.remove, { id: ids.removed });
      await user.mutation(api.playlists.clear, { id: ids.cleared });
    },
    tables: playlistTables,
  });
  expect(outcome.playlists).toMatchObject([{ title: "Cleared", trackCount: 0 }]);
  expect(outcome.playlistTracks).toEqual([]);
});

test("a long playlist that is copied and counted anew", async () => {
  let id: string;
  const outcome = await crashEverywhere(app, {
    async prepare() {
      const user = await admin();
      const trackId = await createTrack(user, "Song", { durationSeconds: 2 });
      id = await createPlaylist(user, { title: "Original", trackId, count: 1001 });
    },
    async start() {
      const user = await admin();
      await user.mutation(api.playlists.duplicate, { id, title: "Copy" });
      await user.mutation(api.playlists.recount, { id });
    },
    tables: playlistTables,
  });
  const exact = { trackCount: 1001, durationMs: 2_002_000 };
  expect(outcome.playlists).toHaveLength(2);
  expect(outcome.playlists).toMatchObject([exact, exact]);
  expect(outcome.playlistTracks).toHaveLength(2002);
});

test("tracks that are in many places, one removed, one with another duration", async () => {
  let ids: { removed: string; changed: string };
  const outcome = await crashEverywhere(app, {
    async prepare() {
      const user = await admin();
      const [removed, changed] = [
        await createTrack(user, "A"),
        await createTrack(user, "B"),
      ];
      await createPlaylist(user, { title: "A", trackId: removed, count: 201 });
      await createPlaylist(user, { title: "B", trackId: changed, count: 201 });
      ids = { removed, changed };
    },
    async start() {
      const user = await admin();
      await user.mutation(api.tracks.remove, { id: ids.removed });
      await user.mutation(api.tracks.update, { id: ids.changed, durationSeconds: 3 });
    },
    tables: playlistTables,
  });
  expect(outcome.playlists).toMatchObject([
    { title: "A", trackCount: 0, durationMs: 0 },
    { title: "B", trackCount: 201, durationMs: 603_000 },
  ]);
  expect(outcome.playlistTracks).toHaveLength(201);
  expect(outcome.removedTracks).toEqual([]);
});

test("a migration of files", async () => {
  const outcome = await crashEverywhere(app, {
    async prepare() {
      const user = await admin();
      for (const [i, path] of ["/a", "/b", "/c", "/d", "/e", "/gone"].entries()) {
        if (path !== "/gone") server.serve(path, { size: 1000 + i });
        await createTrack(user, path, { src: server.origin + path });
      }
    },
    start: () => app.run("migrations:startFileMigration"),
    later: collectUploads,
    tables: ["runs", "fileCopies", "tracks", "files", "_storage"],
  });
  expect(outcome.runs).toMatchObject([
    { state: "done", total: 6, copied: 5, failed: 1, skipped: 0, bytes: 5010 },
  ]);
  expect(outcome.files).toHaveLength(5);
  expect(outcome._storage).toHaveLength(5);
});

test("the end of the sources of files that are stored", async () => {
  const tracks = 201; // more than are looked at in one transaction
  const outcome = await crashEverywhere(app, {
    async prepare() {
      const user = await admin();
      const url = await user.mutation(api.storage.generateUploadUrl, {});
      const fileId = await upload(url, "song");
      const src = "https://files.example.com/song";
      for (let i = 0; i < tracks; i++) await createTrack(user, `${i}`, { fileId, src });
    },
    start: () => app.run("migrations:removeSources"),
    tables: ["tracks"],
  });
  expect(outcome.tracks).toHaveLength(tracks);
  expect(outcome.tracks!.filter((track) => "src" in track)).toEqual([]);
});

/** Lets the grace period of all uploads go by. */
async function collectUploads() {
  await app.advanceTime(TWO_DAYS);
  await app.runCron("collect unused uploads");
  await finishBackground(app);
}

test("the collection of unused uploads", async () => {
  const uploads = 201; // more than are looked at in one transaction
  const outcome = await crashEverywhere(app, {
    async prepare() {
      const user = await admin();
      const url = await user.mutation(api.storage.generateUploadUrl, {});
      const ids: string[] = [];
      for (let i = 0; i < uploads; i++) ids.push(await upload(url, `song ${i}`));
      await createTrack(user, "Kept", { fileId: ids[100] });
      await app.advanceTime(TWO_DAYS);
    },
    start: () => app.runCron("collect unused uploads"),
    tables: ["tracks", "files", "storageUsage", "_storage"],
  });
  expect(outcome._storage).toHaveLength(1);
  expect(outcome.tracks).toMatchObject([{ title: "Kept" }]);
});

async function upload(url: string, text: string): Promise<string> {
  const headers = { "content-type": "audio/wav" };
  const answer = await fetch(url, { method: "POST", headers, body: text });
  return ((await answer.json()) as { storageId: string }).storageId;
}
