import { join } from "node:path";
import type {
  ExportedItem,
  ExportedPlaylist,
  ExportedTrack,
} from "../../shared/importRows.js";
import type { DeployedTable, Deployment, Exported } from "../io/deployment.js";
import { type FileFacts, JsonlWriter } from "../io/jsonl.js";
import { prepareFolder, writeManifest } from "../io/manifest.js";
import { Progress, type Screen } from "../io/progress.js";
import { fileOf, type TableName } from "../schema/tables.js";
import { timeText } from "../io/timestamps.js";

export type ConvexExport = {
  deployment: Deployment;
  folder: string;
  force: boolean;
  screen: Screen;
};

/** Writes what a deployment holds in the form in which it is imported. */
export async function exportFromConvex(job: ConvexExport): Promise<void> {
  await prepareFolder(job.folder, job);
  const places = new Places();
  const facts = new Map<TableName, FileFacts>([
    ["tracks", await exportTable(job, "tracks", trackLine)],
    ["playlists", await exportTable(job, "playlists", playlistLine)],
    [
      "playlist_tracks",
      await exportTable(job, "playlist_tracks", (item) => itemLine(item, places)),
    ],
  ]);
  await writeManifest(job.folder, "convex", facts);
}

async function exportTable<T extends DeployedTable>(
  { deployment, folder, screen }: ConvexExport,
  table: T,
  lineOf: (row: Exported[T]) => object,
): Promise<FileFacts> {
  const progress = new Progress(screen, table);
  const writer = await JsonlWriter.create(join(folder, fileOf(table)));
  try {
    for await (const page of deployment.exportRows(table)) {
      await writer.write(page.map((row) => JSON.stringify(lineOf(row))));
      progress.advance(page.length);
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  progress.finish();
  return await writer.finish();
}

function trackLine(track: ExportedTrack) {
  const { id, title, artist, record, src, image, isLoop, visibility } = track;
  return {
    ...{ id, title, artist, record: record ?? null, src: src ?? null },
    image: image ?? null,
    is_loop: isLoop,
    visibility,
    duration_seconds: track.durationSeconds ?? null,
    created_at: timeText(track.createdAt),
  };
}

function playlistLine(playlist: ExportedPlaylist) {
  const { id, title, description, ownerEmail, visibility } = playlist;
  return {
    ...{ id, title, description: description ?? null },
    owner_email: ownerEmail ?? null,
    visibility,
    created_at: timeText(playlist.createdAt),
    updated_at: timeText(playlist.updatedAt),
  };
}

function itemLine(item: ExportedItem, places: Places) {
  const { id, playlistId, trackId, createdAt } = item;
  return {
    id,
    playlist_id: playlistId,
    track_id: trackId,
    // Sort keys are the deployment's own; a place counts from zero, as in a table.
    position: places.next(playlistId),
    created_at: timeText(createdAt),
  };
}

/** The places of items that come playlist by playlist, in order. */
export class Places {
  #playlistId: string | null = null;
  #place = 0;

  next(playlistId: string): number {
    if (playlistId !== this.#playlistId) this.#place = 0;
    this.#playlistId = playlistId;
    return this.#place++;
  }
}
