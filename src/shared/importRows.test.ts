import { describe, expect, test } from "vitest";
import {
  checkItemRow,
  checkPlaylistRow,
  checkRows,
  checkTrackRow,
  type ItemRow,
  MAX_ROWS,
  type PlaylistRow,
  type TrackRow,
} from "./importRows.js";

const track: TrackRow = { legacyId: "1", title: "Song", artist: "Band", isLoop: false };
const playlist: PlaylistRow = { legacyId: "1", title: "Mix" };
const item: ItemRow = {
  legacyId: "1",
  playlistLegacyId: "1",
  trackLegacyId: "1",
  position: 1024,
};

function refusalOf<Row extends { legacyId: string }>(
  rows: Row[],
  check: (row: Row) => void,
) {
  try {
    checkRows(rows, check);
    return null;
  } catch (error) {
    return (error as { data: { code: string; message: string; field: string } }).data;
  }
}

describe("a valid row", () => {
  test("has all fields, or only the required ones", () => {
    const full: TrackRow = {
      ...track,
      record: "EP",
      src: "https://example.com/a.mp3",
      image: { src: "/a.png", alt: "" },
      visibility: "vip",
      durationSeconds: 1.5,
      createdAt: 1_700_000_000_000.123,
    };
    expect(refusalOf([track, { ...full, legacyId: "2" }], checkTrackRow)).toBeNull();
    const owned = { ...playlist, ownerEmail: "Ada@Example.com", updatedAt: 0 };
    expect(
      refusalOf([playlist, { ...owned, legacyId: "2" }], checkPlaylistRow),
    ).toBeNull();
    expect(
      refusalOf([item, { ...item, legacyId: "2", createdAt: -1 }], checkItemRow),
    ).toBeNull();
  });
});

describe("an invalid row is refused with its index and field:", () => {
  test.each<[string, object]>([
    ["legacyId", { legacyId: "" }],
    ["legacyId", { legacyId: "1" }],
    ["legacyId", { legacyId: "x".repeat(257) }],
    ["title", { title: " " }],
    ["artist", { artist: "x".repeat(301) }],
    ["src", { src: "http://example.com/a.mp3" }],
    ["image.src", { image: { src: "javascript:0", alt: "" } }],
    ["durationSeconds", { durationSeconds: NaN }],
    ["durationSeconds", { durationSeconds: -1 }],
    ["createdAt", { createdAt: Infinity }],
    ["createdAt", { createdAt: NaN }],
  ])("%s of a track, %j", (field, fields) => {
    const refusal = refusalOf(
      [track, { ...track, legacyId: "2", ...fields }],
      checkTrackRow,
    );
    expect(refusal).toMatchObject({
      code: "INVALID_ARGUMENT",
      field: `rows[1].${field}`,
    });
    expect(refusal?.message).toMatch(`rows[1].${field} `);
  });

  test.each<[string, object]>([
    ["title", { title: "" }],
    ["ownerEmail", { ownerEmail: "ada" }],
    ["updatedAt", { updatedAt: 9e15 }],
  ])("%s of a playlist, %j", (field, fields) => {
    const refusal = refusalOf([{ ...playlist, ...fields }], checkPlaylistRow);
    expect(refusal).toMatchObject({ field: `rows[0].${field}` });
  });

  test.each<[string, object]>([
    ["playlistLegacyId", { playlistLegacyId: "" }],
    ["trackLegacyId", { trackLegacyId: "\ud800" }],
    ["position", { position: NaN }],
    ["position", { position: -Infinity }],
    ["position", { position: -0 }],
  ])("%s of an item, %j", (field, fields) => {
    const refusal = refusalOf([{ ...item, ...fields }], checkItemRow);
    expect(refusal).toMatchObject({ field: `rows[0].${field}` });
  });

  test("too many rows", () => {
    const rows = Array.from({ length: MAX_ROWS + 1 }, (_, n) => ({
      ...track,
      legacyId: `${n}`,
    }));
    expect(refusalOf(rows.slice(1), checkTrackRow)).toBeNull();
    expect(refusalOf(rows, checkTrackRow)).toMatchObject({ field: "rows" });
  });
});
