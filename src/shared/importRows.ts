import { type Infer, v } from "convex/values";
import { literals } from "convex-helpers/validators";
import { comparableEmail } from "./email.js";
import { isMusicLibraryError, refuse } from "./errors.js";
import { checkCount, checkPosition, checkText, checkTime } from "./input.js";
import { checkPlaylist } from "./playlists.js";
import { checkTrack } from "./tracks.js";
import { trackFields, vTrackVisibility } from "./tracks.js";
import { vPlaylistVisibility } from "./playlists.js";

/*
 * Rows of another system, as they are imported and exported. `legacyId` is a row's id
 * there: by it a second import finds what the first one wrote.
 */

/** The most rows of one call. */
export const MAX_ROWS = 500;

const imported = {
  legacyId: v.string(),
  /** When it was made in the other system, in ms. */
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
  /** Whose it becomes: the user with that address, once it is verified. */
  ownerEmail: v.optional(v.string()),
  updatedAt: v.optional(v.number()),
});
export type PlaylistRow = Infer<typeof vPlaylistRow>;

export const vItemRow = v.object({
  ...imported,
  playlistLegacyId: v.string(),
  trackLegacyId: v.string(),
  /** A sort key: see order.ts. */
  position: v.number(),
});
export type ItemRow = Infer<typeof vItemRow>;

export const vOrphanReason = literals("unknownPlaylist", "unknownTrack");
export type OrphanReason = Infer<typeof vOrphanReason>;

/** What became of the rows of a call; `index` is the place of an orphan among them. */
export const vImportResult = v.object({
  created: v.number(),
  updated: v.number(),
  unchanged: v.number(),
  orphans: v.array(v.object({ index: v.number(), reason: vOrphanReason })),
});
export type ImportResult = Infer<typeof vImportResult>;

/** A row on its way back: `legacyId` is absent of what was not imported. */
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

/** The ids of playlist and track are those that their own rows are exported with. */
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
  throw refuse("INVALID_ARGUMENT", "ownerEmail must be an email address.", {
    field: "ownerEmail",
  });
}

export function checkItemRow(row: ItemRow) {
  checkImported(row);
  checkText("playlistLegacyId", row.playlistLegacyId, "legacyId");
  checkText("trackLegacyId", row.trackLegacyId, "legacyId");
  checkPosition("position", row.position);
}

/** Checks all rows of a call; a refusal names the place of the first bad one. */
export function checkRows<Row extends { legacyId: string }>(
  rows: Row[],
  check: (row: Row) => void,
) {
  checkCount("rows", rows.length, MAX_ROWS);
  const legacyIds = new Set<string>();
  for (const [index, row] of rows.entries()) {
    try {
      check(row);
      checkNew(row.legacyId, legacyIds);
      legacyIds.add(row.legacyId);
    } catch (error) {
      if (!isMusicLibraryError(error)) throw error;
      const { code, message, field } = error.data;
      const place = `rows[${index}]`;
      throw refuse(code, `${place}.${message}`, { field: `${place}.${field}` });
    }
  }
}

function checkNew(legacyId: string, legacyIds: Set<string>) {
  if (!legacyIds.has(legacyId)) return;
  throw refuse("INVALID_ARGUMENT", "legacyId is that of another row of the call.", {
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
