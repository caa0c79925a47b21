import type { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { wavFile } from "../../example/demo/wav.js";
import { isMusicLibraryError } from "../../src/shared/errors.js";
import { adminClerkId, deployExample, type Example } from "./deployed.js";

const MIB = 1024 * 1024;
const HOUR = 60 * 60 * 1000;
const ownerId = "user_owner";

/** Four by four pixels. */
const png = new Blob(
  [
    Uint8Array.from(
      atob(
        "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAANElEQVR42g3HIQEAQAgEQYIRAr36NPpD" +
          "XBKSEOsZN7HJFiv2EZNMMWIuTlxY+NJJFy368QE+ihTx8kBTFwAAAABJRU5ErkJggg==",
      ),
      (character) => character.charCodeAt(0),
    ),
  ],
  { type: "image/png" },
);

let example: Example;
let owner: ConvexHttpClient;
let other: ConvexHttpClient;

beforeAll(async () => {
  example = await deployExample();
  [owner, other] = (await Promise.all([ownerId, "user_other"].map(signUp))) as [
    ConvexHttpClient,
    ConvexHttpClient,
  ];
});

afterAll(async () => {
  await example?.stop();
});

async function signUp(externalId: string) {
  const client = await example.client(externalId);
  await client.mutation(api.users.ensureCurrent, {});
  const vip = JSON.stringify({ externalId, role: "vip" });
  await example.cli("run", "users:setRoleByExternalId", vip);
  return client;
}

/** Uploads by HTTP, under the file's own type or another. */
async function upload(client: ConvexHttpClient, file: Blob, type = file.type) {
  const url = await client.mutation(api.storage.generateUploadUrl, {});
  const body = new Blob([file], { type });
  const response = await fetch(url, { method: "POST", body });
  expect(response.status).toBe(200);
  return ((await response.json()) as { storageId: string }).storageId;
}

const song = { title: "Song", artist: "Band", isLoop: false };

type Files = { fileId?: string; image?: { fileId: string; alt: string } };

const cover = (fileId: string): Files => ({ image: { fileId, alt: "A square" } });

async function outcomeOf(call: Promise<unknown>) {
  try {
    await call;
    return "done";
  } catch (error) {
    if (isMusicLibraryError(error)) return error.data.code;
    throw error;
  }
}

const outcomeOfTrack = (client: ConvexHttpClient, files: Files) =>
  outcomeOf(client.mutation(api.tracks.create, { ...song, ...files }));

async function trackOf(client: ConvexHttpClient, files: Files) {
  const id = await client.mutation(api.tracks.create, { ...song, ...files });
  return (await client.query(api.tracks.get, { id }))!;
}

const collect = () => example.runCron("collect unused uploads");

let aheadMs = 0;

/** Lets the deployment's clock go ahead, with the owner still signed in. */
async function letPass(milliseconds: number) {
  await example.advanceTime(milliseconds);
  aheadMs += milliseconds;
  owner.setAuth(await example.token(ownerId, aheadMs));
}

/** A tone that no other test uploads. */
const tone = (frequency: number) => wavFile([frequency], 0.05);

test("a track plays and shows the very bytes that were uploaded, under their types", async () => {
  const sound = tone(440);
  const track = await trackOf(owner, {
    fileId: await upload(owner, sound),
    ...cover(await upload(owner, png)),
  });
  for (const [url, file] of [
    [track.url, sound],
    [track.imageUrl, png],
  ] as const) {
    const response = await fetch(url!);
    expect(response.headers.get("content-type")).toBe(file.type);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(
      new Uint8Array(await file.arrayBuffer()),
    );
  }
  const bytes = sound.size + png.size;
  expect(await owner.query(api.storage.usage, {})).toMatchObject({ bytes, files: 2 });
  await owner.mutation(api.tracks.remove, { id: track._id });
  expect(await owner.query(api.storage.usage, {})).toMatchObject({ bytes: 0, files: 0 });
  for (const url of [track.url, track.imageUrl]) {
    expect((await fetch(url!)).status).toBe(404);
  }
});

test("the type under which a file was uploaded decides, whatever the bytes are", async () => {
  const sound = tone(450);
  for (const type of ["text/html", "image/png", "video/mp4", ""]) {
    const fileId = await upload(owner, sound, type);
    expect(await outcomeOfTrack(owner, { fileId })).toBe("UNSUPPORTED_MEDIA_TYPE");
  }
  for (const type of ["image/svg+xml", "text/html", "audio/wav", ""]) {
    const image = cover(await upload(owner, png, type));
    expect(await outcomeOfTrack(owner, image)).toBe("UNSUPPORTED_MEDIA_TYPE");
  }
  // A page that claims to be a sound is never served as a page.
  const page = new Blob(["<script>alert(1)</script>"]);
  const track = await trackOf(owner, { fileId: await upload(owner, page, "audio/mpeg") });
  expect((await fetch(track.url!)).headers.get("content-type")).toBe("audio/mpeg");
});

test("a cover may have 10 MiB and not a byte more", async () => {
  const ofSize = (size: number) =>
    upload(owner, new Blob([new Uint8Array(size)]), "image/webp");
  expect(await outcomeOfTrack(owner, cover(await ofSize(10 * MIB)))).toBe("done");
  const larger = cover(await ofSize(10 * MIB + 1));
  expect(await outcomeOfTrack(owner, larger)).toBe("PAYLOAD_TOO_LARGE");
});

test("a file that somebody else's track shows can't be attached", async () => {
  const track = await trackOf(owner, {
    fileId: await upload(owner, tone(460)),
    ...cover(await upload(owner, png)),
  });
  const seen = (await other.query(api.tracks.get, { id: track._id }))!;
  for (const files of [{ fileId: seen.fileId! }, cover(seen.image!.fileId!)]) {
    expect(await outcomeOfTrack(other, files)).toBe("NOT_FOUND");
  }
  expect(await other.query(api.storage.usage, {})).toMatchObject({ bytes: 0, files: 0 });
});

test("bytes that come twice are stored once, and the second upload can still be named", async () => {
  const sound = tone(470);
  const before = await owner.query(api.storage.usage, {});
  const first = await trackOf(owner, { fileId: await upload(owner, sound) });
  const fileId = await upload(owner, sound);
  for (let i = 0; i < 2; i++) {
    const next = await trackOf(owner, { fileId });
    expect(next.fileId).toBe(first.fileId);
    expect(next.url).toBe(first.url);
  }
  expect(await owner.query(api.storage.usage, {})).toMatchObject({
    bytes: before.bytes + sound.size,
    files: before.files + 1,
  });
});

test("scripts and admins count a user's files anew", async () => {
  const { _id: userId } = (await owner.query(api.users.current, {}))!;
  const before = await owner.query(api.storage.usage, {});
  await example.cli("run", "maintenance:recount", JSON.stringify({ userId }));
  const admin = await example.client(adminClerkId);
  await admin.mutation(api.storage.recount, { userId });
  expect(await owner.query(api.storage.usage, {})).toEqual(before);
  const recount = owner.mutation(api.storage.recount, { userId });
  expect(await outcomeOf(recount)).toBe("FORBIDDEN");
});

test("the cron keeps uploads for as long as the environment says", async () => {
  const fileId = await upload(owner, tone(510));
  await letPass(2 * HOUR);
  await collect();
  await example.setEnv({ UPLOAD_GRACE_HOURS: "an hour" });
  await expect(collect()).rejects.toThrow(/UPLOAD_GRACE_HOURS/);
  await example.setEnv({ UPLOAD_GRACE_HOURS: null });
  const track = await trackOf(owner, { fileId });
  expect(track.fileId).toBe(fileId);

  const unused = await upload(owner, tone(520));
  await letPass(2 * HOUR);
  await example.setEnv({ UPLOAD_GRACE_HOURS: "1" });
  await collect();
  await example.setEnv({ UPLOAD_GRACE_HOURS: null });
  expect(await outcomeOfTrack(owner, { fileId: unused })).toBe("NOT_FOUND");
});

test("a day later the cron has collected what no track uses, and nothing else", async () => {
  const kept = await trackOf(owner, {
    fileId: await upload(owner, tone(480)),
    ...cover(await upload(owner, png)),
  });
  const unused = await upload(owner, tone(490));
  const refused = await upload(owner, png, "image/svg+xml");
  const usage = await owner.query(api.storage.usage, {});

  await letPass(25 * HOUR);
  const late = await upload(owner, tone(500));
  await collect();
  for (const fileId of [unused, refused]) {
    expect(await outcomeOfTrack(owner, { fileId })).toBe("NOT_FOUND");
  }
  await example.cli("run", "maintenance:collect", JSON.stringify({ restart: true }));
  for (const url of [kept.url, kept.imageUrl]) {
    expect((await fetch(url!)).status).toBe(200);
  }
  expect(await owner.query(api.storage.usage, {})).toEqual(usage);
  expect(await outcomeOfTrack(owner, { fileId: late })).toBe("done");
});
