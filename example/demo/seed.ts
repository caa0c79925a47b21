import { ConvexHttpClient } from "convex/browser";
import { api } from "../convex/_generated/api.js";
import type { Account } from "../local/index.js";
import { playedMelody } from "./melody.js";
import { type Song, songs } from "./songs.js";
import type { Stage } from "./stage.js";

/** Who the demo offers to sign in as, by role. */
export type Cast = { admin: Account; vip: Account; guest: Account };

const LISTENERS = 340;

/** Fills the library: users in every role, tracks with real audio, playlists. */
export async function seed(stage: Stage): Promise<Cast> {
  const cast = await signUpCast(stage);
  const vip = await signedIn(stage, cast.vip);
  const guest = await signedIn(stage, cast.guest);
  const trackIds = new Map<string, string>();
  for (const song of songs) trackIds.set(song.title, await upload(vip, song));
  const ids = (titles: string[]) => titles.map((title) => trackIds.get(title)!);

  const morning = await playlist(vip, "Slow morning", "public", {
    description: "For the first cup of coffee.",
    trackIds: ids(["First Light", "Paper Boats", "Slow Train, Open Window"]),
  });
  const guestUser = await guest.mutation(api.users.ensureCurrent, {});
  await vip.mutation(api.playlists.addCollaborator, {
    playlistId: morning,
    userId: guestUser._id,
  });
  await playlist(vip, "Demos to finish", "private", {
    trackIds: ids(["Second Draft", "Voice Memo, 3 a.m."]),
  });
  await playlist(guest, "Night drive", "public", {
    description: "Windows down, city lights.",
    trackIds: ids(["Kitchen Radio", "Harbour Lamps", "Rain on the Studio Roof"]),
  });
  addListeners(stage);
  return cast;
}

async function signUpCast(stage: Stage): Promise<Cast> {
  const { accounts } = stage.accounts;
  const signUp = (name: string, offeredAs: string) =>
    accounts.create({ name, email: `${offeredAs}@example.com`, offeredAs });
  const cast: Cast = {
    admin: signUp("Grace Hopper", "admin"),
    vip: signUp("Ada Lovelace", "vip"),
    guest: signUp("Alan Turing", "guest"),
  };
  for (const role of ["admin", "vip"] as const) {
    const client = await signedIn(stage, cast[role]);
    await client.mutation(api.users.ensureCurrent, {});
  }
  const admin = await signedIn(stage, cast.admin);
  const vip = await signedIn(stage, cast.vip);
  await stage.run("users:setRoleByExternalId", {
    externalId: cast.admin.id,
    role: "admin",
  });
  const user = await vip.mutation(api.users.ensureCurrent, {});
  await admin.mutation(api.users.setRole, { userId: user._id, role: "vip" });
  return cast;
}

/** Accounts that the webhook never told of, for the sync to find. */
function addListeners({ accounts: { accounts } }: Stage) {
  for (let number = 1; number <= LISTENERS; number++) {
    const fields = {
      name: `Listener ${String(number).padStart(3, "0")}`,
      email: `listener${number}@example.com`,
    };
    accounts.create(fields, { silently: true });
  }
}

async function signedIn(stage: Stage, { id }: Account) {
  const client = new ConvexHttpClient(stage.url, { logger: false });
  client.setAuth(await stage.token(id));
  return client;
}

async function upload(client: ConvexHttpClient, song: Song): Promise<string> {
  const { melody, isLoop = false, ...fields } = song;
  const file = playedMelody(melody);
  const url = await client.mutation(api.storage.generateUploadUrl, {});
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": file.type },
    body: file,
  });
  const { storageId } = (await answer.json()) as { storageId: string };
  return await client.mutation(api.tracks.create, {
    ...fields,
    isLoop,
    fileId: storageId,
    durationSeconds: melody.steps.length * melody.secondsAStep + melody.ring,
  });
}

async function playlist(
  client: ConvexHttpClient,
  title: string,
  visibility: "public" | "private",
  { description, trackIds }: { description?: string; trackIds: string[] },
): Promise<string> {
  const playlistId = await client.mutation(api.playlists.create, {
    title,
    visibility,
    ...(description !== undefined && { description }),
  });
  await client.mutation(api.playlists.addTracks, { playlistId, trackIds });
  return playlistId;
}
