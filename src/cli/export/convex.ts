import { join } from "node:path";
import type {
  ExportedItem,
  ExportedPlaylist,
  ExportedTrack,
} from "../../shared/importRows.js";
import type { DeployedTable, Deployment, Exported } from "../io/deployment.js";
import { type FileFacts, JsonlWriter } from "../io/jsonl.js";
import { prepareFolder, writeManifest } from "../io/manifest.js";
import { Progress } from "../io/progress.js";
import type { Terminal } from "../io/terminal.js";
import { formatTimestamp } from "../io/timestamps.js";
import { fileOf, type TableName } from "../schema/tables.js";

export type ConvexExport = {
  deployment: Deployment;
  folder: string;
  /** Replaces a finished export. */
  force: boolean;
  terminal: Terminal;
};

/** What an export from a deployment had to leave out. */
export type ConvexExportResult = {
  /** The number of sounds and covers that are only stored on this machine. */
  localFiles: number;
};

/** Writes the rows of a deployment to files, in the format that `import` reads. */
export async function exportFromConvex(job: ConvexExport): Promise<ConvexExportResult> {
  await prepareFolder(job.folder, job);
  let localFiles = 0;
  const itemIndexes = new ItemIndexes();
  const facts = new Map<TableName, FileFacts>([
    [
      "tracks",
      await exportTable(job, "tracks", (track) => {
        const line = trackLine(track);
        if (track.src && line.src === null) localFiles += 1;
        if (track.image && line.image === null) localFiles += 1;
        return line;
      }),
    ],
    ["playlists", await exportTable(job, "playlists", playlistLine)],
    [
      "playlist_tracks",
      await exportTable(job, "playlist_tracks", (item) => itemLine(item, itemIndexes)),
    ],
  ]);
  await writeManifest(job.folder, "convex", facts);
  return { localFiles };
}

async function exportTable<T extends DeployedTable>(
  { deployment, folder, terminal }: ConvexExport,
  table: T,
  lineOf: (row: Exported[T]) => object,
): Promise<FileFacts> {
  const progress = new Progress(terminal, table);
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

function trackLine(exported: ExportedTrack) {
  const track = withoutLocalFiles(exported);
  const { id, title, artist, record, src, image, isLoop, visibility } = track;
  return {
    ...{ id, title, artist, record: record ?? null, src: src ?? null },
    image: image ?? null,
    is_loop: isLoop,
    visibility,
    duration_seconds: track.durationSeconds ?? null,
    created_at: formatTimestamp(track.createdAt),
  };
}

/**
 * Removes the addresses of files in the storage of a local deployment. They begin with
 * http: and lead nowhere from another machine, so an import does not accept them.
 */
export function withoutLocalFiles(track: ExportedTrack): ExportedTrack {
  const { src, image } = track;
  return {
    ...track,
    src: isLocalFile(src) ? undefined : src,
    image: isLocalFile(image?.src) ? undefined : image,
  };
}

function isLocalFile(address: string | undefined): boolean {
  return address?.startsWith("http:") ?? false;
}

function playlistLine(playlist: ExportedPlaylist) {
  const { id, title, description, ownerEmail, visibility } = playlist;
  return {
    ...{ id, title, description: description ?? null },
    owner_email: ownerEmail ?? null,
    visibility,
    created_at: formatTimestamp(playlist.createdAt),
    updated_at: formatTimestamp(playlist.updatedAt),
  };
}

function itemLine(item: ExportedItem, itemIndexes: ItemIndexes) {
  const { id, playlistId, trackId, createdAt } = item;
  return {
    id,
    playlist_id: playlistId,
    track_id: trackId,
    // Sort keys only mean something inside the deployment. Other tables count from zero.
    position: itemIndexes.next(playlistId),
    created_at: formatTimestamp(createdAt),
  };
}

/** Numbers items from 0 in each playlist. They must come playlist by playlist, in order. */
export class ItemIndexes {
  #playlistId: string | null = null;
  #index = 0;

  next(playlistId: string): number {
    if (playlistId !== this.#playlistId) this.#index = 0;
    this.#playlistId = playlistId;
    return this.#index++;
  }
}
