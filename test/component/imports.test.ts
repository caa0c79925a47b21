import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { ItemRow, PlaylistRow, TrackRow } from "../../src/shared/importRows.js";
import { GAP } from "../../src/shared/order.js";
import {
  anonymous,
  type Component,
  outcomeOf,
  settings,
  signUp,
  startComponent,
  system,
  titlesOf,
} from "./setup.js";

const caller = system;

const trackRow = (n: number, fields: Partial<TrackRow> = {}): TrackRow => ({
  legacyId: `track-${n}`,
  title: `Song ${n}`,
  artist: "Band",
  isLoop: false,
  ...fields,
});

const playlistRow = (n: number, fields: Partial<PlaylistRow> = {}): PlaylistRow => ({
  legacyId: `playlist-${n}`,
  title: `Mix ${n}`,
  ...fields,
});

const itemRow = (
  n: number,
  [playlist, track]: [number, number],
  fields: Partial<ItemRow> = {},
): ItemRow => ({
  legacyId: `item-${n}`,
  playlistLegacyId: `playlist-${playlist}`,
  trackLegacyId: `track-${track}`,
  position: n * GAP,
  ...fields,
});

const importTracks = (t: Component, ...rows: TrackRow[]) =>
  t.mutation(api.migrations.importTracks, { caller, rows });
const importPlaylists = (t: Component, ...rows: PlaylistRow[]) =>
  t.mutation(api.migrations.importPlaylists, { caller, rows });
const importItems = (t: Component, ...rows: ItemRow[]) =>
  t.mutation(api.migrations.importPlaylistTracks, { caller, rows });

const nothing = { created: 0, updated: 0, unchanged: 0, orphans: [] };

async function allTracks(t: Component) {
  return await t.query(api.tracks.list, { caller });
}

async function allPlaylists(t: Component) {
  return await t.query(api.playlists.list, { caller });
}

async function playlistOf(t: Component, n: number) {
  const playlists = await allPlaylists(t);
  return playlists.find(({ title }) => title.startsWith(`Mix ${n}`))!;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("tracks", () => {
  const full = trackRow(2, {
    record: "EP",
    isLoop: true,
    src: "https://example.com/2.mp3",
    image: { src: "https://example.com/2.png", alt: "Cover" },
    visibility: "vip",
    durationSeconds: 61.5,
    createdAt: 1_700_000_000_000.123,
  });

  test("are created with every field, found by search, and of nobody", async () => {
    const t = startComponent();
    const result = await importTracks(t, trackRow(1), full);
    expect(result).toEqual({ ...nothing, created: 2 });
    const [plain, second] = await allTracks(t);
    expect(plain).toMatchObject({ title: "Song 1", visibility: "public" });
    const { legacyId: _, ...fields } = full;
    expect(second).toMatchObject({ ...fields, url: full.src });
    expect(second).not.toHaveProperty("createdBy");
    const found = await t.query(api.tracks.search, { caller, query: "ep" });
    expect(found.map((track) => track._id)).toEqual([second!._id]);
  });

  test("that come again are the same ones, changed or not", async () => {
    const t = startComponent();
    await importTracks(t, trackRow(1), full);
    const before = await allTracks(t);
    const again = await importTracks(t, trackRow(1), full, trackRow(3));
    expect(again).toEqual({ ...nothing, unchanged: 2, created: 1 });
    const { record: _, ...withoutRecord } = full;
    const changed = await importTracks(t, { ...withoutRecord, title: "Other" });
    expect(changed).toEqual({ ...nothing, updated: 1 });
    const after = await allTracks(t);
    expect(after.map(({ _id }) => _id).slice(0, 2)).toEqual(before.map(({ _id }) => _id));
    expect(after[1]).toMatchObject({ title: "Other", src: full.src });
    expect(after[1]).not.toHaveProperty("record");
    const found = await t.query(api.tracks.search, { caller, query: "other" });
    expect(found).toHaveLength(1);
  });

  test("keep the visibility that they have when the rows name none", async () => {
    const t = startComponent();
    await importTracks(t, full);
    const { visibility: _, ...silent } = full;
    expect(await importTracks(t, silent)).toEqual({ ...nothing, unchanged: 1 });
    expect((await allTracks(t))[0]).toMatchObject({ visibility: "vip" });
    const vips = { ...settings, defaultTrackVisibility: "private" as const };
    const rows = [trackRow(7)];
    await t.mutation(api.migrations.importTracks, { caller, rows, settings: vips });
    expect((await allTracks(t))[1]).toMatchObject({ visibility: "private" });
  });

  test("of a call with a bad row are not written at all", async () => {
    const t = startComponent();
    const bad = importTracks(t, trackRow(1), trackRow(2, { durationSeconds: NaN }));
    await expect(bad).rejects.toMatchObject({
      data: { code: "INVALID_ARGUMENT", field: "rows[1].durationSeconds" },
    });
    expect(await allTracks(t)).toEqual([]);
  });

  test("with another duration change it on playlists as well", async () => {
    const t = startComponent();
    await importTracks(t, trackRow(1, { durationSeconds: 10 }));
    await importPlaylists(t, playlistRow(1));
    await importItems(t, itemRow(1, [1, 1]), itemRow(2, [1, 1]));
    expect(await playlistOf(t, 1)).toMatchObject({ durationSeconds: 20 });
    await importTracks(t, trackRow(1, { durationSeconds: 30.5 }));
    // Also when the items come again before the background has got to them.
    expect(await importItems(t, itemRow(1, [1, 1]))).toEqual({
      ...nothing,
      unchanged: 1,
    });
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    expect(await playlistOf(t, 1)).toMatchObject({ trackCount: 2, durationSeconds: 61 });
  });
});

describe("playlists", () => {
  test("are created private, with every field, without an owner", async () => {
    const t = startComponent();
    const full = playlistRow(2, {
      description: "",
      visibility: "public",
      createdAt: 5,
      updatedAt: 7,
    });
    expect(await importPlaylists(t, playlistRow(1), full)).toEqual({
      ...nothing,
      created: 2,
    });
    const [plain, second] = await allPlaylists(t);
    const counts = { trackCount: 0, durationSeconds: 0, version: 0 };
    expect(plain).toMatchObject({ title: "Mix 1", visibility: "private", ...counts });
    const { legacyId: _, ...fields } = full;
    expect(second).toMatchObject({ ...fields, ...counts });
    for (const playlist of [plain, second]) expect(playlist).not.toHaveProperty("userId");
  });

  test("that come again are the same ones; a change makes a new version", async () => {
    const t = startComponent();
    await importPlaylists(t, playlistRow(1), playlistRow(2));
    const before = await playlistOf(t, 1);
    const changed = playlistRow(1, { title: "Mix 1, louder" });
    const result = await importPlaylists(t, changed, playlistRow(2));
    expect(result).toEqual({ ...nothing, updated: 1, unchanged: 1 });
    const after = await playlistOf(t, 1);
    expect(after).toMatchObject({ _id: before._id, title: changed.title, version: 1 });
    expect(await playlistOf(t, 2)).toMatchObject({ version: 0 });
  });
});

describe("items", () => {
  async function startLibrary(tracks: number, playlists: number) {
    const t = startComponent();
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    await importTracks(
      t,
      ...numbers(tracks).map((n) => trackRow(n, { durationSeconds: n })),
    );
    await importPlaylists(t, ...numbers(playlists).map((n) => playlistRow(n)));
    return t;
  }

  test("stand in the order of their positions, in whatever order they come", async () => {
    const t = await startLibrary(3, 1);
    const rows = [itemRow(3, [1, 2]), itemRow(1, [1, 3]), itemRow(2, [1, 1])];
    expect(await importItems(t, ...rows)).toEqual({ ...nothing, created: 3 });
    const { _id } = await playlistOf(t, 1);
    expect(await titlesOf(t, caller, _id)).toEqual(["Song 3", "Song 1", "Song 2"]);
  });

  test("are counted exactly, one version for each playlist of a call", async () => {
    const t = await startLibrary(3, 2);
    const result = await importItems(
      t,
      itemRow(1, [1, 1], { createdAt: 12.5 }),
      itemRow(2, [2, 2]),
      itemRow(3, [1, 3]),
      itemRow(4, [1, 3]),
    );
    expect(result).toEqual({ ...nothing, created: 4 });
    const one = { trackCount: 3, durationSeconds: 7, version: 1 };
    const two = { trackCount: 1, durationSeconds: 2, version: 1 };
    expect(await playlistOf(t, 1)).toMatchObject(one);
    expect(await playlistOf(t, 2)).toMatchObject(two);
    const { page } = await t.query(api.playlists.listTracks, {
      caller,
      playlistId: (await playlistOf(t, 1))._id,
      paginationOpts: { numItems: 1, cursor: null },
    });
    expect(page[0]).toMatchObject({ position: GAP, createdAt: 12.5 });

    expect(await importItems(t, itemRow(2, [2, 2]), itemRow(3, [1, 3]))).toEqual({
      ...nothing,
      unchanged: 2,
    });
    expect(await playlistOf(t, 1)).toMatchObject(one);
  });

  test("that changed are moved, also to another playlist or track", async () => {
    const t = await startLibrary(3, 2);
    await importItems(t, itemRow(1, [1, 1]), itemRow(2, [1, 2]), itemRow(3, [2, 2]));
    const result = await importItems(
      t,
      itemRow(1, [1, 1], { position: 9 * GAP }),
      itemRow(2, [2, 2]),
      itemRow(3, [2, 3]),
    );
    expect(result).toEqual({ ...nothing, updated: 3 });
    const one = await playlistOf(t, 1);
    const two = await playlistOf(t, 2);
    expect(one).toMatchObject({ trackCount: 1, durationSeconds: 1, version: 2 });
    expect(two).toMatchObject({ trackCount: 2, durationSeconds: 5, version: 2 });
    expect(await titlesOf(t, caller, two._id)).toEqual(["Song 2", "Song 3"]);
  });

  test("of unknown playlists and tracks are told of, and the others written", async () => {
    const t = await startLibrary(1, 1);
    const rows = [itemRow(1, [9, 1]), itemRow(2, [1, 1]), itemRow(3, [1, 9])];
    expect(await importItems(t, ...rows)).toEqual({
      ...nothing,
      created: 1,
      orphans: [
        { index: 0, reason: "unknownPlaylist" },
        { index: 2, reason: "unknownTrack" },
      ],
    });
    expect(await playlistOf(t, 1)).toMatchObject({ trackCount: 1 });
  });

  test("of a call with a bad row are not written at all", async () => {
    const t = await startLibrary(1, 1);
    const bad = importItems(t, itemRow(1, [1, 1]), itemRow(2, [1, 1], { position: NaN }));
    expect(await outcomeOf(bad)).toBe("INVALID_ARGUMENT");
    expect(await playlistOf(t, 1)).toMatchObject({ trackCount: 0, version: 0 });
  });

  test("of 500 playlists and tracks fit in one call, and so do their moves", async () => {
    const t = await startLibrary(500, 500);
    const rows = (shift: number) =>
      Array.from({ length: 500 }, (_, i) =>
        itemRow(i + 1, [((i + shift) % 500) + 1, i + 1]),
      );
    expect(await importItems(t, ...rows(0))).toEqual({ ...nothing, created: 500 });
    expect(await importItems(t, ...rows(1))).toEqual({ ...nothing, updated: 500 });
    const counts = (await allPlaylists(t)).map((playlist) => playlist.trackCount);
    expect(new Set(counts)).toEqual(new Set([1]));
  }, 60_000);

  test("and those that were added in the app stand side by side", async () => {
    const t = await startLibrary(2, 1);
    await importItems(t, itemRow(1, [1, 1]));
    const { _id: playlistId } = await playlistOf(t, 1);
    const trackId = (await allTracks(t))[1]!._id;
    await t.mutation(api.playlists.addTrack, { caller, playlistId, trackId });
    expect(await importItems(t, itemRow(1, [1, 1]))).toMatchObject({ unchanged: 1 });
    expect(await titlesOf(t, caller, playlistId)).toEqual(["Song 1", "Song 2"]);
    expect(await playlistOf(t, 1)).toMatchObject({ trackCount: 2 });
  });
});

test("an import and an export are for admins and host code", async () => {
  const t = startComponent();
  const { caller: vip } = await signUp(t, "user_1", "vip");
  const paginationOpts = { numItems: 1, cursor: null };
  for (const who of [vip, anonymous]) {
    const refused = who === vip ? "FORBIDDEN" : "UNAUTHENTICATED";
    const calls = [
      t.mutation(api.migrations.importTracks, { caller: who, rows: [] }),
      t.mutation(api.migrations.importPlaylists, { caller: who, rows: [] }),
      t.mutation(api.migrations.importPlaylistTracks, { caller: who, rows: [] }),
      t.query(api.migrations.exportTracks, { caller: who, paginationOpts }),
      t.query(api.migrations.exportPlaylists, { caller: who, paginationOpts }),
      t.query(api.migrations.exportPlaylistTracks, { caller: who, paginationOpts }),
    ];
    for (const call of calls) expect(await outcomeOf(call)).toBe(refused);
  }
});
