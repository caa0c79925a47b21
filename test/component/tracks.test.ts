import { describe, expect, test } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { Track } from "../../src/shared/tracks.js";
import {
  anonymous,
  createPlaylist,
  createTrack,
  outcomeOf,
  signUp,
  startComponent,
  storeFile,
  titlesOf,
} from "./setup.js";

test("a new track is the caller's, public by default, and comes back as it was given", async () => {
  const t = startComponent();
  const { caller, id: userId } = await signUp(t, "user_1", "vip");
  const fields = {
    title: "Blue in Green",
    artist: "Miles Davis",
    record: "Kind of Blue",
    isLoop: true,
    src: "https://files.example.com/a.mp3",
    image: { src: "/cover.png", alt: "A blue cover" },
    durationSeconds: 327.5,
  };
  const id = await createTrack(t, caller, fields);
  expect(await t.query(api.tracks.get, { caller: anonymous, id })).toEqual({
    ...fields,
    _id: id,
    _creationTime: expect.any(Number),
    visibility: "public",
    createdBy: userId,
    url: fields.src,
    imageUrl: fields.image.src,
  });
});

test("an update changes what it names and null clears", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const id = await createTrack(t, caller, { record: "LP", durationSeconds: 3 });
  await t.mutation(api.tracks.update, {
    caller,
    id,
    title: "New",
    record: null,
    isLoop: true,
  });
  const track = await t.query(api.tracks.get, { caller, id });
  expect(track).toMatchObject({ title: "New", durationSeconds: 3, isLoop: true });
  expect(track).not.toHaveProperty("record");
  const search = (query: string) => t.query(api.tracks.search, { caller, query });
  expect(await search("New")).toHaveLength(1);
  expect(await search("LP")).toHaveLength(0);
});

test("lists are oldest first, 50 by default and 200 at most", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const ids: string[] = [];
  for (let i = 0; i < 205; i++) {
    const visibility = (["public", "vip", "private"] as const)[i % 3];
    ids.push(await createTrack(t, caller, { title: `${i}`, visibility }));
  }
  const list = async (limit?: number) =>
    (await t.query(api.tracks.list, { caller, limit })).map((track) => track._id);
  expect(await list()).toEqual(ids.slice(0, 50));
  expect(await list(3)).toEqual(ids.slice(0, 3));
  expect(await list(0)).toEqual([]);
  expect(await list(1000)).toEqual(ids.slice(0, 200));
  expect(await outcomeOf(list(-1))).toBe("INVALID_ARGUMENT");
  expect(await outcomeOf(list(1.5))).toBe("INVALID_ARGUMENT");
});

test.each(["asc", "desc"] as const)(
  "pages in %s order hold every track once, whatever its visibility",
  async (order) => {
    const t = startComponent();
    const { caller } = await signUp(t, "user_1", "vip");
    const ids: string[] = [];
    for (let i = 0; i < 25; i++) {
      const visibility = (["public", "vip", "private"] as const)[i % 3];
      ids.push(await createTrack(t, caller, { visibility }));
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let isDone = false; !isDone;) {
      const result: Awaited<ReturnType<typeof page>> = await page(cursor);
      seen.push(...result.page.map((track) => track._id));
      cursor = result.continueCursor;
      isDone = result.isDone;
    }
    expect(seen).toEqual(order === "asc" ? ids : ids.reverse());

    function page(from: string | null) {
      const paginationOpts = { numItems: 7, cursor: from };
      return t.query(api.tracks.paginate, { caller, paginationOpts, order });
    }
  },
);

test("a page between two cursors grows with what is inserted", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  for (let i = 0; i < 4; i++) await createTrack(t, caller, { title: `${i}` });
  const page = (paginationOpts: {
    numItems: number;
    cursor: string | null;
    endCursor?: string;
  }) => t.query(api.tracks.paginate, { caller, paginationOpts, order: "desc" });
  const first = await page({ numItems: 2, cursor: null });
  await createTrack(t, caller, { title: "new" });
  const again = await page({
    numItems: 2,
    cursor: null,
    endCursor: first.continueCursor,
  });
  expect(again.page.map((track) => track.title)).toEqual(["new", "3", "2"]);
  const second = await page({ numItems: 2, cursor: again.continueCursor });
  expect(second.page.map((track) => track.title)).toEqual(["1", "0"]);
});

test("a page that a client lets grow without end is cut, and says so", async () => {
  const t = startComponent();
  await t.run(async (ctx) => {
    for (let i = 0; i < 1100; i++) {
      await ctx.db.insert("tracks", {
        title: `${i}`,
        artist: "Band",
        isLoop: false,
        visibility: "public",
        searchText: "",
      });
    }
  });
  const result = await t.query(api.tracks.paginate, {
    caller: anonymous,
    paginationOpts: { numItems: 1, cursor: null, endCursor: "[]" },
  });
  expect(result.page).toHaveLength(1000);
  expect(result).toMatchObject({ isDone: false, pageStatus: "SplitRequired" });
});

test.each([
  { numItems: 0, cursor: null },
  { numItems: -1, cursor: null },
  { numItems: 1.5, cursor: null },
  { numItems: 5, cursor: "garbage" },
  { numItems: 5, cursor: "{}" },
  { numItems: 5, cursor: '[{"$bytes":1}]' },
  { numItems: 5, cursor: "[1]" },
  { numItems: 5, cursor: '[1,2,"x"]' },
  { numItems: 5, cursor: '["x",1]' },
  { numItems: 5, cursor: "[null,null]" },
  { numItems: 5, cursor: '[1,"\\ud800"]' },
  { numItems: 5, cursor: null, endCursor: "garbage" },
])("a page of %o is refused by name", async (paginationOpts) => {
  const t = startComponent();
  const call = t.query(api.tracks.paginate, { caller: anonymous, paginationOpts });
  expect(await outcomeOf(call)).toBe("INVALID_ARGUMENT");
});

test.each([
  ["title", { title: " " }],
  ["title", { title: "x".repeat(301) }],
  ["title", { title: "\ud800" }],
  ["artist", { artist: "" }],
  ["src", { src: "http://example.com/a.mp3" }],
  ["src", { src: "/a.mp3" }],
  ["src", { src: "https://user:password@example.com/a.mp3" }],
  ["src", { src: "javascript:alert(1)" }],
  ["image.src", { image: { src: "//elsewhere.example.com/a.png", alt: "" } }],
  ["image", { image: { alt: "A cover without an image" } }],
  ["image.src", { image: { src: "data:text/html,x", alt: "" } }],
  ["image.src", { image: { src: "/\t/elsewhere.example.com/a.png", alt: "" } }],
  ["src", { src: "https://example.com/a\nb.mp3" }],
  ["durationSeconds", { durationSeconds: -1 }],
  ["durationSeconds", { durationSeconds: Infinity }],
])("a bad %s is refused by name: %o", async (field, fields) => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const error: { data: unknown } = await createTrack(t, caller, fields).then(
    () => expect.fail("it was accepted"),
    (reason) => reason,
  );
  expect(error.data).toMatchObject({ code: "INVALID_ARGUMENT", field });
});

test("a removed track leaves every playlist, with the counts right", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const gone = await createTrack(t, caller, { title: "gone" });
  const kept = await createTrack(t, caller, { title: "kept" });
  const ids = [await createPlaylist(t, caller), await createPlaylist(t, caller)];
  for (const playlistId of ids) {
    await t.mutation(api.playlists.addTracks, {
      caller,
      playlistId,
      trackIds: [gone, kept, gone],
    });
  }
  await t.mutation(api.tracks.remove, { caller, id: gone });
  for (const id of ids) {
    expect(await titlesOf(t, caller, id)).toEqual(["kept"]);
    expect(await t.query(api.playlists.get, { caller, id })).toMatchObject({
      trackCount: 1,
    });
  }
  await t.run(async (ctx) => {
    expect(await ctx.db.query("playlistTracks").take(10)).toHaveLength(2);
  });
});

test("search finds words of title, artist and record, and an empty query lists", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  await createTrack(t, caller, { title: "Aria", artist: "Bach", record: "Goldberg" });
  await createTrack(t, caller, { title: "Prelude", artist: "Chopin" });
  const titles = async (query: string) =>
    (await t.query(api.tracks.search, { caller, query })).map((track) => track.title);
  expect(await titles("aria")).toEqual(["Aria"]);
  expect(await titles("bach")).toEqual(["Aria"]);
  expect(await titles("goldberg")).toEqual(["Aria"]);
  expect(await titles("chopin")).toEqual(["Prelude"]);
  expect(await titles("  ")).toEqual(["Aria", "Prelude"]);
  expect(await titles("?! \ud800")).toEqual([]);
  expect(await titles("word ".repeat(5000))).toEqual([]);
  expect(await titles(`a${"𝒜".repeat(20)}`)).toEqual([]);
  expect(await titles(`${"x".repeat(5000)} aria`)).toEqual(["Aria"]);
});

test("a track shows its stored image before the URL, which is left when it goes", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const fileId = await storeFile(t, { type: "image/png" });
  const image = { fileId, src: "/cover.png", alt: "A cover" };
  const id = await createTrack(t, caller, { image });
  const track = await t.query(api.tracks.get, { caller: anonymous, id });
  expect(track?.image).toEqual(image);
  expect(track?.imageUrl).toMatch(/^https:/);
  const shown = async () => {
    const track = await t.query(api.tracks.get, { caller, id });
    return [track?.image, track?.imageUrl];
  };
  const { fileId: _, ...withoutFile } = image;
  await t.mutation(api.tracks.update, { caller, id, image: withoutFile });
  expect(await shown()).toEqual([withoutFile, "/cover.png"]);
  await t.mutation(api.tracks.update, { caller, id, image: null });
  expect(await shown()).toEqual([undefined, null]);
});

test("a track plays from its stored file, which goes with it", async () => {
  const t = startComponent();
  const { caller } = await signUp(t, "user_1", "vip");
  const fileId = await storeFile(t);
  const src = "https://files.example.com/a.mp3";
  const id = await createTrack(t, caller, { fileId, src });
  const track = await t.query(api.tracks.get, { caller, id });
  const url = await t.query(api.storage.getUrl, { caller: anonymous, storageId: fileId });
  expect(url).toMatch(/^https:/);
  expect(track?.url).toBe(url);

  await t.mutation(api.tracks.remove, { caller, id });
  expect(await t.query(api.storage.getUrl, { caller, storageId: fileId })).toBeNull();
  await t.run(async (ctx) => {
    expect(await ctx.db.system.query("_storage").take(10)).toEqual([]);
  });
});

describe("random tracks", () => {
  const seeds = [1, 2, 3, 4, 5];
  const titles = (tracks: Track[]) => tracks.map(({ title }) => title);

  async function startWithTracks(count: number) {
    const t = startComponent();
    const { caller } = await signUp(t, "user_1", "vip");
    for (let n = 0; n < count; n++) await createTrack(t, caller, { title: `Song ${n}` });
    return { t, caller };
  }

  test("are each track once, in an order that depends on the seed", async () => {
    const { t, caller } = await startWithTracks(30);
    const orders = await Promise.all(
      seeds.map(async (seed) =>
        titles(await t.query(api.tracks.random, { caller, seed })),
      ),
    );
    for (const order of orders) expect(new Set(order).size).toBe(30);
    expect(new Set(orders.map((order) => order.join())).size).toBe(seeds.length);
    const [first] = orders;
    const again = await t.query(api.tracks.random, { caller, seed: seeds[0]! });
    expect(titles(again)).toEqual(first);
  });

  test("are as many as asked for, others for other seeds, and all of them in the end", async () => {
    const { t, caller } = await startWithTracks(30);
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const tracks = await t.query(api.tracks.random, { caller, seed, limit: 5 });
      expect(new Set(titles(tracks)).size).toBe(5);
      for (const title of titles(tracks)) seen.add(title);
    }
    expect(seen.size).toBe(30);
  });

  test("are none of a limit of zero, and other ones without a seed", async () => {
    const { t, caller } = await startWithTracks(30);
    expect(await t.query(api.tracks.random, { caller, limit: 0 })).toEqual([]);
    const orders = new Set<string>();
    for (let call = 0; call < 5; call++) {
      orders.add(titles(await t.query(api.tracks.random, { caller })).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });
});
