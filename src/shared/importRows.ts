import { type Infer, v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { comparableEmail } from "./email.js";
import { isMusicLibraryError, libraryError } from "./errors.js";
import { checkCount, checkPosition, checkText, checkTime } from "./input.js";
import { checkPlaylist, vPlaylistVisibility } from "./playlists.js";
import { checkTrack, trackFields, vTrackVisibility } from "./tracks.js";

/*
 * The rows of an import and an export. `legacyId` is the id of a row in the other system.
 * It is how a second import finds what the first one wrote.
 */

/** The largest number of rows in a call. */
export const MAX_ROWS = 500;

const imported = {
  legacyId: v.string(),
  /** When the row was created in the other system, in ms. */
  createdAt: v.optional(v.number()),
};

export const vTrackRow = v.object({
  ...trackFields,
  ...imported,
  image: v.optional(v.object({ src: v.string(), alt: v.string() })),
  visibility: v.optional(vTrackVisibility),
});
export type TrackRow = Infer<typeof vTrackRow>;

export const vPlaylistRow = v.object({
  ...imported,
  title: v.string(),
  description: v.optional(v.string()),
  visibility: v.optional(vPlaylistVisibility),
  /** The email address of the owner, who gets the playlist once the address is verified. */
  ownerEmail: v.optional(v.string()),
  updatedAt: v.optional(v.number()),
});
export type PlaylistRow = Infer<typeof vPlaylistRow>;

export const vItemRow = v.object({
  ...imported,
  playlistLegacyId: v.string(),
  trackLegacyId: v.string(),
  /** The sort key in the playlist: see order.ts. */
  position: v.number(),
});
export type ItemRow = Infer<typeof vItemRow>;

export const vOrphanReason = literals("unknownPlaylist", "unknownTrack");
export type OrphanReason = Infer<typeof vOrphanReason>;

/** How many rows a call wrote. `index` is the 0-based index of an orphan in the call. */
export const vImportResult = v.object({
  created: v.number(),
  updated: v.number(),
  unchanged: v.number(),
  orphans: v.array(v.object({ index: v.number(), reason: vOrphanReason })),
});
export type ImportResult = Infer<typeof vImportResult>;

/** `id` is the `legacyId` of an imported row, or else the id in Convex. */
const exported = {
  id: v.string(),
  legacyId: v.optional(v.string()),
  createdAt: v.number(),
};

export const vExportedTrack = v.object({
  ...exported,
  ...trackFields,
  image: v.optional(v.object({ src: v.string(), alt: v.string() })),
  visibility: vTrackVisibility,
});
export type ExportedTrack = Infer<typeof vExportedTrack>;

export const vExportedPlaylist = v.object({
  ...exported,
  title: v.string(),
  description: v.optional(v.string()),
  visibility: vPlaylistVisibility,
  ownerEmail: v.optional(v.string()),
  trackCount: v.number(),
  updatedAt: v.number(),
});
export type ExportedPlaylist = Infer<typeof vExportedPlaylist>;

/** The ids of the playlist and the track are the `id`s in their exported rows. */
export const vExportedItem = v.object({
  ...exported,
  playlistId: v.string(),
  trackId: v.string(),
});
export type ExportedItem = Infer<typeof vExportedItem>;

export function checkTrackRow(row: TrackRow) {
  checkImported(row);
  checkTrack(row);
}

export function checkPlaylistRow(row: PlaylistRow) {
  checkImported(row);
  checkPlaylist(row);
  if (row.updatedAt !== undefined) checkTime("updatedAt", row.updatedAt);
  if (row.ownerEmail === undefined || comparableEmail(row.ownerEmail)) return;
  throw libraryError("INVALID_ARGUMENT", "ownerEmail must be an email address.", {
    field: "ownerEmail",
  });
}

export function checkItemRow(row: ItemRow) {
  checkImported(row);
  checkText("playlistLegacyId", row.playlistLegacyId, "legacyId");
  checkText("trackLegacyId", row.trackLegacyId, "legacyId");
  checkPosition("position", row.position);
}

/** Checks all rows of a call. Throws `INVALID_ARGUMENT` with the path of the invalid field. */
export function checkRows<Row extends { legacyId: string }>(
  rows: Row[],
  check: (row: Row) => void,
) {
  checkCount("rows", rows.length, MAX_ROWS);
  const legacyIds = new Set<string>();
  for (const [index, row] of rows.entries()) {
    try {
      check(row);
      checkUnique(row.legacyId, legacyIds);
      legacyIds.add(row.legacyId);
    } catch (error) {
      if (!isMusicLibraryError(error)) throw error;
      const { code, message, field } = error.data;
      const path = `rows[${index}]`;
      throw libraryError(code, `${path}.${message}`, { field: `${path}.${field}` });
    }
  }
}

function checkUnique(legacyId: string, legacyIds: Set<string>) {
  if (!legacyIds.has(legacyId)) return;
  throw libraryError("INVALID_ARGUMENT", "legacyId must be unique in a call.", {
    field: "legacyId",
  });
}

function checkImported({
  legacyId,
  createdAt,
}: {
  legacyId: string;
  createdAt?: number;
}) {
  checkText("legacyId", legacyId, "legacyId");
  if (createdAt !== undefined) checkTime("createdAt", createdAt);
}
