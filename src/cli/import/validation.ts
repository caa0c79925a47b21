import type { OrphanReason } from "../../shared/importRows.js";
import { ReportFile } from "../io/reportFile.js";
import { fileOf, type TableName } from "../schema/tables.js";
import { DuplicateIds } from "./duplicateIds.js";
import { ItemOrder } from "./itemOrder.js";
import { PairIds } from "./pairIds.js";
import {
  playlistRowOf,
  profileOf,
  type SourceItem,
  sourceItemOf,
  trackRowOf,
} from "./rows.js";
import type { Problem, SourceRow } from "./sourceRow.js";
import { type ImportSource, type Line, readTable } from "./tableFile.js";

/** The result of reading and checking every row of an export. */
export type Validation = {
  /** What prevents the import. */
  problems: ReportFile;
  /** Values that are left out because of `--drop-invalid`. */
  dropped: ReportFile;
  /** Items whose playlist or track does not exist. */
  orphans: ReportFile;
  /** Columns that no field uses, each with the number of rows that have a value there. */
  unknownColumns: Map<string, number>;
  /** The number of playlists whose owner has no known email address. */
  unknownOwners: number;
  emailOf: (ownerId: string) => string | undefined;
  /** Returns the reason why an item is an orphan, or null if it is not. */
  orphanReason: (item: ItemReferences) => OrphanReason | null;
  /** The 0-based index of each item in its playlist, in the order of the file. */
  itemIndexes: Uint32Array;
};

type ItemReferences = Pick<SourceItem, "playlistLegacyId" | "trackLegacyId">;

/**
 * Reads and checks every row. It keeps the ids of tracks, playlists and profiles in
 * memory, and a few bytes for each item. Throws `CommandError` if a file is damaged.
 */
export async function validate(source: ImportSource): Promise<Validation> {
  const validator = await Validator.start(source);
  const emails = await validator.readProfiles();
  const emailOf = (ownerId: string) => emails.get(ownerId);
  const tracks = await validator.readTracks();
  const playlists = await validator.readPlaylists(emailOf);
  const orphanReason: Validation["orphanReason"] = (item) => {
    const { playlistLegacyId, trackLegacyId } = item;
    const hasPlaylist = playlistLegacyId !== null && playlists.has(playlistLegacyId);
    if (!hasPlaylist) return "unknownPlaylist";
    const hasTrack = trackLegacyId !== null && tracks.has(trackLegacyId);
    return hasTrack ? null : "unknownTrack";
  };
  const itemIndexes = await validator.readItems(playlists, orphanReason);
  await validator.finish();
  const { problems, dropped, orphans, unknownColumns, unknownOwners } = validator;
  return {
    ...{ problems, dropped, orphans, unknownColumns, unknownOwners },
    ...{ emailOf, orphanReason, itemIndexes },
  };
}

class Validator {
  readonly unknownColumns = new Map<string, number>();
  unknownOwners = 0;

  private constructor(
    private readonly source: ImportSource,
    readonly problems: ReportFile,
    readonly dropped: ReportFile,
    readonly orphans: ReportFile,
  ) {}

  static async start(source: ImportSource): Promise<Validator> {
    const { folder } = source;
    return new Validator(
      source,
      await ReportFile.create(folder, "problems.txt"),
      await ReportFile.create(folder, "dropped.txt"),
      await ReportFile.create(folder, "orphans.jsonl"),
    );
  }

  /** Returns the email addresses by the ids of their owners. */
  async readProfiles(): Promise<Map<string, string>> {
    const emails = new Map<string, string>();
    await this.#readRows("profiles", profileOf, ({ id, email }) => {
      if (email !== undefined) emails.set(id, email);
      return id;
    });
    return emails;
  }

  /** Returns the ids of the tracks. */
  async readTracks(): Promise<Set<string>> {
    const ids = new Set<string>();
    await this.#readRows("tracks", trackRowOf, ({ legacyId }) => {
      ids.add(legacyId);
      return legacyId;
    });
    return ids;
  }

  /** Returns the ids of the playlists, each with a number. */
  async readPlaylists(
    emailOf: (ownerId: string) => string | undefined,
  ): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    const rowOf = (source: SourceRow) => playlistRowOf(source, emailOf);
    await this.#readRows("playlists", rowOf, ({ legacyId, ownerId, ownerEmail }) => {
      ids.set(legacyId, ids.size);
      if (ownerId !== undefined && ownerEmail === undefined) this.unknownOwners += 1;
      return legacyId;
    });
    return ids;
  }

  /** Returns the index of each item in its playlist. */
  async readItems(
    playlists: Map<string, number>,
    orphanReason: Validation["orphanReason"],
  ): Promise<Uint32Array> {
    const order = new ItemOrder();
    const pairIds = new PairIds();
    const rowOf = (source: SourceRow) => sourceItemOf(source, pairIds);
    await this.#readRows("playlist_tracks", rowOf, async (item, line) => {
      const isInvalid = line.source!.problems.length > 0;
      const reason = orphanReason(item);
      const playlist = reason === null ? playlists.get(item.playlistLegacyId!)! : null;
      order.add(playlist, item.position);
      if (reason !== null && !isInvalid) {
        await this.orphans.add(orphanLine(line, reason));
      }
      return isInvalid ? null : item.legacyId;
    });
    return order.indexes();
  }

  async finish() {
    await this.problems.finish();
    await this.dropped.finish();
  }

  /** @param collect Uses a row and returns its id, or null or undefined without a valid one. */
  async #readRows<Row>(
    table: TableName,
    rowOf: (source: SourceRow) => Row,
    collect: (row: Row, line: Line) => MaybeId | Promise<MaybeId>,
  ) {
    const file = fileOf(table);
    const duplicates = new DuplicateIds();
    for await (const line of readTable(this.source, table)) {
      const { number, source } = line;
      if (source === null) {
        await this.problems.add(`${file}:${number}: is not a JSON object.`);
        duplicates.add(null);
        continue;
      }
      duplicates.add((await collect(rowOf(source), line)) ?? null);
      await this.#addProblems(table, number, source);
    }
    for (const { index, first } of duplicates.find()) {
      await this.problems.add(
        `${file}:${index + 1}: has the same id as line ${first + 1}.`,
      );
    }
  }

  async #addProblems(table: TableName, line: number, source: SourceRow) {
    const text = ({ column, message }: Problem) =>
      `${fileOf(table)}:${line}: ${column}: ${message}`;
    for (const problem of source.problems) await this.problems.add(text(problem));
    for (const problem of source.dropped) await this.dropped.add(text(problem));
    for (const column of source.unknownColumns()) {
      const name = `${table}.${column}`;
      this.unknownColumns.set(name, (this.unknownColumns.get(name) ?? 0) + 1);
    }
  }
}

/** The type says `string`, but a row with a problem may have no id. */
type MaybeId = string | null | undefined;

/** Returns the line of an orphan in its report. */
export function orphanLine({ number, text }: Line, reason: OrphanReason): string {
  // Tabs and carriage returns may stand between the tokens of JSON. The report would
  // escape them.
  const row = text.replace(/[\t\r]/g, " ");
  return `{"line":${number},"reason":"${reason}","row":${row}}`;
}
