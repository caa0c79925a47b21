import type {
  ImportResult,
  ItemRow,
  PlaylistRow,
  TrackRow,
} from "../../shared/importRows.js";
import { MOST_ROWS } from "../../shared/importRows.js";
import type { DeployedTable, Deployment, Rows } from "../io/deployment.js";
import { Progress, type Screen } from "../io/progress.js";
import { positionAt } from "./itemOrder.js";
import { type Line, readTable, type Source } from "./tableFile.js";
import { playlistRowOf, sourceItemOf, trackRowOf } from "./rows.js";
import { type Findings, orphanLine } from "./validation.js";

/** Text of a call, in characters: far below the platform's limit on its arguments. */
const LARGEST_BATCH = 1_000_000;

/** What became of the rows of a table. */
export type Tally = Omit<ImportResult, "orphans"> & { rows: number; orphans: number };

export type Sending = {
  source: Source;
  findings: Findings;
  deployment: Deployment;
  screen: Screen;
};

/** Sends all rows, in the order of the files: first what others refer to. */
export async function send(job: Sending): Promise<Map<DeployedTable, Tally>> {
  const tallies = new Map<DeployedTable, Tally>();
  tallies.set("tracks", await sendTable(job, "tracks", trackRow));
  tallies.set("playlists", await sendTable(job, "playlists", playlistRow));
  tallies.set("playlist_tracks", await sendTable(job, "playlist_tracks", itemRow));
  await job.findings.orphans.finish();
  return tallies;
}

async function sendTable<T extends DeployedTable>(
  job: Sending,
  table: T,
  rowOf: (line: Line, findings: Findings) => Rows[T] | null,
): Promise<Tally> {
  const { source, findings, deployment, screen } = job;
  const total = source.manifest.tables[table]!.rows;
  const progress = new Progress(screen, table, total);
  const tally: Tally = { rows: total, created: 0, updated: 0, unchanged: 0, orphans: 0 };
  let batch: { line: Line; row: Rows[T] }[] = [];
  let size = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    const rows = batch.map(({ row }) => row);
    const { orphans, ...counts } = await deployment.importRows(table, rows);
    tally.created += counts.created;
    tally.updated += counts.updated;
    tally.unchanged += counts.unchanged;
    tally.orphans += orphans.length;
    for (const { index, reason } of orphans) {
      await findings.orphans.add(orphanLine(batch[index]!.line, reason));
    }
    progress.advance(batch.length);
    batch = [];
    size = 0;
  };
  for await (const line of readTable(source, table)) {
    const row = rowOf(line, findings);
    if (row === null) {
      tally.orphans += 1;
      progress.advance(1);
      continue;
    }
    const isFull = batch.length === MOST_ROWS || size + line.text.length > LARGEST_BATCH;
    if (isFull) await flush();
    batch.push({ line, row });
    size += line.text.length;
  }
  await flush();
  progress.finish();
  return tally;
}

function trackRow({ source }: Line): TrackRow {
  return trackRowOf(source!);
}

function playlistRow({ source }: Line, { emailOf }: Findings): PlaylistRow {
  const { ownerId: _, ...row } = playlistRowOf(source!, emailOf);
  return row;
}

/** An item with its sort key; null for one that was listed as an orphan. */
function itemRow({ number, source }: Line, findings: Findings): ItemRow | null {
  const item = sourceItemOf(source!);
  if (findings.orphanReason(item) !== null) return null;
  return { ...item, position: positionAt(findings.ranks[number - 1]!) };
}
