import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import {
  type Component,
  createPlaylist,
  createTrack,
  refusalOf,
  settings,
  signUp,
  startComponent,
  storeFile,
  system,
} from "./setup.js";

const caller = system;

type Page<Row> = { page: Row[]; isDone: boolean; continueCursor: string };
type Opts = { paginationOpts: { numItems: number; cursor: string | null } };

/** All rows, in pages of so many. */
async function everything<Row>(
  exportPage: (args: Opts) => Promise<Page<Row>>,
  numItems = 2,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = null; ;) {
    const result: Page<Row> = await exportPage({ paginationOpts: { numItems, cursor } });
    expect(result.page.length).toBeLessThanOrEqual(numItems);
    rows.push(...result.page);
    if (result.isDone) return rows;
    cursor = result.continueCursor;
  }
}

const tracksOf = (t: Component) =>
  everything((opts) => t.query(api.migrations.exportTracks, { caller, ...opts }));
const playlistsOf = (t: Component) =>
  everything((opts) => t.query(api.migrations.exportPlaylists, { caller, ...opts }));
const itemsOf = (t: Component, numItems?: number) =>
  everything(
    (opts) => t.query(api.migrations.exportPlaylistTracks, { caller, ...opts }),
    numItems,
  );

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what was imported is exported as it came", async () => {
  const t = startComponent();
  const track = {
    legacyId: "9007199254740993",
    title: "Song",
    artist: "Band",
    record: "EP",
    isLoop: true,
    src: "https://example.com/1.mp3",
    image: { src: "https://example.com/1.png", alt: "Cover" },
    visibility: "vip" as const,
    durationSeconds: 1.5,
    createdAt: 5.25,
  };
  const playlist = {
    legacyId: "a0b1",
    title: "Mix",
    description: "All",
    visibility: "public" as const,
    createdAt: 6,
    updatedAt: 8,
  };
  const item = {
    legacyId: "3",
    playlistLegacyId: playlist.legacyId,
    trackLegacyId: track.legacyId,
    position: 1024,
    createdAt: 7,
  };
  const owned = { ...playlist, ownerEmail: "Ada@example.com" };
  await t.mutation(api.migrations.importTracks, { caller, rows: [track] });
  await t.mutation(api.migrations.importPlaylists, { caller, rows: [owned] });
  await t.mutation(api.migrations.importPlaylistTracks, { caller, rows: [item] });

  expect(await tracksOf(t)).toEqual([{ id: track.legacyId, ...track }]);
  const exported = {
    id: playlist.legacyId,
    ...playlist,
    ownerEmail: "ada@example.com",
    trackCount: 1,
  };
  expect(await playlistsOf(t)).toEqual([exported]);
  expect(await itemsOf(t)).toEqual([
    {
      id: item.legacyId,
      legacyId: item.legacyId,
      playlistId: playlist.legacyId,
      trackId: track.legacyId,
      createdAt: 7,
    },
  ]);

  const startedAt = Date.now();
  const profile = {
    name: "Ada",
    email: "Ada@example.com",
    verifiedEmail: "ada@example.com",
  };
  const ada = { kind: "user" as const, externalId: "user_1", profile };
  await t.mutation(api.users.ensureCurrent, { caller: ada });
  const claimed = await playlistsOf(t);
  expect(claimed).toEqual([
    { ...exported, ownerEmail: "Ada@example.com", updatedAt: claimed[0]!.updatedAt },
  ]);
  expect(claimed[0]!.updatedAt).toBeGreaterThanOrEqual(startedAt);
});

test("what was made in the app has its own id, time and file", async () => {
  const t = startComponent();
  const { caller: vip } = await signUp(t, "user_1", "vip");
  const fileId = await storeFile(t);
  const trackId = await createTrack(t, vip, { fileId });
  const playlistId = await createPlaylist(t, vip);
  await t.mutation(api.playlists.addTrack, { caller: vip, playlistId, trackId });
  const url = await t.query(api.storage.getUrl, { caller, storageId: fileId });
  const [track] = await tracksOf(t);
  const created = await t.query(api.tracks.get, { caller, id: trackId });
  expect(track).toMatchObject({
    id: trackId,
    src: url,
    createdAt: created!._creationTime,
  });
  expect(track).not.toHaveProperty("legacyId");
  const [item] = await itemsOf(t);
  expect(item).toMatchObject({ playlistId, trackId });
});

test("items come playlist by playlist, in order, page after page", async () => {
  const t = startComponent();
  const ids = { tracks: [] as string[], playlists: [] as string[] };
  for (let n = 0; n < 3; n++) ids.tracks.push(await createTrack(t, caller));
  for (let n = 0; n < 3; n++) ids.playlists.push(await createPlaylist(t, caller));
  const [a, b, c] = ids.tracks as [string, string, string];
  const wanted = [[c, a, b], [a, a, c], [b]];
  for (const [n, trackIds] of wanted.entries()) {
    const playlistId = ids.playlists[n]!;
    await t.mutation(api.playlists.addTracks, { caller, playlistId, trackIds });
  }
  const items = await itemsOf(t);
  const exported = ids.playlists.map((id) =>
    items.filter((item) => item.playlistId === id).map((item) => item.trackId),
  );
  expect(exported).toEqual(wanted);
  const changes = items.filter(
    (item, i) => i > 0 && items[i - 1]!.playlistId !== item.playlistId,
  );
  expect(changes).toHaveLength(2);
});

test("items of a playlist or a track that is being removed are left out", async () => {
  const t = startComponent();
  const trackId = await createTrack(t, caller);
  const playlistId = await createPlaylist(t, caller);
  const full = Array.from({ length: 300 }, () => trackId);
  await t.mutation(api.playlists.addTracks, { caller, playlistId, trackIds: full });
  await t.mutation(api.playlists.remove, { caller, id: playlistId, settings });
  expect(await itemsOf(t, 500)).toEqual([]);
});

test("what is no page of an export is refused", async () => {
  const t = startComponent();
  const refusedField = async (paginationOpts: Opts["paginationOpts"]) =>
    (
      await refusalOf(
        t.query(api.migrations.exportPlaylistTracks, { caller, paginationOpts }),
      )
    )?.field;
  for (const cursor of ["no cursor", "[1]", '["a",1,"b","c"]', '[1,"a"]', "{}"]) {
    expect(await refusedField({ numItems: 1, cursor })).toBe("paginationOpts.cursor");
  }
  for (const numItems of [0, -1, 0.5, NaN, Infinity]) {
    const opts = { numItems, cursor: null };
    expect(await refusedField(opts)).toBe("paginationOpts.numItems");
  }
});
