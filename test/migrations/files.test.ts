import { ConvexClient, type ConvexHttpClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { api } from "../../example/convex/_generated/api.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import {
  type FileFault,
  type FileServer,
  type ServedFile,
  sha256Of,
  startFileServer,
} from "./fileServer.js";

const SIZE = 50_000;
const SECRET = "never-to-be-shown";
const MIB = 1024 * 1024;

let example: Example;
let server: FileServer;
let admin: ConvexHttpClient;

beforeAll(async () => {
  server = await startFileServer();
  example = await deployExample({
    env: {
      FILE_MIGRATION_HOSTS: new URL(server.origin).host,
      FILE_MIGRATION_PRIVATE_HOSTS: "true",
    },
    processEnv: { NODE_EXTRA_CA_CERTS: server.certificateFile },
  });
});
afterAll(async () => {
  await example?.stop();
  await server?.close();
});
beforeEach(async () => {
  admin = await example.client(adminClerkId);
  server.requests.length = 0;
});
afterEach(async () => {
  await admin.mutation(api.admin.stopFileMigration, {});
  for (const track of await admin.query(api.tracks.list, { limit: 200 })) {
    await admin.mutation(api.tracks.remove, { id: track._id });
  }
});

type Run = NonNullable<FunctionReturnType<typeof api.admin.fileMigration>>;

const start = () => admin.mutation(api.admin.startFileMigration, {});
const latest = async (): Promise<Run> =>
  (await admin.query(api.admin.fileMigration, {}))!;
const track = (id: string) => admin.query(api.tracks.get, { id });

async function reached(condition: (run: Run) => boolean, timeoutMs = 100_000) {
  return await vi.waitFor(
    async () => {
      const run = await latest();
      expect(condition(run), JSON.stringify(run)).toBe(true);
      return run;
    },
    { timeout: timeoutMs, interval: 50 },
  );
}

const isDone = ({ state }: Run) => state === "done";

/** A track whose file the server has under a path, with a signed URL. */
async function createTrack(path: string, file?: ServedFile, ...faults: FileFault[]) {
  if (file !== undefined) server.serve(path, file);
  server.fail(path, ...faults);
  return await admin.mutation(api.tracks.create, {
    title: path,
    artist: "Band",
    isLoop: false,
    src: `${server.origin}${path}?X-Amz-Signature=${SECRET}`,
  });
}

const requestsOf = (path: string) =>
  server.requests.filter((request) => request.path === path).length;

/** What a client gets who plays the track. */
async function download(url: string | null | undefined) {
  const response = await fetch(url!);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return {
    type: response.headers.get("content-type"),
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("base64"),
  };
}

async function failures(runId: string) {
  const paginationOpts = { numItems: 200, cursor: null };
  const args = { runId, paginationOpts };
  const { page } = await admin.query(api.admin.fileMigrationFailures, args);
  return new Map(page.map((failure) => [failure.title, failure]));
}

const retried = "again and again, about a minute long";

test(`what can be copied is, ${retried} if need be; why the rest can't is told`, async () => {
  const plain = { size: SIZE };
  const checksum = (sha256: string) => ({ headers: { "x-amz-checksum-sha256": sha256 } });
  const busy = { "retry-after": "1" };
  const elsewhere = `${server.addressOrigin}/plain.mp3`;

  // Each with the number of requests that it takes.
  const good: [string, string, number, ServedFile?, ...FileFault[]][] = [
    ["/plain.mp3", "audio/mpeg", 1, plain],
    ["/alias.mp3", "audio/flac", 1, { size: SIZE, type: "audio/x-flac" }],
    ["/generic.opus", "audio/ogg", 1, { size: SIZE, type: "binary/octet-stream" }],
    ["/untyped.wav", "audio/wav", 1, { size: SIZE, type: null }],
    ["/base64.mp3", "audio/mpeg", 1, { ...plain, ...checksum(sha256Of(SIZE)) }],
    ["/hex.mp3", "audio/mpeg", 1, { ...plain, ...checksum(sha256Of(SIZE, "hex")) }],
    ["/slow.mp3", "audio/mpeg", 1, { size: SIZE, delayMs: 2_000 }],
    ["/moved.mp3", "audio/mpeg", 1, plain, { kind: "redirect", location: "/plain.mp3" }],
    ["/hangs.mp3", "audio/mpeg", 2, plain, { kind: "hang" }],
    ["/stalls.mp3", "audio/mpeg", 2, plain, { kind: "hangInBody" }],
    ["/drops.mp3", "audio/mpeg", 3, plain, { kind: "drop" }, { kind: "dropInBody" }],
    ["/500.mp3", "audio/mpeg", 2, plain, { kind: "status", status: 500 }],
    ["/429.mp3", "audio/mpeg", 2, plain, { kind: "status", status: 429, headers: busy }],
    ["/503.mp3", "audio/mpeg", 2, plain, { kind: "status", status: 503, headers: busy }],
  ];
  const bad: [string, RegExp, number, ServedFile?, FileFault?][] = [
    ["/404.mp3", /answered 404: there is no such file/, 1],
    ["/403.mp3", /answered 403: .* expired/, 1, plain, { kind: "status", status: 403 }],
    ["/410.mp3", /answered 410/, 1, plain, { kind: "status", status: 410 }],
    ["/html.mp3", /text\/html/, 1, { size: SIZE, type: "text/html" }],
    ["/exe", /no audio extension/, 1, { size: SIZE, type: "binary/octet-stream" }],
    ["/endless.mp3", /size/, 1, { size: SIZE, announced: null }],
    ["/huge.mp3", /at most 209715200/, 1, { size: 1, announced: 200 * MIB + 1 }],
    ["/wrong.mp3", /checksum/, 1, { ...plain, ...checksum(sha256Of(SIZE + 1)) }],
    ["/long.mp3", /checksum/, 1, { size: SIZE, announced: 1, ...checksum(sha256Of(2)) }],
    [
      "/http",
      /Only https/,
      1,
      plain,
      { kind: "redirect", location: "http://localhost/" },
    ],
    [
      "/out",
      /127\.0\.0\.1:\d+ is not/,
      1,
      plain,
      { kind: "redirect", location: elsewhere },
    ],
    ["/loop", /again and again/, 6, plain, { kind: "redirect", location: "/loop" }],
    [
      "/down.mp3",
      /answered 500: it has a fault/,
      5,
      plain,
      { kind: "status", status: 500 },
    ],
    ["/short.mp3", /early|broke off/, 5, plain, { kind: "dropInBody" }],
  ];
  const ids = new Map<string, string>();
  for (const [path, , , file, ...faults] of good) {
    ids.set(path, await createTrack(path, file, ...faults));
  }
  for (const [path, , , file, fault] of bad) {
    if (fault !== undefined) server.failAlways(path, fault);
    ids.set(path, await createTrack(path, file));
  }
  // A refused host is not even asked.
  const stray = `https://elsewhere.invalid/a.mp3?X-Amz-Signature=${SECRET}`;
  const strayTrack = { title: "stray", artist: "", isLoop: false, src: stray };
  await admin.mutation(api.tracks.create, { ...strayTrack, artist: "Band" });

  const runId = await start();
  const run = await reached(isDone);
  expect(run).toMatchObject({
    total: good.length + bad.length + 1,
    copied: good.length,
    failed: bad.length + 1,
    skipped: 0,
    bytes: good.length * SIZE,
  });
  expect(server.mostAtOnce).toBeLessThanOrEqual(4);

  for (const [path, type] of good) {
    const { fileId, url, src } = (await track(ids.get(path)!))!;
    expect([path, fileId !== undefined, url === src]).toEqual([path, true, false]);
    const file = { type, size: SIZE, sha256: sha256Of(SIZE) };
    expect([path, await download(url)]).toEqual([path, file]);
  }
  const failed = await failures(runId);
  expect(failed.size).toBe(bad.length + 1);
  for (const [path, error, requests] of bad) {
    const attempts = path === "/loop" ? 1 : requests;
    const src = server.origin + path;
    const trackId = ids.get(path)!;
    expect(failed.get(path)).toMatchObject({ trackId, src, attempts });
    expect(failed.get(path)!.error).toMatch(error);
    expect((await track(trackId))!.fileId).toBeUndefined();
  }
  expect(failed.get("stray")!.error).toMatch(/elsewhere\.invalid is not one/);
  for (const [path, , requests] of [...good, ...bad]) {
    // What is redirected to counts as well.
    const extra = path === "/plain.mp3" ? 1 : 0;
    expect([path, requestsOf(path)]).toEqual([path, requests + extra]);
  }
  // The bytes are all the same: those of one type share a stored file.
  const files = new Set(good.map(([, type]) => type)).size;
  const usage = await admin.query(api.storage.usage, {});
  expect(usage).toMatchObject({ files, bytes: files * SIZE });
  expect(JSON.stringify([...failed])).not.toContain(SECRET);
  expect(example.output.join("\n")).not.toContain(SECRET);

  // A new run takes up what failed, and no more.
  server.requests.length = 0;
  server.serve("/404.mp3", plain);
  const id = ids.get("/404.mp3")!;
  await admin.mutation(api.admin.migrateTrackFile, { id });
  expect(await reached(isDone)).toMatchObject({ total: 1, copied: 1 });
  expect(server.requests.length).toBe(1);
  expect((await track(id))!.fileId).toBeDefined();

  await admin.mutation(api.admin.removeSources, {});
  await vi.waitFor(async () => expect((await track(id))!.src).toBeUndefined());
  expect((await track(ids.get("/out")!))!.src).toBeDefined();
}, 200_000);

test("a file of 60 MiB arrives whole", async () => {
  const size = 60 * MIB;
  const headers = { "x-amz-checksum-sha256": sha256Of(size) };
  const id = await createTrack("/large.flac", { size, type: "audio/flac", headers });
  await start();
  expect(await reached(isDone)).toMatchObject({ copied: 1, bytes: size });
  const { url } = (await track(id))!;
  expect(await download(url)).toEqual({
    type: "audio/flac",
    size,
    sha256: sha256Of(size),
  });
});

test("200 tracks go four at a time, watched live, paused and resumed, each once", async () => {
  const count = 200;
  for (let n = 0; n < count; n++) {
    await createTrack(`/many/${n}.mp3`, { size: 100 + n, delayMs: 100 });
  }
  const page = new ConvexClient(example.url, {
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
  });
  page.setAuth(() => example.token(adminClerkId));
  const seen: Run[] = [];
  page.onUpdate(api.admin.fileMigration, {}, (run) => {
    if (run !== null) seen.push(run);
  });

  const runId = await start();
  await expect(start()).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  await reached(({ copied }) => copied >= 20);
  await admin.mutation(api.admin.pauseFileMigration, {});
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const paused = await latest();
  const asked = server.requests.length;
  expect(paused).toMatchObject({ state: "paused", copied: asked, failed: 0 });
  expect(asked).toBeLessThan(count);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await latest()).toEqual(paused);
  expect(server.requests.length).toBe(asked);

  await admin.mutation(api.admin.resumeFileMigration, {});
  const run = await reached(isDone);
  expect(run).toMatchObject({ _id: runId, total: count, copied: count, failed: 0 });
  expect(run.bytes).toBe(
    Array.from({ length: count }, (_, n) => 100 + n).reduce((a, b) => a + b),
  );
  for (let n = 0; n < count; n++) expect(requestsOf(`/many/${n}.mp3`)).toBe(1);
  expect(server.mostAtOnce).toBe(4);

  const ours = seen.filter(({ _id }) => _id === runId);
  const copied = ours.map((state) => state.copied);
  expect(copied).toEqual([...copied].sort((a, b) => a - b));
  expect(new Set(copied).size).toBeGreaterThan(20);
  expect(new Set(ours.map(({ state }) => state))).toEqual(
    new Set(["running", "paused", "done"]),
  );
  await page.close();
}, 200_000);

test("a stopped run changes nothing any more, and a new one takes up what is left", async () => {
  const count = 40;
  for (let n = 0; n < count; n++) {
    await createTrack(`/stop/${n}.mp3`, { size: SIZE + n, delayMs: 300 });
  }
  await start();
  await reached(({ copied }) => copied >= 5);
  await admin.mutation(api.admin.stopFileMigration, {});
  const stopped = await latest();
  expect(stopped).toMatchObject({ state: "stopped", total: count });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  expect(await latest()).toEqual(stopped);
  const usage = await admin.query(api.storage.usage, {});
  expect(usage).toMatchObject({ files: stopped.copied });

  await start();
  const left = count - stopped.copied;
  expect(await reached(isDone)).toMatchObject({ total: left, copied: left, failed: 0 });
  expect(await admin.query(api.storage.usage, {})).toMatchObject({ files: count });
  // Of what was under way when it was stopped, nothing was kept.
  expect(server.requests.length).toBeLessThanOrEqual(count + 4);
}, 100_000);

test("scripts do the same, and nobody else", async () => {
  await createTrack("/script.mp3", { size: SIZE });
  expect(await example.cli("run", "migrations:startFileMigration")).toMatch(/runs/);
  await reached(isDone);
  const shown = await example.cli("run", "migrations:fileMigration");
  expect(JSON.parse(shown)).toMatchObject({ state: "done", copied: 1 });
  const guest = await example.client("user_guest");
  await expect(guest.mutation(api.admin.startFileMigration, {})).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  const nobody = await example.client();
  await expect(nobody.query(api.admin.fileMigration, {})).rejects.toMatchObject({
    data: { code: "UNAUTHENTICATED" },
  });
});
