import { clerkUserDeletedEvent, clerkUserEvent, sendWebhook } from "../../src/test.js";
import type { InComponent } from "./state.js";
import { type Call, call as callFunction, type Caller, type Host } from "./host.js";

/*
 * One library in which each kind of owner has a track and a playlist of each
 * visibility, and the callers of every kind who may or may not get at them.
 */

export const callerKinds = [
  "anonymous",
  "newcomer", // a token, and no row yet
  "deleted", // a token of a user who is gone
  "guest",
  "vip",
  "admin",
  "system", // the host itself
] as const;
export type Who = (typeof callerKinds)[number];

/** Those of the callers who have a row, and so can own something. */
export const members = ["guest", "vip", "admin"] as const;
type Member = (typeof members)[number];

/** Whose something is: one of the callers', another user's, or the host's own. */
export type Owner = Member | "another" | "host";
const owners: Owner[] = [...members, "another", "host"];

export type TrackTarget = {
  kind: "track";
  label: string;
  owner: Owner;
  visibility: "public" | "vip" | "private";
  id: string;
  fileId: string;
};

export type PlaylistTarget = {
  kind: "playlist";
  label: string;
  owner: Owner;
  visibility: "public" | "private";
  /** Whether the guest, the vip and the admin collaborate on it. */
  isCollaborative: boolean;
  id: string;
  /** One item for each track. */
  itemIds: string[];
  token: string;
};

export type Target = TrackTarget | PlaylistTarget;

export type World = {
  tracks: TrackTarget[];
  playlists: PlaylistTarget[];
  userIds: Record<Member | "another", string>;
  /** What there was of each kind, and is no more. */
  gone: { track: string; playlist: string; item: string };
  call: (who: Who, name: string, args: object, how?: Call) => Promise<unknown>;
};

const song = { title: "Song", artist: "Band", isLoop: false };
const src = "https://media.example.com/song.mp3";

export async function makeWorld(t: Host): Promise<World> {
  const asHost: AsHost = <T>(name: string, args: object) =>
    callFunction(t, name, args, { asSystem: true }) as Promise<T>;
  const userIds = {
    guest: await signUp(t, "guest"),
    vip: await signUp(t, "vip"),
    admin: await signUp(t, "admin"),
    another: await signUp(t, "another"),
  };
  for (const userId of Object.values(userIds)) {
    await asHost("users.setRole", { userId, role: "admin" });
  }
  const tracks: TrackTarget[] = [];
  for (const owner of owners) {
    for (const visibility of ["public", "vip", "private"] as const) {
      const fileId = await storeFile(t, tracks.length);
      const args = { ...song, src, visibility, fileId };
      const id = await callAs<string>(t, owner, "tracks.create", args);
      const label = `${visibility} track of ${owner}`;
      tracks.push({ kind: "track", label, owner, visibility, id, fileId });
    }
  }
  const playlists: PlaylistTarget[] = [];
  const trackIds = tracks.map((track) => track.id);
  for (const owner of owners) {
    const isShareable = owner === "another" || owner === "host";
    for (const visibility of ["public", "private"] as const) {
      for (const isCollaborative of isShareable ? [false, true] : [false]) {
        const args = { title: "Mix", visibility };
        const id = await callAs<string>(t, owner, "playlists.create", args);
        const added = await asHost<{ itemIds: string[] }>("playlists.addTracks", {
          playlistId: id,
          trackIds,
        });
        for (const member of isCollaborative ? members : []) {
          const userId = userIds[member];
          await asHost("playlists.addCollaborator", { playlistId: id, userId });
        }
        const token = await asHost<string>("playlists.share", { id });
        const shared = isCollaborative ? "collaborative " : "";
        playlists.push({
          ...{ kind: "playlist", owner, visibility, isCollaborative, id, token },
          label: `${shared}${visibility} playlist of ${owner}`,
          itemIds: added.itemIds,
        });
      }
    }
  }
  for (const role of ["guest", "vip"] as const) {
    await asHost("users.setRole", { userId: userIds[role], role });
  }
  await asHost("users.setRole", { userId: userIds.another, role: "vip" });
  await deliver(t, clerkUserEvent("user.created", { id: "deleted" }));
  await deliver(t, clerkUserDeletedEvent("deleted"));
  const gone = await makeAndRemove(asHost);
  const call: World["call"] = (who, name, args, how) =>
    callFunction(clientOf(t, who), name, args, { asSystem: who === "system", ...how });
  return { tracks, playlists, userIds, gone, call };
}

type AsHost = <T>(name: string, args: object) => Promise<T>;

async function makeAndRemove(asHost: AsHost): Promise<World["gone"]> {
  const track = await asHost<string>("tracks.create", song);
  const playlist = await asHost<string>("playlists.create", { title: "Gone" });
  const args = { playlistId: playlist, trackId: track };
  const item = await asHost<string>("playlists.addTrack", args);
  await asHost("playlists.remove", { id: playlist });
  await asHost("tracks.remove", { id: track });
  return { track, playlist, item };
}

function clientOf(t: Host, who: Who): Caller {
  return who === "anonymous" || who === "system" ? t : withToken(t, who);
}

export function withToken(t: Host, subject: string): Caller {
  return t.withIdentity({ subject, issuer: "https://clerk.example.com" });
}

async function signUp(t: Host, subject: string): Promise<string> {
  const user = await callFunction(withToken(t, subject), "users.ensureCurrent", {});
  return (user as { _id: string })._id;
}

async function callAs<T>(t: Host, owner: Owner, name: string, args: object): Promise<T> {
  const asSystem = owner === "host";
  const client = asSystem ? t : withToken(t, owner);
  return (await callFunction(client, name, args, { asSystem })) as T;
}

async function deliver(t: Host, event: object) {
  const { status } = await sendWebhook(t, event);
  if (status !== 200) throw new Error(`The webhook answered ${status}.`);
}

/** Stores an upload, no two of which are the same. */
export async function storeFile(t: Host, n: number, type = "audio/wav"): Promise<string> {
  const { runInComponent } = t as unknown as InComponent;
  return await runInComponent("musicLibrary", async (ctx) => {
    const { storage } = ctx as unknown as {
      storage: { store(b: Blob): Promise<string> };
    };
    const id = await storage.store(new Blob([`sound ${n}`], { type }));
    // convex-test does not keep the type of a stored file.
    const patch = ctx.db.patch as unknown as (
      id: string,
      fields: object,
    ) => Promise<void>;
    await patch(id, { contentType: type });
    return id;
  });
}
