import type { OrphanReason } from "../../shared/importRows.js";
import { ListFile } from "../io/reportFile.js";
import { type Line, readTable, type Source } from "./tableFile.js";
import { Ranking } from "./itemOrder.js";
import { Repeats } from "./duplicateIds.js";
import { playlistRowOf, profileOf, sourceItemOf, trackRowOf } from "./rows.js";
import type { Problem, SourceRow } from "./sourceRow.js";
import { fileOf, type TableName } from "../schema/tables.js";

/** How many entries of a list are shown; all are in its file. */
const SHOWN = 20;

/** What is known of an export once every row has been read. */
export type Findings = {
  /** What keeps the export from being imported. */
  problems: List;
  /** Values that are left out because that was wanted. */
  dropped: List;
  /** Items whose playlist or track is missing. */
  orphans: ListFile;
  /** Columns that no field is made of, with the number of rows that have a value there. */
  unknownColumns: Map<string, number>;
  /** How many playlists have an owner whose address is not known. */
  ownersUnknown: number;
  emailOf: (ownerId: string) => string | undefined;
  /** Why an item is one that can't be imported; null when it can. */
  orphanReason: (item: {
    playlistLegacyId: string;
    trackLegacyId: string;
  }) => OrphanReason | null;
  /** The place of each item in its playlist, in the order of the file. */
  ranks: Uint32Array;
};

/** A list of which the first entries are shown. */
export class List {
  readonly shown: string[] = [];

  constructor(private readonly file: ListFile) {}

  static async create(folder: string, name: string): Promise<List> {
    return new List(await ListFile.create(folder, name));
  }

  get count() {
    return this.file.count;
  }

  async add(line: string) {
    if (this.shown.length < SHOWN) this.shown.push(line);
    await this.file.add(line);
  }

  async finish() {
    await this.file.finish();
  }
}

/**
 * Reads and checks every row. Of tracks, playlists and profiles the ids are kept, of
 * items a few bytes for each.
 */
export async function validate(source: Source): Promise<Findings> {
  const validation = await Validation.start(source);
  const emails = await validation.profiles();
  const tracks = await validation.tracks();
  const playlists = await validation.playlists((ownerId) => emails.get(ownerId));
  const orphanReason: Findings["orphanReason"] = (item) => {
    if (!playlists.has(item.playlistLegacyId)) return "unknownPlaylist";
    return tracks.has(item.trackLegacyId) ? null : "unknownTrack";
  };
  const ranks = await validation.items(playlists, orphanReason);
  await validation.finish();
  const { problems, dropped, orphans, unknownColumns, ownersUnknown } = validation;
  return {
    ...{ problems, dropped, orphans, unknownColumns, ownersUnknown },
    emailOf: (ownerId) => emails.get(ownerId),
    orphanReason,
    ranks,
  };
}

/** Of a row without a good id there is none, whatever its type says. */
type MaybeId = string | undefined;

class Validation {
  readonly unknownColumns = new Map<string, number>();
  ownersUnknown = 0;

  private constructor(
    private readonly source: Source,
    readonly problems: List,
    readonly dropped: List,
    readonly orphans: ListFile,
  ) {}

  static async start(source: Source): Promise<Validation> {
    const { folder } = source;
    return new Validation(
      source,
      await List.create(folder, "problems.txt"),
      await List.create(folder, "dropped.txt"),
      await ListFile.create(folder, "orphans.jsonl"),
    );
  }

  async profiles(): Promise<Map<string, string>> {
    const emails = new Map<string, string>();
    await this.#readRows("profiles", profileOf, ({ id, email }) => {
      if (email !== undefined) emails.set(id, email);
      return id;
    });
    return emails;
  }

  async tracks(): Promise<Set<string>> {
    const ids = new Set<string>();
    await this.#readRows("tracks", trackRowOf, ({ legacyId }) => {
      ids.add(legacyId);
      return legacyId;
    });
    return ids;
  }

  /** The playlists' ids, each with its number. */
  async playlists(
    emailOf: (ownerId: string) => string | undefined,
  ): Promise<Map<string, number>> {
    const ids = new Map<string, number>();
    const rowOf = (source: SourceRow) => playlistRowOf(source, emailOf);
    await this.#readRows("playlists", rowOf, ({ legacyId, ownerId, ownerEmail }) => {
      ids.set(legacyId, ids.size);
      if (ownerId !== undefined && ownerEmail === undefined) this.ownersUnknown += 1;
      return legacyId;
    });
    return ids;
  }

  /** The places of the items. */
  async items(
    playlists: Map<string, number>,
    orphanReason: Findings["orphanReason"],
  ): Promise<Uint32Array> {
    const ranking = new Ranking();
    await this.#readRows("playlist_tracks", sourceItemOf, async (item, line) => {
      const reason = orphanReason(item);
      const playlist = playlists.get(item.playlistLegacyId);
      ranking.add(reason === null ? playlist! : null, item.position);
      const isBad = line.source!.problems.length > 0;
      if (reason !== null && !isBad) await this.orphans.add(orphanLine(line, reason));
      return isBad ? undefined : item.legacyId;
    });
    return ranking.ranks();
  }

  async finish() {
    await this.problems.finish();
    await this.dropped.finish();
  }

  /** @param note Takes a row down, and returns its id, if that is a good one. */
  async #readRows<Row>(
    table: TableName,
    rowOf: (source: SourceRow) => Row,
    note: (row: Row, line: Line) => MaybeId | Promise<MaybeId>,
  ) {
    const repeats = new Repeats();
    for await (const line of readTable(this.source, table)) {
      const { number, source } = line;
      if (source === null) {
        await this.problems.add(`${fileOf(table)}:${number}: is no JSON object.`);
        // Keeps the numbers of later rows right.
        repeats.add(`line ${number}`);
        continue;
      }
      repeats.add((await note(rowOf(source), line)) ?? `line ${number}`);
      await this.#list(table, number, source);
    }
    for (const { place, first } of repeats.places()) {
      await this.problems.add(
        `${fileOf(table)}:${place + 1}: has the id of line ${first + 1}.`,
      );
    }
  }

  async #list(table: TableName, line: number, source: SourceRow) {
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

/** An item that can't be imported, as its list tells it. */
export function orphanLine({ number, text }: Line, reason: OrphanReason): string {
  return `{"line":${number},"reason":"${reason}","row":${text}}`;
}
