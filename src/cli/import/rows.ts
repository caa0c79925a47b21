import { comparableEmail } from "../../shared/email.js";
import type { ItemRow, PlaylistRow, TrackRow } from "../../shared/importRows.js";
import { checkText, checkTime, textLimits } from "../../shared/input.js";
import { checkPlaylist } from "../../shared/playlists.js";
import { checkTrack } from "../../shared/tracks.js";
import type { SourceRow } from "./sourceRow.js";
import { booleanOf, idOf, numberOf, oneOf, secondsOf, textOf, timeOf } from "./conversions.js";

/* The rows of the tables in the form in which they are imported. */

export function trackRowOf(source: SourceRow): TrackRow {
  return {
    legacyId: source.required("id", idOf, checkId),
    title: source.required("title", textOf, (title) => checkTrack({ title })),
    artist: source.required("artist", textOf, (artist) => checkTrack({ artist })),
    record: source.optional("record", filledTextOf, (record) => checkTrack({ record })),
    src: source.optional("src", filledTextOf, (src) => checkTrack({ src })),
    image: imageOf(source),
    isLoop: source.optional("isLoop", booleanOf) ?? false,
    visibility: visibilityOf(source, oneOf("public", "vip", "private")),
    durationSeconds: durationOf(source),
    createdAt: source.optional("createdAt", timeOf, checkCreatedAt),
  };
}

/** A playlist; whose it is there, its owner's address tells. */
export function playlistRowOf(
  source: SourceRow,
  emailOf: (ownerId: string) => string | undefined,
): PlaylistRow & { ownerId?: string } {
  const ownerId = source.optional("ownerId", idOf);
  return {
    legacyId: source.required("id", idOf, checkId),
    title: source.required("title", textOf, (title) => checkPlaylist({ title })),
    description: source.optional("description", textOf, (description) =>
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

/** An item as its table has it: any number, or none, for its position. */
export type SourceItem = Omit<ItemRow, "position"> & { position: number | null };

export function sourceItemOf(source: SourceRow): SourceItem {
  const playlistLegacyId = source.required("playlistId", idOf, checkId);
  const trackLegacyId = source.required("trackId", idOf, checkId);
  return {
    legacyId:
      source.strict("id", idOf, checkId) ??
      pairIdOf(source, playlistLegacyId, trackLegacyId),
    playlistLegacyId,
    trackLegacyId,
    position: source.strict("position", numberOf) ?? null,
    createdAt: source.optional("createdAt", timeOf, checkCreatedAt),
  };
}

/** The id of an item in a table of pairs, which has no ids of its own. */
function pairIdOf(source: SourceRow, playlistId: string, trackId: string): string {
  const id = `${playlistId}:${trackId}`;
  if (id.length > textLimits.legacyId) {
    const message = "is missing, and the ids that stand in for it are too long.";
    source.problems.push({ column: "id", message });
  }
  return id;
}

/** A user of the other system: an address, if there is one. */
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
  const src = source.optional("imageSrc", filledTextOf, (src) => {
    if (src !== undefined) checkTrack({ image: { src, alt: "" } });
  });
  const alt = source.optional("imageAlt", textOf, (alt) =>
    checkText("alt", alt, "alt", { blank: true }),
  );
  if (whole !== undefined) return whole;
  return src === undefined ? undefined : { src, alt: alt ?? "" };
}

/** An image as an object with `src` (or `url`) and perhaps `alt`, or as a URL alone. */
function imageValueOf(value: unknown, source: SourceRow): TrackRow["image"] {
  if (typeof value !== "object" || value === null) {
    const src = filledTextOf(value);
    return src === undefined ? undefined : { src, alt: "" };
  }
  const { src, url, alt, ...others } = value as Record<string, unknown>;
  for (const key of Object.keys(others)) source.leaveOut(`image.${key}`);
  return { src: textOf(src ?? url), alt: alt === null ? "" : textOf(alt ?? "") };
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
  const seconds = source.optional("durationSeconds", secondsOf, check);
  const fromMs = source.optional("durationMs", (value) => numberOf(value) / 1000, check);
  return seconds ?? fromMs;
}

/** A text that says nothing is none. */
function filledTextOf(value: unknown): string | undefined {
  const text = textOf(value);
  return text === "" ? undefined : text;
}

function emailTextOf(value: unknown): string | undefined {
  const text = filledTextOf(value);
  if (text === undefined || comparableEmail(text) !== undefined) return text;
  throw new Error("is no email address.");
}

function checkId(id: string) {
  checkText("it", id, "legacyId");
}

function checkCreatedAt(ms: number) {
  checkTime("it", ms);
}
