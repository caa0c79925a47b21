import { createHash } from "node:crypto";
import type { ExportedItem, ExportedTrack } from "../../shared/importRows.js";
import { ItemIndexes, withoutLocalFiles } from "../export/convex.js";
import { PairIds } from "../import/pairIds.js";
import { playlistRowOf, sourceItemOf, trackRowOf } from "../import/rows.js";
import { type ImportSource, readTable } from "../import/tableFile.js";
import type { Validation } from "../import/validation.js";
import type { Deployment, Exported } from "../io/deployment.js";
import { Progress } from "../io/progress.js";
import { ReportFile } from "../io/reportFile.js";
import type { Terminal } from "../io/terminal.js";

export type ComparisonJob = {
  source: ImportSource;
  validation: Validation;
  deployment: Deployment;
  terminal: Terminal;
};

export type ComparisonResult = {
  /** The numbers of rows in the files that were compared. */
  tracks: number;
  playlists: number;
  items: number;
  /** The number of rows in the deployment that were not imported, and not compared. */
  notImported: number;
  differences: ReportFile;
};

const TRACK_FIELDS = [
  "title",
  "artist",
  "record",
  "src",
  "image",
  "isLoop",
  "visibility",
  "durationSeconds",
  "createdAt",
] as const;
const PLAYLIST_FIELDS = ["title", "description", "visibility", "createdAt"] as const;

/**
 * Compares the files with a deployment: the fields of tracks and playlists, and the items
 * of each playlist with their order. Owners and times of change are left out, because
 * using the app changes them. Only digests are kept in memory.
 */
export async function compare(job: ComparisonJob): Promise<ComparisonResult> {
  const differences = await ReportFile.create(job.source.folder, "differences.txt");
  const comparison = new Comparison(job, differences);
  const tracks = await comparison.compareTracks();
  const playlists = await comparison.comparePlaylists();
  const items = await comparison.compareItems();
  await differences.finish();
  const { notImported } = comparison;
  return { tracks, playlists, items, notImported, differences };
}

class Comparison {
  notImported = 0;
  /** The items of each playlist, by the playlist's id. */
  readonly #playlists = new Map<string, { file: ItemsDigest; deployed: ItemsDigest }>();

  constructor(
    private readonly job: ComparisonJob,
    private readonly differences: ReportFile,
  ) {}

  async compareTracks(): Promise<number> {
    const expected = new Map<string, string[]>();
    for await (const { source } of readTable(this.job.source, "tracks")) {
      const row = trackRowOf(source!);
      expected.set(row.legacyId, digestsOf(TRACK_FIELDS, row));
    }
    const isFromConvex = this.job.source.manifest.source === "convex";
    const asExported = (track: ExportedTrack) =>
      isFromConvex ? withoutLocalFiles(track) : track;
    return await this.#compareRows("tracks", TRACK_FIELDS, expected, asExported);
  }

  async comparePlaylists(): Promise<number> {
    const expected = new Map<string, string[]>();
    for await (const { source } of readTable(this.job.source, "playlists")) {
      const row = playlistRowOf(source!, this.job.validation.emailOf);
      expected.set(row.legacyId, digestsOf(PLAYLIST_FIELDS, row));
      this.#playlists.set(row.legacyId, {
        file: new ItemsDigest(),
        deployed: new ItemsDigest(),
      });
    }
    return await this.#compareRows("playlists", PLAYLIST_FIELDS, expected, (row) => row);
  }

  /** Items that were added in the app are not compared, so they do not change the order. */
  async compareItems(): Promise<number> {
    const { deployment, terminal } = this.job;
    const ownIds = await this.#readItems();
    const progress = new Progress(terminal, "playlist_tracks");
    const itemIndexes = new ItemIndexes();
    const isCompared = ({ id, legacyId }: ExportedItem) =>
      legacyId !== undefined || ownIds.has(id);
    for await (const page of deployment.exportRows("playlist_tracks")) {
      for (const item of page) {
        if (!isCompared(item)) this.notImported += 1;
        else {
          const { id, playlistId, trackId } = item;
          const index = itemIndexes.next(playlistId);
          this.#playlists.get(playlistId)?.deployed.add(index, id, trackId);
        }
      }
      progress.advance(page.length);
    }
    progress.finish();
    return await this.#compareOrders();
  }

  /**
   * Reads the items of the file. Returns their ids if the export came from Convex, because
   * only then may they be ids of the deployment's own items.
   */
  async #readItems(): Promise<Set<string>> {
    const { source, validation } = this.job;
    const ownIds = new Set<string>();
    const pairIds = new PairIds();
    for await (const line of readTable(source, "playlist_tracks")) {
      const item = sourceItemOf(line.source!, pairIds);
      if (validation.orphanReason(item) !== null) continue;
      const index = validation.itemIndexes[line.number - 1]!;
      const { legacyId, playlistLegacyId, trackLegacyId } = item;
      const playlist = this.#playlists.get(playlistLegacyId!)!;
      playlist.file.add(index, legacyId, trackLegacyId!);
      if (source.manifest.source === "convex") ownIds.add(legacyId);
    }
    return ownIds;
  }

  async #compareRows<Table extends "tracks" | "playlists">(
    table: Table,
    fields: readonly string[],
    expected: Map<string, string[]>,
    asExported: (row: Exported[Table]) => Exported[Table],
  ): Promise<number> {
    const { deployment, terminal } = this.job;
    const progress = new Progress(terminal, table);
    const compared = expected.size;
    for await (const page of deployment.exportRows(table)) {
      for (const row of page) {
        await this.#compareRow(table, fields, asExported(row), expected);
      }
      progress.advance(page.length);
    }
    progress.finish();
    for (const id of expected.keys()) {
      await this.differences.add(`${table} ${id}: is not in the deployment.`);
    }
    return compared;
  }

  async #compareRow(
    table: string,
    fields: readonly string[],
    row: Exported["tracks" | "playlists"],
    expected: Map<string, string[]>,
  ) {
    const { id, legacyId } = row;
    const wanted = expected.get(id);
    if (wanted === undefined) {
      if (legacyId === undefined) this.notImported += 1;
      else await this.differences.add(`${table} ${id}: is not in the files.`);
      return;
    }
    expected.delete(id);
    const found = digestsOf(fields, row);
    const different = fields.filter(
      (_, index) => wanted[index] !== ANY && wanted[index] !== found[index],
    );
    if (different.length === 0) return;
    await this.differences.add(`${table} ${id}: different ${different.join(", ")}.`);
  }

  async #compareOrders(): Promise<number> {
    let items = 0;
    for (const [id, { file, deployed }] of this.#playlists) {
      items += file.count;
      if (file.count !== deployed.count) {
        await this.differences.add(
          `playlists ${id}: ${file.count} items in the files, ${deployed.count} in the deployment.`,
        );
      } else if (!file.equals(deployed)) {
        await this.differences.add(
          `playlists ${id}: the items or their order are different.`,
        );
      }
    }
    return items;
  }
}

/**
 * A digest of the items of a playlist and their indexes. It is a sum, so the items may be
 * added in any order.
 */
class ItemsDigest {
  count = 0;
  readonly #sum = new Uint32Array(4);

  add(index: number, itemId: string, trackId: string) {
    this.count += 1;
    const digest = createHash("sha256")
      .update(JSON.stringify([index, itemId, trackId]))
      .digest();
    for (let i = 0; i < this.#sum.length; i++) {
      this.#sum[i] = (this.#sum[i]! + digest.readUInt32LE(i * 4)) >>> 0;
    }
  }

  equals(other: ItemsDigest): boolean {
    return this.#sum.every((part, index) => part === other.#sum[index]);
  }
}

/** The fields that the deployment sets if the file does not. Then they are not compared. */
const ASSIGNED_FIELDS = ["visibility", "createdAt"];

/** Stands for any value. */
const ANY = "any";

/** Returns a short digest of the value of each field. */
function digestsOf(fields: readonly string[], row: object): string[] {
  return fields.map((field) => {
    const value = (row as Record<string, unknown>)[field];
    if (value === undefined && ASSIGNED_FIELDS.includes(field)) return ANY;
    return createHash("sha256").update(canonical(value)).digest("base64url").slice(0, 12);
  });
}

/** Returns the same text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
