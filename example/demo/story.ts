import { ConvexClient, ConvexHttpClient } from "convex/browser";
import type { FunctionReturnType } from "convex/server";
import { isMusicLibraryError } from "convex-music-library";
import WebSocket from "ws";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
} from "../../src/testing/clerk.js";
import { api } from "../convex/_generated/api.js";
import type { Report } from "./report.js";
import { wavFile } from "./wav.js";

/** Where the story plays, and how to sign as Clerk would. */
export type Stage = {
  url: string;
  siteUrl: string;
  webhookSecret: string;
  adminClerkId: string;
  /** A signed token of the given Clerk user. */
  token: (clerkId: string) => Promise<string>;
  /** A token that looks the same, of somebody who does not have the key. */
  forgedToken: (clerkId: string) => Promise<string>;
};

const vipClerkId = "user_2demoVip";
const guestClerkId = "user_2demoGuest";

/** Plays the whole way of a library over the wire, with the real clients. */
export async function playStory(stage: Stage, report: Report) {
  const vip = await signedIn(stage, vipClerkId);
  const admin = await signedIn(stage, stage.adminClerkId);

  await usersArrive(stage, report, vip);
  await adminPromotes(stage, report, admin, vip);
  const tracks = await vipUploads(report, vip);
  await playlistLives(stage, report, vip, tracks);
  await hostFunctionTakesPart(report, vip, tracks[0]!);
  await strangersAreRefused(stage, report, vip);
  await userLeaves(stage, report, vip, tracks[0]!);
}

async function usersArrive(stage: Stage, report: Report, vip: ConvexHttpClient) {
  report.step("Clerk says that Ada signed up: a signed user.created arrives");
  const event = clerkUserEvent("user.created", {
    id: vipClerkId,
    first_name: "Ada",
    last_name: "Lovelace",
    email: "ada@example.com",
  });
  const route = "/clerk-users-webhook";
  report.check("answer", ...is(await post(stage, route, event), 200));
  const tampered = await post(stage, route, event, { tamper: true });
  report.check("a tampered one is refused", ...is(tampered, 400));

  report.step("Ada signs in with a token, and is known already");
  const user = await vip.query(api.users.current, {});
  const known = user?.name === "Ada Lovelace" && user.role === "guest";
  report.check("users.current", user, known && user.syncedBy === "webhook");
  const members = await vip.query(api.members.count, {});
  report.check("the host's own members", ...is(members, 1));
}

async function adminPromotes(
  stage: Stage,
  report: Report,
  admin: ConvexHttpClient,
  vip: ConvexHttpClient,
) {
  report.step("The initial admin signs up by the component's own webhook route");
  const fields = { id: stage.adminClerkId, first_name: "Grace" };
  const event = clerkUserEvent("user.created", fields);
  const answer = await post(stage, "/music/clerk-users-webhook", event);
  report.check("answer", ...is(answer, 200));
  const { role } = await admin.mutation(api.users.ensureCurrent, {});
  report.check("their role", ...is(role, "admin"));

  report.step("The admin makes Ada a VIP");
  const user = await vip.query(api.users.current, {});
  await admin.mutation(api.users.setRole, { userId: user!._id, role: "vip" });
  const promoted = await vip.query(api.users.current, {});
  report.check("Ada's role", ...is(promoted?.role, "vip"));
}

async function vipUploads(report: Report, vip: ConvexHttpClient): Promise<string[]> {
  report.step("Ada uploads a WAV file of a few seconds");
  const file = wavFile([440, 494, 523, 587, 659, 587]);
  const uploadUrl = await vip.mutation(api.storage.generateUploadUrl, {});
  const answer = await fetch(uploadUrl, {
    method: "POST",
    headers: { "content-type": file.type },
    body: file,
  });
  const { storageId } = (await answer.json()) as { storageId: string };
  report.check(`${file.size} bytes stored`, answer.status, answer.ok);

  report.step("Ada makes a track of it, which plays from the library's storage");
  const id = await vip.mutation(api.tracks.create, {
    title: "Rising",
    artist: "Ada Lovelace",
    isLoop: true,
    fileId: storageId,
    durationSeconds: 3,
  });
  const track = await vip.query(api.tracks.get, { id });
  const range = await fetch(track!.url!, { headers: { range: "bytes=0-3" } });
  report.check("first four bytes of its url", ...is(await range.text(), "RIFF"));
  report.check("answered as a range", ...is(range.status, 206));
  const usage = await vip.query(api.storage.usage, {});
  report.check("storage.usage", usage, usage.bytes === file.size && usage.files === 1);

  const others: string[] = [];
  for (const title of ["Falling", "Resting"]) {
    const src = `https://files.example.com/${title}.mp3`;
    const fields = { title, artist: "Ada Lovelace", isLoop: false, src };
    others.push(await vip.mutation(api.tracks.create, fields));
  }
  const listed = await vip.query(api.tracks.list, { limit: 10 });
  report.check("tracks.list", titles(listed), listed.length === 3);
  return [id, ...others];
}

type Shown = FunctionReturnType<typeof api.playlists.getWithTracks>;

async function playlistLives(
  stage: Stage,
  report: Report,
  vip: ConvexHttpClient,
  [rising, falling, resting]: string[],
) {
  report.step("Ada builds a playlist, and a signed-out visitor watches it change live");
  const playlistId = await vip.mutation(api.playlists.create, {
    title: "Study",
    visibility: "public",
  });
  const visitor = new ConvexClient(stage.url, {
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
  });
  const seen = watch(visitor, playlistId);
  const shows = async (expected: string) => {
    const got = await seen.until((playlist) => titles(playlist?.tracks) === expected);
    report.check("the visitor sees", ...is(titles(got?.tracks), expected));
  };
  try {
    await shows("no tracks");
    for (const trackId of [rising!, falling!]) {
      await vip.mutation(api.playlists.addTrack, { playlistId, trackId });
    }
    await shows("Rising, Falling");
    const itemId = await vip.mutation(api.playlists.addTrack, {
      playlistId,
      trackId: resting!,
      position: 1,
    });
    await shows("Rising, Resting, Falling");
    await vip.mutation(api.playlists.moveItem, { itemId, after: null });
    await shows("Resting, Rising, Falling");
    await vip.mutation(api.playlists.removeTrack, { playlistId, trackId: falling! });
    await shows("Resting, Rising");
  } finally {
    await visitor.close();
  }
}

async function hostFunctionTakesPart(
  report: Report,
  vip: ConvexHttpClient,
  trackId: string,
) {
  report.step("A function of the host writes its own table and the library at once");
  const favourite = await vip.mutation(api.reviews.addToFavourites, { trackId });
  const playlist = await vip.query(api.playlists.get, { id: favourite.playlistId });
  report.check("the new playlist", playlist?.title, playlist?.trackCount === 1);
  const before = await vip.query(api.reviews.listForTrack, { trackId });
  report.check("the review", before, before.length === 1);
  const refused = await refusalOf(
    vip.mutation(api.reviews.addToFavourites, { trackId: "no such track" }),
  );
  report.check("with a wrong track", ...is(refused, "NOT_FOUND"));
  const lists = await vip.query(api.playlists.mine, {});
  report.check(
    "nothing was half done",
    lists.map(({ title }) => title),
    lists.length === 2,
  );
}

async function strangersAreRefused(stage: Stage, report: Report, vip: ConvexHttpClient) {
  report.step("Strangers are refused");
  const nobody = clientOf(stage);
  const track = { title: "Mine", artist: "Me", isLoop: false };
  const anonymous = await refusalOf(nobody.mutation(api.tracks.create, track));
  report.check("signed out, creating a track", ...is(anonymous, "UNAUTHENTICATED"));
  const guest = await signedIn(stage, guestClerkId);
  const asGuest = await refusalOf(guest.mutation(api.tracks.create, track));
  report.check("a guest, creating a track", ...is(asGuest, "FORBIDDEN"));
  const secret = (await vip.query(api.playlists.mine, {})).find(
    ({ visibility }) => visibility === "private",
  );
  const seen = await guest.query(api.playlists.get, { id: secret!._id });
  report.check("a guest, reading Ada's private playlist", ...is(seen, null));
  const impostor = clientOf(stage, await stage.forgedToken(vipClerkId));
  const refused = await impostor.query(api.users.current, {}).then(
    (user) => user,
    (error: Error) => error.message,
  );
  report.check("a forged token", refused, typeof refused === "string");
}

async function userLeaves(
  stage: Stage,
  report: Report,
  vip: ConvexHttpClient,
  trackId: string,
) {
  report.step("Clerk says that Ada left: a signed user.deleted arrives");
  const event = clerkUserDeletedEvent(vipClerkId);
  const answer = await post(stage, "/clerk-users-webhook", event);
  report.check("answer", ...is(answer, 200));
  const user = await vip.query(api.users.current, {});
  report.check("users.current", ...is(user, null));
  const refused = await refusalOf(vip.mutation(api.users.ensureCurrent, {}));
  report.check("her token", ...is(refused, "USER_DELETED"));
  const nobody = clientOf(stage);
  const gone = () => nobody.query(api.playlists.list, {});
  const left = await eventually(gone, (playlists) => playlists.length === 0);
  report.check("her playlists", left, left.length === 0);
  const orphan = async () => await nobody.query(api.tracks.get, { id: trackId });
  const kept = await eventually(orphan, (track) => track?.createdBy === undefined);
  report.check("her public track stays", kept?.title, kept?.createdBy === undefined);
}

function clientOf({ url }: Stage, token?: string) {
  const client = new ConvexHttpClient(url, { logger: false });
  if (token !== undefined) client.setAuth(token);
  return client;
}

async function signedIn(stage: Stage, clerkId: string) {
  return clientOf(stage, await stage.token(clerkId));
}

async function post(
  { siteUrl, webhookSecret }: Stage,
  path: string,
  event: unknown,
  { tamper = false } = {},
): Promise<number> {
  const request = signWebhook(event, { secret: webhookSecret });
  const body = tamper ? request.body.replace("Ada", "Eve") : request.body;
  return (await fetch(siteUrl + path, { ...request, body })).status;
}

/** The arguments of a check that something is just this. */
function is(got: unknown, expected: unknown): [got: unknown, holds: boolean] {
  return [got, got === expected];
}

function titles(tracks: { title: string }[] | undefined) {
  return (tracks ?? []).map(({ title }) => title).join(", ") || "no tracks";
}

async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (isMusicLibraryError(error)) return error.data.code;
    throw error;
  }
}

/** What a subscription showed last, and a way to wait for what it shows next. */
function watch(client: ConvexClient, id: string) {
  let latest: Shown | undefined;
  let notify = () => {};
  client.onUpdate(api.playlists.getWithTracks, { id }, (playlist) => {
    latest = playlist;
    notify();
  });
  return {
    async until(holds: (playlist: Shown) => boolean) {
      const deadline = Date.now() + PATIENCE_MS;
      while ((latest === undefined || !holds(latest)) && Date.now() < deadline) {
        await new Promise<void>((resolve) => {
          notify = resolve;
          setTimeout(resolve, POLL_MS);
        });
      }
      return latest;
    },
  };
}

const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/** Asks again until what the background work has to do shows. */
async function eventually<T>(ask: () => Promise<T>, holds: (value: T) => boolean) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await ask();
    if (holds(value) || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
