import type { ConvexHttpClient } from "convex/browser";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { isMusicLibraryError, type Track } from "../../src/client/index.js";
import { isPendingItem } from "../../src/react/index.js";
import { adminClerkId, deployExample, type Example } from "./deployed.js";
import { openPlaylist, type PlaylistPage } from "./reactPlaylistPage.js";

let example: Example;
let owner: ConvexHttpClient;
const tracks = new Map<string, Track>();
const pages: PlaylistPage[] = [];

beforeAll(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  example = await deployExample();
  owner = await example.client("user_owner");
  const admin = await example.client(adminClerkId);
  await admin.mutation(api.users.ensureCurrent, {});
  for (const title of "ABCDEFX") {
    const fields = { title, artist: "Somebody", isLoop: false };
    const id = await admin.mutation(api.tracks.create, {
      ...fields,
      visibility: "public",
    });
    tracks.set(title, (await admin.query(api.tracks.get, { id }))!);
  }
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});
afterAll(async () => {
  await example?.stop();
});

/** A new public playlist of the owner; each letter is a track. */
async function createPlaylist(titles: string) {
  const playlistId = await owner.mutation(api.playlists.create, {
    title: titles,
    visibility: "public",
  });
  const trackIds = [...titles].map((title) => tracks.get(title)!._id);
  await owner.mutation(api.playlists.addTracks, { playlistId, trackIds });
  return playlistId;
}

function open(
  playlistId: string,
  options: { as?: string; initialNumItems?: number } = {},
) {
  const { as: subject = "user_owner", initialNumItems } = options;
  const page = openPlaylist(example, { subject, playlistId, initialNumItems });
  pages.push(page);
  return page;
}

async function itemsOnServer(playlistId: string) {
  const paginationOpts = { cursor: null, numItems: 100 };
  return (await owner.query(api.playlists.listTracks, { playlistId, paginationOpts }))
    .page;
}

/** The page comes to show just what the server has: the same items at the same positions. */
async function settles(page: PlaylistPage, playlistId: string) {
  const items = await itemsOnServer(playlistId);
  await vi.waitFor(() => expect(page.playlist().items).toEqual(items));
}

test("an added track shows before the server has answered, then has its real id", async () => {
  const playlistId = await createPlaylist("AB");
  const page = open(playlistId);
  await page.shows("A B");

  page.answers.hold();
  const added = page.edit(({ add }) => add(tracks.get("X")!));
  expect(page.titles()).toBe("A B X");
  expect(isPendingItem(page.item("X"))).toBe(true);

  page.answers.release();
  const itemId = await added;
  await settles(page, playlistId);
  expect(page.item("X").itemId).toBe(itemId);
});

test("an added track does not flicker on its way to the server's list", async () => {
  const page = open(await createPlaylist("AB"));
  await page.shows("A B");
  const before = page.rendered.length;
  const added = page.edit(({ add }) => add(tracks.get("X")!));
  expect(page.titles()).toBe("A B X");
  const itemId = await added;
  await vi.waitFor(() => expect(page.item("X").itemId).toBe(itemId));
  expect(new Set(page.rendered.slice(before))).toEqual(new Set(["A B X"]));
});

test("a removed item is gone before the server has answered", async () => {
  const playlistId = await createPlaylist("ABC");
  const page = open(playlistId);
  await page.shows("A B C");

  page.answers.hold();
  const removed = page.edit(({ remove }) => remove(page.item("B").itemId));
  expect(page.titles()).toBe("A C");

  page.answers.release();
  await removed;
  await page.shows("A C");
  await settles(page, playlistId);
});

test("a moved item is in its new place before the server has answered", async () => {
  const playlistId = await createPlaylist("ABC");
  const page = open(playlistId);
  await page.shows("A B C");

  page.answers.hold();
  const moves = [
    page.edit(({ move }) => move(page.item("C").itemId, page.item("A").itemId)),
    page.edit(({ move }) => move(page.item("B").itemId, null)),
  ];
  expect(page.titles()).toBe("B A C");

  page.answers.release();
  await Promise.all(moves);
  await page.shows("B A C");
  await settles(page, playlistId);
});

test("an item moves from a loaded page to another at once", async () => {
  const playlistId = await createPlaylist("ABCDE");
  const page = open(playlistId, { initialNumItems: 2 });
  await page.shows("A B");
  await page.loadMore(10);
  await page.shows("A B C D E");

  page.answers.hold();
  const moves = [
    page.edit(({ move }) => move(page.item("E").itemId, page.item("A").itemId)),
    page.edit(({ move }) => move(page.item("B").itemId, page.item("D").itemId)),
  ];
  expect(page.titles()).toBe("A E C D B");

  page.answers.release();
  await Promise.all(moves);
  await page.shows("A E C D B");
  await settles(page, playlistId);
});

test("the server's order wins where somebody else has edited meanwhile", async () => {
  const playlistId = await createPlaylist("ABC");
  const page = open(playlistId);
  await page.shows("A B C");
  const [, b] = await itemsOnServer(playlistId);

  page.answers.hold();
  await owner.mutation(api.playlists.moveItem, { itemId: b!.itemId, after: null });
  const added = page.edit(({ add }) => add(tracks.get("X")!));
  expect(page.titles()).toBe("A B C X");

  page.answers.release();
  await added;
  await page.shows("B A C X");
  await settles(page, playlistId);
});

test("an edit that is not allowed is undone, and rejects with the library's error", async () => {
  const playlistId = await createPlaylist("ABC");
  const page = open(playlistId, { as: "user_stranger" });
  await page.shows("A B C");
  const [a, , c] = page.playlist().items;
  const refused = [
    { titles: "A B C X", edit: () => page.playlist().add(tracks.get("X")!) },
    { titles: "B C", edit: () => page.playlist().remove(a!.itemId) },
    { titles: "C A B", edit: () => page.playlist().move(c!.itemId, null) },
  ];
  for (const { titles, edit } of refused) {
    page.answers.hold();
    const reason = page.edit(edit).then(
      () => null,
      (error: unknown) => error,
    );
    expect(page.titles()).toBe(titles);
    page.answers.release();
    const error = await reason;
    expect(isMusicLibraryError(error) && error.data.code).toBe("FORBIDDEN");
    await page.shows("A B C");
  }
  await settles(page, playlistId);
});

test("somebody else's edit appears by itself", async () => {
  const playlistId = await createPlaylist("AB");
  const [theirs, mine] = [open(playlistId, { as: "user_stranger" }), open(playlistId)];
  await theirs.shows("A B");
  await mine.shows("A B");
  const c = await mine.edit(({ add }) => add(tracks.get("C")!));
  await theirs.shows("A B C");
  await mine.edit(({ move }) => move(mine.item("A").itemId, c));
  await theirs.shows("B C A");
});

test("a playlist that is not shown to somebody any more is empty for them", async () => {
  const playlistId = await createPlaylist("AB");
  const theirs = open(playlistId, { as: "user_stranger" });
  await theirs.shows("A B");
  await owner.mutation(api.playlists.update, { id: playlistId, visibility: "private" });
  await theirs.shows("");
  expect(theirs.playlist()).toMatchObject({ items: [], status: "Exhausted" });
});

test("the edits are the same functions from render to render", async () => {
  const page = open(await createPlaylist("A"));
  const { add, remove, move } = page.playlist();
  await page.shows("A");
  expect(page.playlist()).toMatchObject({ add, remove, move });
});
