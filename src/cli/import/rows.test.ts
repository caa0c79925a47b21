import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkItemRow,
  checkPlaylistRow,
  checkTrackRow,
} from "../../shared/importRows.js";
import { checkMapping, type Mapping } from "../schema/mapping.js";
import { PairIds } from "./pairIds.js";
import { playlistRowOf, profileOf, sourceItemOf, trackRowOf } from "./rows.js";
import { SourceRow } from "./sourceRow.js";
import type { TableName } from "../schema/tables.js";

type Options = { mapping?: Mapping; dropInvalid?: boolean };

function read<Row>(
  table: TableName,
  rowOf: (source: SourceRow) => Row,
  values: object,
  { mapping = {}, dropInvalid = false }: Options = {},
) {
  const options = { mapping, dropInvalid };
  const source = new SourceRow(table, values as Record<string, unknown>, options);
  const row = rowOf(source);
  return {
    row: JSON.parse(JSON.stringify(row)) as Row,
    problems: source.problems.map(({ column }) => column),
    dropped: source.dropped.map(({ column }) => column),
    unknown: source.unknownColumns(),
  };
}

const trackOf = (values: object, options?: Options) =>
  read(
    "tracks",
    trackRowOf,
    { id: "1", title: "Song", artist: "Band", ...values },
    options,
  );
const playlistOf = (values: object, options?: Options) =>
  read(
    "playlists",
    (source) =>
      playlistRowOf(source, (id) => (id === "7" ? "ada@example.com" : undefined)),
    { id: "1", title: "Mix", ...values },
    options,
  );
const itemOf = (values: object, options?: Options) =>
  read(
    "playlist_tracks",
    (source) => sourceItemOf(source, new PairIds()),
    values,
    options,
  );

const track = { legacyId: "1", title: "Song", artist: "Band", isLoop: false };

describe("a track", () => {
  test("of the bare minimum", () => {
    expect(trackOf({})).toEqual({ row: track, problems: [], dropped: [], unknown: [] });
  });

  test("with the column names of another app", () => {
    const values = { id: "1", name: "Song", author: "Band" };
    const { row, problems, unknown } = read("tracks", trackRowOf, values);
    expect([row, problems, unknown]).toEqual([track, [], []]);
  });

  test.each<[string, object, object]>([
    ["ids of numbers", { id: 12 }, { legacyId: "12" }],
    ["an album", { album: "EP" }, { record: "EP" }],
    ["a blank record as none", { record: "" }, {}],
    [
      "a URL",
      { audio_url: "https://a.example/1.mp3" },
      { src: "https://a.example/1.mp3" },
    ],
    ["nulls as absent", { record: null, src: null, image: null, duration: null }, {}],
    [
      "an image in JSON",
      { image: { src: "/a.png", alt: "A" } },
      { image: { src: "/a.png", alt: "A" } },
    ],
    ["an image's URL", { image: "/a.png" }, { image: { src: "/a.png", alt: "" } }],
    [
      "an image in two columns",
      { image_src: "/a.png", image_alt: "A" },
      { image: { src: "/a.png", alt: "A" } },
    ],
    ["an alternative text without an image as none", { image_alt: "A" }, {}],
    ["a loop", { is_loop: true }, { isLoop: true }],
    ["a visibility", { visibility: "vip" }, { visibility: "vip" }],
    ["what is public", { is_public: true }, { visibility: "public" }],
    ["what is not", { is_public: false }, { visibility: "private" }],
    [
      "a visibility rather than a flag",
      { visibility: "vip", is_public: false },
      { visibility: "vip" },
    ],
    ["seconds", { duration_seconds: "61.500" }, { durationSeconds: 61.5 }],
    ["milliseconds", { duration_ms: 61500 }, { durationSeconds: 61.5 }],
    ["a clock's time", { duration: "00:01:01.5" }, { durationSeconds: 61.5 }],
    ["a time", { created_at: "1970-01-01T00:00:01.5Z" }, { createdAt: 1500 }],
    ["a list of artists", { artist: ["Foo, Bar", "Baz"] }, { artist: "Foo, Bar, Baz" }],
    ["a list with a null", { artist: ["Foo", null, "Baz"] }, { artist: "Foo, Baz" }],
    ["a list of titles", { title: ["A", "B"] }, { title: "A, B" }],
    ["an empty list of records as none", { record: [] }, {}],
    [
      "spaces in a URL",
      { url: "https://b.example/My Song.mp3" },
      { src: "https://b.example/My%20Song.mp3" },
    ],
    [
      "spaces around a URL",
      { url: " https://b.example/a.mp3  " },
      { src: "https://b.example/a.mp3" },
    ],
    [
      "spaces in and around the URL of an image",
      { image: " /my cover.png" },
      { image: { src: "/my%20cover.png", alt: "" } },
    ],
    [
      "spaces in the URL of an image in JSON",
      { image: { url: "/my cover.png " } },
      { image: { src: "/my%20cover.png", alt: "" } },
    ],
    [
      "spaces in the URL of an image in a column of its own",
      { cover_url: " /my cover.png" },
      { image: { src: "/my%20cover.png", alt: "" } },
    ],
    ["a loop as a number", { is_loop: 1 }, { isLoop: true }],
    ["a flag as a word", { is_public: "yes" }, { visibility: "public" }],
    ["a flag as another word", { is_public: "No" }, { visibility: "private" }],
    ["twelve hours", { duration: 43_200 }, { durationSeconds: 43_200 }],
    [
      "a longer time in a column that names its unit",
      { duration_seconds: 205_400 },
      { durationSeconds: 205_400 },
    ],
  ])("with %s", (_, values, fields) => {
    const { row, problems, unknown } = trackOf(values);
    expect(row).toEqual({ ...track, ...fields });
    expect([problems, unknown]).toEqual([[], []]);
  });

  test.each<[string, object]>([
    ["id", { id: null }],
    ["id", { id: 2 ** 60 }],
    ["id", { id: " " }],
    ["title", { title: "" }],
    ["title", { title: "x".repeat(301) }],
    ["artist", { artist: null }],
    ["record", { record: 7 }],
    ["url", { url: "http://a.example/1.mp3" }],
    ["src", { src: "songs/1.mp3" }],
    ["image", { image: { src: 7 } }],
    ["image", { image: { alt: "A" } }],
    ["image_url", { image_url: "javascript:0" }],
    ["is_loop", { is_loop: "maybe" }],
    ["visibility", { visibility: "unlisted" }],
    ["is_public", { is_public: 2 }],
    ["duration", { duration: "NaN" }],
    ["duration", { duration: "3:75" }],
    ["duration", { duration: "1:75:00" }],
    ["duration", { duration: 205_400 }],
    ["duration", { duration: "205400" }],
    ["artist", { artist: [] }],
    ["artist", { artist: ["Foo", 7] }],
    ["artist", { artist: { name: "Foo" } }],
    ["url", { url: "https://a.example/\t1.mp3" }],
    ["url", { url: "https://a.exam ple/1.mp3" }],
    ["duration_seconds", { duration_seconds: -1 }],
    ["created_at", { created_at: "infinity" }],
  ])("with an invalid %s has a problem, %j", (column, values) => {
    expect(trackOf(values).problems).toEqual([column]);
  });

  test("with several invalid columns has a problem for each", () => {
    const values = { title: "", artist: null, duration: "NaN", visibility: "x" };
    expect(trackOf(values).problems).toEqual([
      "title",
      "artist",
      "visibility",
      "duration",
    ]);
  });

  test("loses invalid optional values with dropInvalid, but never its visibility", () => {
    const values = { artist: "", duration: "NaN", src: "x", visibility: "unlisted" };
    const { row, problems, dropped } = trackOf(values, { dropInvalid: true });
    expect(problems).toEqual(["artist", "visibility"]);
    expect(dropped).toEqual(["src", "duration"]);
    expect(row).not.toHaveProperty("durationSeconds");
  });

  test("has unknown columns, unless they are empty or ignored", () => {
    const values = {
      ...{ bpm: 120, key: null, url: "https://a.example", src: "https://b.example" },
      image: { src: "/a.png", width: 3 },
    };
    expect(trackOf(values).unknown).toEqual(["bpm", "url", "image.width"]);
    const mapping: Mapping = { tracks: { ignore: ["bpm", "image.width"] } };
    expect(trackOf(values, { mapping }).unknown).toEqual(["url"]);
  });
});

describe("a mapping", () => {
  test("says that a long duration is in seconds, or in milliseconds", () => {
    const columns = (field: string) => ({
      mapping: checkMapping({
        tracks: { columns: { durationSeconds: null, [field]: "duration" } },
      }),
    });
    const values = { duration: "205400" };
    expect(trackOf(values, columns("durationSeconds")).row.durationSeconds).toBe(205400);
    expect(trackOf(values, columns("durationMs")).row.durationSeconds).toBe(205.4);
  });

  test("names other columns, gives defaults and ignores columns", () => {
    const mapping = checkMapping({
      tracks: {
        columns: { title: "song", durationSeconds: null, src: "s3" },
        defaults: { artist: "Unknown", visibility: "vip" },
      },
    });
    const values = {
      title: "no",
      song: "Yes",
      duration: 5,
      s3: "https://a.example",
      artist: null,
    };
    const { row, unknown } = trackOf(values, { mapping });
    expect(row).toEqual({
      ...track,
      title: "Yes",
      artist: "Unknown",
      visibility: "vip",
      src: "https://a.example",
    });
    expect(unknown).toEqual(["title", "duration"]);
  });

  test.each<[string, unknown]>([
    ["no object", []],
    ["an unknown table", { songs: {} }],
    ["an unknown key", { tracks: { rename: {} } }],
    ["an unknown field", { tracks: { columns: { titel: "x" } } }],
    ["a column that is no name", { tracks: { columns: { title: 1 } } }],
    ["an unknown default", { tracks: { defaults: { titel: "x" } } }],
    ["a table that is no name", { tracks: { table: 1 } }],
    ["columns to ignore that are no list", { tracks: { ignore: "x" } }],
    ["a prototype", JSON.parse('{"__proto__": {}}')],
  ])("with %s is refused", (_, value) => {
    expect(() => checkMapping(value)).toThrow();
  });
});

describe("a playlist", () => {
  test("has its owner's address, from its own column or by its owner's id", () => {
    expect(playlistOf({ user_id: "7" }).row.ownerEmail).toBe("ada@example.com");
    expect(playlistOf({ user_id: 7 }).row.ownerEmail).toBe("ada@example.com");
    const both = { user_id: "7", owner_email: "Grace@Example.com" };
    expect(playlistOf(both).row.ownerEmail).toBe("Grace@Example.com");
    expect(playlistOf({ user_id: "8" }).row).toMatchObject({ ownerId: "8" });
  });

  test("has its owner's address without the spaces around it", () => {
    const { row, problems } = playlistOf({ owner_email: " ada@example.com" });
    expect([row.ownerEmail, problems]).toEqual(["ada@example.com", []]);
  });

  test.each<[string, object]>([
    ["title", { title: null }],
    ["description", { description: "x".repeat(5001) }],
    ["owner_email", { owner_email: "ada" }],
    ["visibility", { visibility: "vip" }],
    ["updated_at", { updated_at: "soon" }],
  ])("with an invalid %s has a problem, %j", (column, values) => {
    expect(playlistOf(values).problems).toEqual([column]);
  });
});

describe("an item", () => {
  const pair = { playlist_id: "1", track_id: "2" };

  test.each<[object, object]>([
    [
      { id: 9, position: 3 },
      { legacyId: "9", position: 3 },
    ],
    [{ position: null }, { legacyId: new PairIds().next("1", "2"), position: null }],
    [{ playlist_id: null }, { playlistLegacyId: null }],
    [{ track_id: null }, { trackLegacyId: null }],
    [{ sort_order: "9007199254740993" }, { position: 9007199254740992 }],
    [{ position: "NaN" }, { position: null }],
    [{ added_at: "1970-01-01T00:00:00Z" }, { createdAt: 0 }],
  ])("%j is %j", (values, fields) => {
    const { row, problems } = itemOf({ ...pair, ...values });
    expect(row).toMatchObject({ playlistLegacyId: "1", trackLegacyId: "2", ...fields });
    expect(problems).toEqual([]);
  });

  test.each<[string, object]>([
    ["playlist_id", { ...pair, playlist_id: {} }],
    ["playlist_id", { ...pair, playlist_id: " " }],
    ["track_id", { ...pair, track_id: 2 ** 54 }],
    ["position", { ...pair, position: "a0V" }],
    ["id", { ...pair, id: {} }],
    ["id", { ...pair, id: " " }],
    ["id", { ...pair, id: "x".repeat(257) }],
  ])("with an invalid %s has a problem", (column, values) => {
    expect(itemOf(values, { dropInvalid: true }).problems).toEqual([column]);
  });
});

test.each<[object, object]>([
  [
    { id: "1", email: "a@example.com" },
    { id: "1", email: "a@example.com" },
  ],
  [{ id: 1, email: null }, { id: "1" }],
  [{ id: 1, email: "" }, { id: "1" }],
])("the profile %j is %j", (values, profile) => {
  expect(read("profiles", profileOf, values).row).toEqual(profile);
});

test("a row without a problem is accepted, whatever it holds", () => {
  const odd = fc.oneof(
    fc.jsonValue() as fc.Arbitrary<unknown>,
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "NaN",
      "3:25",
      "2024-01-01",
      "public",
      "https://a.example/x",
      7,
      true,
    ),
  );
  const names = fc.constantFrom(
    ...["id", "title", "artist", "record", "src", "image", "image_src", "image_alt"],
    ...["is_loop", "visibility", "is_public", "duration", "created_at", "description"],
    ...["user_id", "owner_email", "updated_at", "playlist_id", "track_id", "position"],
  );
  const values = fc.dictionary(names, odd, { maxKeys: 10 });
  const good = {
    id: "1",
    title: "Song",
    artist: "Band",
    playlist_id: "1",
    track_id: "1",
  };
  let accepted = 0;
  fc.assert(
    fc.property(values, fc.boolean(), (changes, dropInvalid) => {
      const options = { mapping: {}, dropInvalid };
      const row = () => new SourceRow("tracks", { ...good, ...changes }, options);
      const sources = { track: row(), playlist: row(), item: row() };
      const track = trackRowOf(sources.track);
      const { ownerId: _, ...playlist } = playlistRowOf(
        sources.playlist,
        () => undefined,
      );
      const { playlistLegacyId, trackLegacyId, ...item } = sourceItemOf(
        sources.item,
        new PairIds(),
      );
      if (sources.track.problems.length === 0) checkTrackRow(track);
      if (sources.playlist.problems.length === 0) checkPlaylistRow(playlist);
      const isOrphan = playlistLegacyId === null || trackLegacyId === null;
      if (sources.item.problems.length === 0 && !isOrphan) {
        checkItemRow({ ...item, playlistLegacyId, trackLegacyId, position: 1 });
      }
      if (sources.track.problems.length === 0) accepted += 1;
    }),
    { numRuns: 2000 },
  );
  expect(accepted).toBeGreaterThan(100);
});
