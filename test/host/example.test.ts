import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  sendWebhook,
} from "convex-music-library/test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { signUp, startHost, withToken } from "./setup.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const song = { title: "Song", artist: "Band", isLoop: false };

test("a user of the webhook is the one whose token calls", async () => {
  const t = startHost();
  const event = clerkUserEvent("user.created", {
    id: "user_1",
    first_name: "Ada",
    last_name: "Lovelace",
    email: "ada@example.com",
  });
  expect((await sendWebhook(t, event)).status).toBe(200);
  const user = await withToken(t, "user_1").query(api.users.current, {});
  expect(user).toMatchObject({ name: "Ada Lovelace", syncedBy: "webhook" });
  expect(await t.query(api.users.current, {})).toBeNull();

  expect((await sendWebhook(t, clerkUserDeletedEvent("user_1"))).status).toBe(200);
  expect(await withToken(t, "user_1").query(api.users.current, {})).toBeNull();
  await t.finishAllScheduledFunctions(vi.runAllTimers);
});

test("the webhook is refused when it is not signed with the secret", async () => {
  const t = startHost();
  const event = clerkUserEvent("user.created", { id: "user_1" });
  const secret = `whsec_${btoa("another key of some length")}`;
  expect((await sendWebhook(t, event, { secret })).status).toBe(400);
  vi.stubEnv("CLERK_WEBHOOK_SECRET", "");
  expect((await sendWebhook(t, event)).status).toBe(500);
  expect(await withToken(t, "user_1").query(api.users.current, {})).toBeNull();
});

test("no caller can be passed as an argument", async () => {
  const t = startHost();
  const forged = { ...song, caller: { kind: "system" } };
  await expect(t.mutation(api.tracks.create, forged)).rejects.toThrow(/caller/);
});

test("functions written for the library's first plan run unchanged", async () => {
  const t = startHost();
  const vip = await signUp(t, "user_vip", "vip");
  const id = await vip.mutation(api.tracks.create, { ...song, record: "LP" });
  await vip.mutation(api.tracks.update, { id, title: "Longer song" });
  expect(await vip.query(api.tracks.get, { id })).toMatchObject({ record: "LP" });
  expect(await vip.query(api.tracks.list, { limit: 10 })).toHaveLength(1);
  expect(await vip.query(api.tracks.list, {})).toHaveLength(1);

  const playlistId = await vip.mutation(api.playlists.create, { title: "Mix" });
  await vip.mutation(api.playlists.addTrack, { playlistId, trackId: id });
  await vip.mutation(api.playlists.addTrack, { playlistId, trackId: id, position: 0 });
  const full = await vip.query(api.playlists.getWithTracks, { id: playlistId });
  expect(full?.tracks.map((track) => track.title)).toEqual([
    "Longer song",
    "Longer song",
  ]);
  await vip.mutation(api.playlists.removeTrack, { playlistId, trackId: id });
  expect(await vip.query(api.playlists.get, { id: playlistId })).toMatchObject({
    trackCount: 1,
  });
  expect(await vip.query(api.playlists.list, {})).toHaveLength(1);

  expect(await vip.mutation(api.storage.generateUploadUrl, {})).toMatch(/^https:/);
  expect(await vip.query(api.storage.getUrl, { storageId: "no file" })).toBeNull();
  await vip.mutation(api.tracks.remove, { id });
  expect(await vip.query(api.tracks.get, { id })).toBeNull();
});

test("a host's own mutation and the library's calls in it are one transaction", async () => {
  const t = startHost();
  const vip = await signUp(t, "user_vip", "vip");
  const trackId = await vip.mutation(api.tracks.create, song);
  await vip.mutation(api.reviews.addToFavourites, { trackId });
  await expect(
    vip.mutation(api.reviews.addToFavourites, { trackId: "none" }),
  ).rejects.toMatchObject({ data: { code: "NOT_FOUND" } });
  expect(await vip.query(api.playlists.mine, {})).toHaveLength(1);
  expect(await vip.query(api.reviews.listForTrack, { trackId })).toHaveLength(1);
  await t.run(async (ctx) => {
    expect(await ctx.db.query("reviews").take(5)).toHaveLength(1);
  });
});

test("a host's own function refuses whoever the library does not know", async () => {
  const t = startHost();
  const vip = await signUp(t, "user_vip", "vip");
  const trackId = await vip.mutation(api.tracks.create, { ...song, visibility: "vip" });
  const review = { trackId, stars: 5, text: "Fine" };
  await expect(t.mutation(api.reviews.add, review)).rejects.toMatchObject({
    data: { code: "UNAUTHENTICATED" },
  });
  await expect(withToken(t, "user_2").mutation(api.reviews.add, review)).rejects.toThrow(
    "There is no such track.",
  );
  await vip.mutation(api.reviews.add, review);
  expect(await t.query(api.reviews.listForTrack, { trackId })).toEqual([]);
});

test("people are found by name: by those signed in, with ids and names only", async () => {
  const t = startHost();
  for (const [id, first_name] of [
    "Ada",
    "Adam",
    "Grace",
    ...Array<string>(20).fill("Ann"),
  ].entries()) {
    const fields = { id: `user_${id}`, first_name, email: `${id}@example.com` };
    await sendWebhook(t, clerkUserEvent("user.created", fields));
  }
  const ada = withToken(t, "user_0");
  const find = async (name: string) => await ada.query(api.members.find, { name });
  const { _id } = (await withToken(t, "user_1").query(api.users.current, {}))!;
  expect(await find("ada")).toEqual([{ userId: _id, name: "Adam" }]); // not oneself
  expect(await find("ann")).toHaveLength(8);
  expect(await find("  ")).toEqual([]);

  const renamed = { id: "user_2", first_name: "Adele", updated_at: Date.now() + 1 };
  await sendWebhook(t, clerkUserEvent("user.updated", renamed));
  await sendWebhook(t, clerkUserDeletedEvent("user_1"));
  expect((await find("ad")).map(({ name }) => name)).toEqual(["Adele"]);
  await expect(t.query(api.members.find, { name: "ada" })).rejects.toThrow("Sign in");
  await t.finishAllScheduledFunctions(vi.runAllTimers);
});
