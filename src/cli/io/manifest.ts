import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { CommandError, messageOf } from "../errors.js";
import { type FileFacts, writeTextFile } from "./jsonl.js";
import { fileOf, type TableName, tableNames } from "../schema/tables.js";

/** The reports that the other commands write to the folder of an export. */
const REPORTS = ["problems.txt", "dropped.txt", "orphans.jsonl", "differences.txt"];

const FORMAT = "convex-music-library";
const VERSION = 1;

/** The files of an export. The manifest holds no secrets and no email addresses. */
export type Manifest = {
  format: typeof FORMAT;
  version: typeof VERSION;
  source: "postgres" | "convex";
  exportedAt: string;
  tables: Partial<Record<TableName, FileFacts & { file: string }>>;
};

/** Empties the folder for an export. Throws `CommandError` if it holds a finished one. */
export async function prepareFolder(folder: string, { force }: { force: boolean }) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!force && (await exists(manifestPath(folder)))) {
    throw new CommandError(
      `${folder} holds a finished export. Choose another folder, or replace it with --force.`,
    );
  }
  // Without the manifest, the folder no longer counts as a finished export.
  await rm(manifestPath(folder), { force: true });
  const left = [...tableNames.map(fileOf), ...REPORTS];
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
  await writeTextFile(manifestPath(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads the manifest of a finished export. Throws `CommandError` if it is not usable. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = manifestPath(folder);
  if (!(await exists(path))) {
    throw new CommandError(
      `${path} is missing: ${folder} holds no export, or the export was not finished.`,
    );
  }
  try {
    return checkManifest(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new CommandError(`${path} cannot be used: ${messageOf(error)}`);
  }
}

function checkManifest(value: unknown): Manifest {
  const manifest = value as Partial<Manifest> | null;
  if (manifest?.format !== FORMAT) throw new Error("it has another format.");
  if ((manifest.version as number) !== VERSION) {
    throw new Error(
      `its version is ${manifest.version}; this command reads version ${VERSION}.`,
    );
  }
  for (const table of ["tracks", "playlists", "playlist_tracks"] as const) {
    if (!manifest.tables?.[table]) throw new Error(`it has no entry for ${table}.`);
  }
  for (const [table, facts] of Object.entries(manifest.tables!)) {
    const { file, rows, bytes, sha256 } = facts;
    // A manifest must not lead to files outside of the folder.
    const isValid =
      file === fileOf(table as TableName) &&
      Number.isSafeInteger(rows) &&
      Number.isSafeInteger(bytes) &&
      /^[0-9a-f]{64}$/.test(sha256);
    if (!tableNames.includes(table as TableName) || !isValid) {
      throw new Error(`its entry for ${table} is invalid.`);
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
