import { createHash } from "node:crypto";
import type { ExportedPlaylist, ExportedTrack } from "../../shared/importRows.js";
import { Places } from "../export/convex.js";
import type { Deployment } from "../io/deployment.js";
import { Progress, type Screen } from "../io/progress.js";
import { readTable, type Source } from "../import/tableFile.js";
import { playlistRowOf, sourceItemOf, trackRowOf } from "../import/rows.js";
import { type Findings, List } from "../import/validation.js";

export type Verification = {
  source: Source;
  findings: Findings;
  deployment: Deployment;
  screen: Screen;
};

/** What was compared, and what was found to differ. */
export type Verdict = {
  tracks: number;
  playlists: number;
  items: number;
  /** Rows of the deployment that were not imported. */
  own: number;
  differences: List;
};

/** The fields that are compared; a visibility that the file does not name may be any. */
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
 * Compares the files with a deployment: every field of tracks and playlists, but for
 * owners and times of change, which use alters; and of each playlist the items and their
 * order. Of what is compared, digests are kept.
 */
export async function verify(job: Verification): Promise<Verdict> {
  const differences = await List.create(job.source.folder, "differences.txt");
  const comparison = new Comparison(job, differences);
  const tracks = await comparison.tracks();
  const playlists = await comparison.playlists();
  const items = await comparison.items();
  await differences.finish();
  return { tracks, playlists, items, own: comparison.own, differences };
}

class Comparison {
  own = 0;
  readonly #playlists = new Map<string, { file: Order; deployed: Order }>();

  constructor(
    private readonly job: Verification,
    private readonly differences: List,
  ) {}

  async tracks(): Promise<number> {
    const expected = new Map<string, string[]>();
    for await (const { source } of readTable(this.job.source, "tracks")) {
      const row = trackRowOf(source!);
      expected.set(row.legacyId, digests(TRACK_FIELDS, row));
    }
    return await this.#compareRows("tracks", TRACK_FIELDS, expected);
  }

  async playlists(): Promise<number> {
    const expected = new Map<string, string[]>();
    for await (const { source } of readTable(this.job.source, "playlists")) {
      const row = playlistRowOf(source!, this.job.findings.emailOf);
      expected.set(row.legacyId, digests(PLAYLIST_FIELDS, row));
      this.#playlists.set(row.legacyId, { file: new Order(), deployed: new Order() });
    }
    return await this.#compareRows("playlists", PLAYLIST_FIELDS, expected);
  }

  /** An item that was added to a playlist since has no say in the order of the others. */
  async items(): Promise<number> {
    const { source, findings, deployment, screen } = this.job;
    for await (const line of readTable(source, "playlist_tracks")) {
      const item = sourceItemOf(line.source!);
      if (findings.orphanReason(item) !== null) continue;
      const rank = findings.ranks[line.number - 1]!;
      const { legacyId, playlistLegacyId, trackLegacyId } = item;
      this.#playlists.get(playlistLegacyId)!.file.add(rank, legacyId, trackLegacyId);
    }
    const progress = new Progress(screen, "playlist_tracks");
    const places = new Places();
    for await (const page of deployment.exportRows("playlist_tracks")) {
      for (const { legacyId, playlistId, trackId } of page) {
        if (legacyId === undefined) this.own += 1;
        else {
          const place = places.next(playlistId);
          this.#playlists.get(playlistId)?.deployed.add(place, legacyId, trackId);
        }
      }
      progress.advance(page.length);
    }
    progress.finish();
    return await this.#compareOrders();
  }

  async #compareRows<Field extends string>(
    table: "tracks" | "playlists",
    fields: readonly Field[],
    expected: Map<string, string[]>,
  ): Promise<number> {
    const { deployment, screen } = this.job;
    const progress = new Progress(screen, table);
    const compared = expected.size;
    for await (const page of deployment.exportRows(table)) {
      for (const row of page as (ExportedTrack | ExportedPlaylist)[]) {
        await this.#compareRow(table, fields, row, expected);
      }
      progress.advance(page.length);
    }
    progress.finish();
    for (const id of expected.keys()) {
      await this.differences.add(`${table} ${id}: is not in the deployment.`);
    }
    return compared;
  }

  async #compareRow<Field extends string>(
    table: string,
    fields: readonly Field[],
    row: ExportedTrack | ExportedPlaylist,
    expected: Map<string, string[]>,
  ) {
    const { legacyId } = row;
    if (legacyId === undefined) {
      this.own += 1;
      return;
    }
    const wanted = expected.get(legacyId);
    if (wanted === undefined) {
      await this.differences.add(`${table} ${legacyId}: is not in the files.`);
      return;
    }
    expected.delete(legacyId);
    const found = digests(fields, row);
    const different = fields.filter(
      (_, index) => wanted[index] !== ANY && wanted[index] !== found[index],
    );
    if (different.length === 0) return;
    await this.differences.add(`${table} ${legacyId}: ${different.join(", ")} differ.`);
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
        await this.differences.add(`playlists ${id}: other items or another order.`);
      }
    }
    return items;
  }
}

/**
 * A digest of which items stand at which places. Each counts for itself, so they may be
 * told in any order.
 */
class Order {
  count = 0;
  readonly #sum = new Uint32Array(4);

  add(place: number, itemId: string, trackId: string) {
    this.count += 1;
    const digest = createHash("sha256")
      .update(JSON.stringify([place, itemId, trackId]))
      .digest();
    for (let i = 0; i < this.#sum.length; i++) {
      this.#sum[i] = (this.#sum[i]! + digest.readUInt32LE(i * 4)) >>> 0;
    }
  }

  equals(other: Order): boolean {
    return this.#sum.every((part, index) => part === other.#sum[index]);
  }
}

const ANY = "any";

/** A short text for the value of each field. */
function digests(fields: readonly string[], row: object): string[] {
  return fields.map((field) => {
    const value = (row as Record<string, unknown>)[field];
    if (value === undefined && field === "visibility") return ANY;
    return createHash("sha256").update(canonical(value)).digest("base64url").slice(0, 12);
  });
}

/** Of the same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  return JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
