import {
  type ImportResult,
  type ItemRow,
  MAX_ROWS,
  type PlaylistRow,
  type TrackRow,
} from "../../shared/importRows.js";
import { CommandError, messageOf } from "../errors.js";
import type { DeployedTable, Deployment, Rows } from "../io/deployment.js";
import { Progress } from "../io/progress.js";
import type { Terminal } from "../io/terminal.js";
import { positionAt } from "./itemOrder.js";
import { PairIds } from "./pairIds.js";
import { playlistRowOf, sourceItemOf, trackRowOf } from "./rows.js";
import { type ImportSource, type Line, readTable } from "./tableFile.js";
import { orphanLine, type Validation } from "./validation.js";

/** The size of a batch in characters. Convex accepts much larger arguments. */
const MAX_BATCH_LENGTH = 1_000_000;

/** How many rows of a table were created, changed, left as they were, or are orphans. */
export type ImportCounts = Omit<ImportResult, "orphans"> & {
  rows: number;
  orphans: number;
};

export type ImportJob = {
  source: ImportSource;
  validation: Validation;
  deployment: Deployment;
  terminal: Terminal;
};

/**
 * Sends all rows to the deployment in batches, tracks and playlists before the items that
 * refer to them. Throws `CommandError` if it could not send all of them.
 */
export async function sendRows(
  job: ImportJob,
): Promise<Map<DeployedTable, ImportCounts>> {
  const counts = new Map<DeployedTable, ImportCounts>();
  const pairIds = new PairIds();
  try {
    await sendTable(job, "tracks", trackRow, counts);
    await sendTable(job, "playlists", (line) => playlistRow(line, job), counts);
    await sendTable(
      job,
      "playlist_tracks",
      (line) => itemRow(line, job, pairIds),
      counts,
    );
  } catch (error) {
    const isStarted = [...counts.values()].some((table) => sumOf(table) > 0);
    if (!isStarted) throw error;
    throw new CommandError(messageOf(error), [
      "The rows that were sent are kept. Run the same command again to continue.",
    ]);
  } finally {
    await job.validation.orphans.finish();
  }
  return counts;
}

/** Returns the number of rows whose fate is known. */
export function sumOf({ created, updated, unchanged, orphans }: ImportCounts): number {
  return created + updated + unchanged + orphans;
}

async function sendTable<T extends DeployedTable>(
  { source, validation, deployment, terminal }: ImportJob,
  table: T,
  rowOf: (line: Line) => Rows[T] | null,
  allCounts: Map<DeployedTable, ImportCounts>,
): Promise<void> {
  const total = source.manifest.tables[table]!.rows;
  const progress = new Progress(terminal, table, total);
  const counts = { rows: total, created: 0, updated: 0, unchanged: 0, orphans: 0 };
  allCounts.set(table, counts);
  let batch: { line: Line; row: Rows[T] }[] = [];
  let length = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const rows = batch.map(({ row }) => row);
    const result = await deployment.importRows(table, rows);
    counts.created += result.created;
    counts.updated += result.updated;
    counts.unchanged += result.unchanged;
    counts.orphans += result.orphans.length;
    for (const { index, reason } of result.orphans) {
      await validation.orphans.add(orphanLine(batch[index]!.line, reason));
    }
    progress.advance(batch.length);
    batch = [];
    length = 0;
  };
  for await (const line of readTable(source, table)) {
    const row = rowOf(line);
    if (row === null) {
      counts.orphans += 1;
      progress.advance(1);
      continue;
    }
    const isFull =
      batch.length === MAX_ROWS || length + line.text.length > MAX_BATCH_LENGTH;
    if (isFull) await flush();
    batch.push({ line, row });
    length += line.text.length;
  }
  await flush();
  progress.finish();
}

function trackRow({ source }: Line): TrackRow {
  return trackRowOf(source!);
}

function playlistRow({ source }: Line, { validation }: ImportJob): PlaylistRow {
  const { ownerId: _, ...row } = playlistRowOf(source!, validation.emailOf);
  return row;
}

/** Returns null for an orphan, which the validation has listed. */
function itemRow(
  { number, source }: Line,
  { validation }: ImportJob,
  pairIds: PairIds,
): ItemRow | null {
  const { playlistLegacyId, trackLegacyId, ...item } = sourceItemOf(source!, pairIds);
  const isOrphan = validation.orphanReason({ playlistLegacyId, trackLegacyId }) !== null;
  if (isOrphan || playlistLegacyId === null || trackLegacyId === null) return null;
  const position = positionAt(validation.itemIndexes[number - 1]!);
  return { ...item, playlistLegacyId, trackLegacyId, position };
}
