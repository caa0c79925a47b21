import { api } from "../../example/convex/_generated/api.js";
import { wavFile } from "../../example/demo/wav.js";
import { defaultSettings } from "../../src/shared/settings.js";
import { adminClerkId, type Example } from "../example/deployed.js";
import { trackTitles } from "./titles.js";

/** How many users there are, and how many playlists the owner has beside the long one. */
const OTHERS = 60;
const MAX_ROWS_A_CALL = 500;

/**
 * A library that grows: a number of tracks, and two playlists of all of them. What only
 * reads is called by a vip user, the owner, and what leaves something behind by another
 * one, the maker, so that what the owner sees stays the same.
 */
export async function startLibrary(example: Example) {
  const [owner, maker, admin] = await Promise.all(
    ["user_owner", "user_maker", adminClerkId].map((id) => example.client(id)),
  );
  const library = {
    example,
    owner: owner!,
    maker: maker!,
    admin: admin!,
    userIds: [] as string[],
    trackIds: [] as string[],
    /** The owner's playlist. */
    playlistId: "",
    /** The maker's playlist, and the items that it had before it was edited. */
    editedId: "",
    itemIds: [] as string[],
  };
  await library.admin.mutation(api.users.ensureCurrent, {});
  await addUsers(library);
  await addPlaylists(library);
  return library;
}

export type Library = Awaited<ReturnType<typeof startLibrary>>;

/** Lets the tracks, and the items of both playlists, be `count`. */
export async function growLibrary(library: Library, count: number) {
  const titles = trackTitles(library.trackIds.length, count);
  const added = await inBatches(titles, (batch) =>
    Promise.all(batch.map((title, index) => addTrack(library, title, index))),
  );
  library.trackIds.push(...added);
  await addItems(library, library.playlistId, added);
  library.itemIds.push(...(await addItems(library, library.editedId, added)));
}

/** Another playlist with all the tracks, for the maker to do away with. */
export async function fullPlaylist(library: Library): Promise<string> {
  const id = await library.maker.mutation(api.playlists.create, { title: "Full" });
  await addItems(library, id, library.trackIds);
  return id;
}

export async function newTrack({ maker }: Library, fileId?: string): Promise<string> {
  const track = { title: "New song", artist: "Band", isLoop: false };
  return await maker.mutation(api.tracks.create, { ...track, fileId });
}

let uploads = 0;

/** Uploads a file of which there is no other, or the same bytes as the one before. */
export async function upload(
  { maker }: Pick<Library, "maker">,
  { isNew = true } = {},
): Promise<string> {
  if (isNew) uploads += 1;
  const url = await maker.mutation(api.storage.generateUploadUrl, {});
  const body = wavFile([440 + uploads], 0.01);
  const headers = { "content-type": body.type };
  const response = await fetch(url, { method: "POST", headers, body });
  return ((await response.json()) as { storageId: string }).storageId;
}

async function addUsers(library: Library) {
  const ids = Array.from({ length: OTHERS }, (_, i) => `user_${10 + i}`);
  for (const externalId of ["user_owner", "user_maker", ...ids]) {
    const caller = { kind: "user", externalId, profile: { name: "Ada" } };
    const user = await inComponent<{ _id: string }>(library, "users:ensureCurrent", {
      caller,
    });
    library.userIds.push(user._id);
  }
  for (const externalId of ["user_owner", "user_maker"]) {
    await inComponent(library, "users:setRoleByExternalId", { externalId, role: "vip" });
  }
}

async function addPlaylists(library: Library) {
  const { owner, maker } = library;
  const create = (visibility: "public" | "private") =>
    owner.mutation(api.playlists.create, { title: "Mix", visibility });
  library.playlistId = await create("public");
  for (let i = 0; i < OTHERS; i++) await create(i % 2 === 0 ? "public" : "private");
  library.editedId = await maker.mutation(api.playlists.create, { title: "Own" });
  await owner.mutation(api.playlists.share, { id: library.playlistId });
}

/** Some tracks are for vip users, some are nobody's to see. */
async function addTrack(library: Library, title: string, index: number) {
  const visibility = (["vip", "private"] as const)[index % 10] ?? "public";
  const track = { title, artist: "Band", isLoop: false, visibility };
  return await inComponent<string>(library, "tracks:create", track);
}

async function addItems(library: Library, playlistId: string, trackIds: string[]) {
  return await inBatches(trackIds, async (batch) => {
    const args = { playlistId, trackIds: batch };
    const added = await inComponent<{ itemIds: string[] }>(
      library,
      "playlists:addTracks",
      args,
    );
    return added.itemIds;
  });
}

async function inBatches<T, R>(items: T[], work: (batch: T[]) => Promise<R[]>) {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += MAX_ROWS_A_CALL) {
    results.push(...(await work(items.slice(from, from + MAX_ROWS_A_CALL))));
  }
  return results;
}

/** Calls the component itself, on the host's behalf, as its dashboard can. */
async function inComponent<Result>(library: Library, path: string, args: object) {
  const { url, adminKey } = library.example;
  const response = await fetch(`${url}/api/mutation`, {
    method: "POST",
    headers: {
      authorization: `Convex ${adminKey}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      path,
      componentPath: "musicLibrary",
      format: "json",
      args: { caller: { kind: "system" }, settings: defaultSettings, ...args },
    }),
  });
  const answer = (await response.json()) as { value: Result; errorMessage?: string };
  if (answer.errorMessage !== undefined) throw new Error(answer.errorMessage);
  return answer.value;
}
