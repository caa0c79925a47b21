import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, messageOf } from "../errors.js";
import { type FileFacts, writeWhole } from "./jsonl.js";
import { fileOf, type TableName, tableNames } from "../schema/tables.js";

/** What other commands write into the folder of an export. */
const LISTS = ["problems.txt", "dropped.txt", "orphans.jsonl", "differences.txt"];

const FORMAT = "convex-music-library";
const VERSION = 1;

/** What an export consists of. It holds no secret and no address. */
export type Manifest = {
  format: typeof FORMAT;
  version: typeof VERSION;
  source: "postgres" | "convex";
  exportedAt: string;
  tables: Partial<Record<TableName, FileFacts & { file: string }>>;
};

/** Makes the folder ready for an export. Throws when it holds a finished one. */
export async function prepareFolder(folder: string, { force }: { force: boolean }) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!force && (await exists(manifestPath(folder)))) {
    throw new CommandError(
      `${folder} holds a finished export. Choose another folder, or add --force.`,
    );
  }
  // The manifest goes first: without it, what is left is no finished export.
  await rm(manifestPath(folder), { force: true });
  const left = [...tableNames.map(fileOf), ...LISTS];
  for (const file of left) await rm(join(folder, file), { force: true });
}

export async function writeManifest(
  folder: string,
  source: Manifest["source"],
  facts: Map<TableName, FileFacts>,
) {
  const tables = [...facts].map(([table, fact]) => [
    table,
    { file: fileOf(table), ...fact },
  ]);
  const manifest: Manifest = {
    format: FORMAT,
    version: VERSION,
    source,
    exportedAt: new Date().toISOString(),
    tables: Object.fromEntries(tables) as Manifest["tables"],
  };
  await writeWhole(manifestPath(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads the manifest of a finished export. Throws when there is none that fits. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = manifestPath(folder);
  if (!(await exists(path))) {
    throw new CommandError(
      `${path} is missing: ${folder} holds no export, or one that was not finished.`,
    );
  }
  try {
    return checkManifest(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new CommandError(`${path} can't be used: ${messageOf(error)}`);
  }
}

function checkManifest(value: unknown): Manifest {
  const manifest = value as Partial<Manifest> | null;
  if (manifest?.format !== FORMAT) throw new Error("it is of another format.");
  if ((manifest.version as number) !== VERSION) {
    throw new Error(`it is of version ${manifest.version}; known is ${VERSION}.`);
  }
  for (const table of ["tracks", "playlists", "playlist_tracks"] as const) {
    if (!manifest.tables?.[table]) throw new Error(`it does not tell of ${table}.`);
  }
  for (const [table, facts] of Object.entries(manifest.tables!)) {
    const { file, rows, bytes, sha256 } = facts;
    // A file elsewhere is none of this export.
    const isSound =
      file === fileOf(table as TableName) &&
      Number.isSafeInteger(rows) &&
      Number.isSafeInteger(bytes) &&
      /^[0-9a-f]{64}$/.test(sha256);
    if (!tableNames.includes(table as TableName) || !isSound) {
      throw new Error(`what it tells of ${table} makes no sense.`);
    }
  }
  return manifest as Manifest;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

function manifestPath(folder: string) {
  return join(folder, "manifest.json");
}
