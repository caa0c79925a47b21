import { comparableEmail } from "../../shared/email.js";
import type { ItemRow, PlaylistRow, TrackRow } from "../../shared/importRows.js";
import { checkText, checkTime } from "../../shared/input.js";
import { checkPlaylist } from "../../shared/playlists.js";
import { checkTrack } from "../../shared/tracks.js";
import {
  addressOf,
  booleanOf,
  idOf,
  joinedTextOf,
  numberOf,
  oneOf,
  plausibleSecondsOf,
  secondsOf,
  textOf,
  timeOf,
} from "./conversions.js";
import type { PairIds } from "./pairIds.js";
import type { SourceRow } from "./sourceRow.js";

/* Reads the rows of each table in the form that the deployment imports. */

export function trackRowOf(source: SourceRow): TrackRow {
  return {
    legacyId: source.required("id", idOf, checkId),
    title: source.required("title", joinedTextOf, (title) => checkTrack({ title })),
    artist: source.required("artist", joinedTextOf, (artist) => checkTrack({ artist })),
    record: source.optional("record", filledTextOf, (record) => checkTrack({ record })),
    src: source.optional("src", filledAddressOf, (src) => checkTrack({ src })),
    image: imageOf(source),
    isLoop: source.optional("isLoop", booleanOf) ?? false,
    visibility: visibilityOf(source, oneOf("public", "vip", "private")),
    durationSeconds: durationOf(source),
    createdAt: source.optional("createdAt", timeOf, checkCreatedAt),
  };
}

/** @param emailOf Returns the email address of an owner, if the export holds it. */
export function playlistRowOf(
  source: SourceRow,
  emailOf: (ownerId: string) => string | undefined,
): PlaylistRow & { ownerId?: string } {
  const ownerId = source.optional("ownerId", idOf);
  return {
    legacyId: source.required("id", idOf, checkId),
    title: source.required("title", joinedTextOf, (title) => checkPlaylist({ title })),
    description: source.optional("description", joinedTextOf, (description) =>
      checkPlaylist({ description }),
    ),
    ownerId,
    ownerEmail:
      source.optional("ownerEmail", emailTextOf) ??
      (ownerId === undefined ? undefined : emailOf(ownerId)),
    visibility: visibilityOf(source, oneOf("public", "private")),
    createdAt: source.optional("createdAt", timeOf, checkCreatedAt),
    updatedAt: source.optional("updatedAt", timeOf, checkCreatedAt),
  };
}

/**
 * An item as a table holds it. The position may be any number or missing. An item whose
 * playlist or track is null is an orphan: its row refers to something that was deleted.
 */
export type SourceItem = Omit<
  ItemRow,
  "position" | "playlistLegacyId" | "trackLegacyId"
> & {
  playlistLegacyId: string | null;
  trackLegacyId: string | null;
  position: number | null;
};

/** @param pairIds Makes ids for items without one. All items of a file share it. */
export function sourceItemOf(source: SourceRow, pairIds: PairIds): SourceItem {
  const playlistLegacyId = source.strict("playlistId", idOf, checkId) ?? null;
  const trackLegacyId = source.strict("trackId", idOf, checkId) ?? null;
  return {
    legacyId:
      source.strict("id", idOf, checkId) ??
      pairIds.next(playlistLegacyId ?? "", trackLegacyId ?? ""),
    playlistLegacyId,
    trackLegacyId,
    position: source.strict("position", numberOf) ?? null,
    createdAt: source.optional("createdAt", timeOf, checkCreatedAt),
  };
}

/** A user of the other system, with an email address if there is one. */
export function profileOf(source: SourceRow): { id: string; email?: string } {
  return {
    id: source.required("id", idOf, checkId),
    email: source.optional("email", emailTextOf),
  };
}

function imageOf(source: SourceRow): TrackRow["image"] {
  const whole = source.optional(
    "image",
    (value) => imageValueOf(value, source),
    (image) => checkTrack({ image }),
  );
  const src = source.optional("imageSrc", filledAddressOf, (src) => {
    if (src !== undefined) checkTrack({ image: { src, alt: "" } });
  });
  const alt = source.optional("imageAlt", textOf, (alt) =>
    checkText("alt", alt, "alt", { blank: true }),
  );
  if (whole !== undefined) return whole;
  return src === undefined ? undefined : { src, alt: alt ?? "" };
}

/** Converts an image: an object with `src` or `url` and optionally `alt`, or an address. */
function imageValueOf(value: unknown, source: SourceRow): TrackRow["image"] {
  if (typeof value !== "object" || value === null) {
    const src = filledAddressOf(value);
    return src === undefined ? undefined : { src, alt: "" };
  }
  const { src, url, alt, ...others } = value as Record<string, unknown>;
  for (const key of Object.keys(others)) source.addUnusedPart(`image.${key}`);
  return { src: addressOf(src ?? url), alt: alt === null ? "" : textOf(alt ?? "") };
}

function visibilityOf<Word extends string>(
  source: SourceRow,
  wordOf: (value: unknown) => Word,
): Word | "public" | "private" | undefined {
  const word = source.strict("visibility", wordOf);
  const isPublic = source.strict("isPublic", booleanOf);
  if (word !== undefined || isPublic === undefined) return word;
  return isPublic ? "public" : "private";
}

function durationOf(source: SourceRow): number | undefined {
  const check = (durationSeconds: number) => checkTrack({ durationSeconds });
  const { column, isMapped } = source.columnOf("durationSeconds");
  const isUnitKnown = isMapped || column === "duration_seconds";
  const convert = isUnitKnown ? secondsOf : plausibleSecondsOf;
  const seconds = source.optional("durationSeconds", convert, check);
  const fromMs = source.optional("durationMs", (value) => numberOf(value) / 1000, check);
  return seconds ?? fromMs;
}

/** Treats an empty text as a missing value. */
function filledTextOf(value: unknown): string | undefined {
  const text = joinedTextOf(value);
  return text === "" ? undefined : text;
}

function filledAddressOf(value: unknown): string | undefined {
  const address = addressOf(value);
  return address === "" ? undefined : address;
}

function emailTextOf(value: unknown): string | undefined {
  const text = textOf(value).trim();
  if (text === "") return undefined;
  if (comparableEmail(text) !== undefined) return text;
  throw new Error("must be an email address.");
}

function checkId(id: string) {
  checkText("it", id, "legacyId");
}

function checkCreatedAt(ms: number) {
  checkTime("it", ms);
}
