// @vitest-environment node
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { validate as validateValue } from "convex-helpers/validators";
import { v } from "convex/values";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { CommandError } from "../../src/cli/errors.js";
import { type Manifest, readManifest } from "../../src/cli/io/manifest.js";
import { readTable, type ImportSource } from "../../src/cli/import/tableFile.js";
import { PairIds } from "../../src/cli/import/pairIds.js";
import {
  playlistRowOf,
  profileOf,
  sourceItemOf,
  trackRowOf,
} from "../../src/cli/import/rows.js";
import type { SourceRow } from "../../src/cli/import/sourceRow.js";
import { type TableName, tableNames } from "../../src/cli/schema/tables.js";
import { validate } from "../../src/cli/import/validation.js";
import { comparableEmail } from "../../src/shared/email.js";
import { vItemRow, vPlaylistRow, vTrackRow } from "../../src/shared/importRows.js";
import {
  isWellFormed,
  oddJson,
  patience,
  seed,
  shares,
  tellSeed,
  tryInputs,
} from "./fuzzing.js";
import { call, startHost } from "./host.js";
import { folder, line, removeFolder, writeFiles } from "./importFiles.js";

afterAll(removeFolder);

async function source(): Promise<ImportSource> {
  return {
    folder,
    manifest: await readManifest(folder),
    mapping: {},
    dropInvalid: false,
  };
}

/** The lines that are told of as bad, as `tracks.jsonl:12`. */
async function toldLines(): Promise<Set<string>> {
  // Without problems, there is no list of them.
  const list = await readFile(join(folder, "problems.txt"), "utf8").catch(() => "");
  return new Set(
    list.split("\n").map((problem) => problem.split(":").slice(0, 2).join(":")),
  );
}

/** The rows of the lines that nothing was told of: each has to be one of its table. */
async function soundRows<Row extends object>(
  table: TableName,
  rowOf: (source: SourceRow) => Row | null,
  validator: Parameters<typeof validateValue>[0],
) {
  const told = await toldLines();
  const rows: Row[] = [];
  let lines = 0;
  for await (const { number, source: values } of readTable(await source(), table)) {
    lines += 1;
    if (told.has(`${table}.jsonl:${number}`)) continue;
    const made = rowOf(values!);
    if (made === null) continue;
    const row = withoutUndefined(made);
    expect(validateValue(validator, row)).toBe(true);
    expect(isWellFormed(row)).toBe(true);
    rows.push(row);
  }
  return { rows, lines };
}

/** A row as JSON carries it. */
function withoutUndefined<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Row;
}

const MOST_ROWS = 500;
const vProfile = v.object({ id: v.string(), email: v.optional(v.string()) });

test(
  "every line is told of as bad, or is a row that the deployment takes",
  patience,
  async () => {
    tellSeed("importedLines");
    const linesOf = (table: TableName) =>
      fc.sample(line(table), { seed, numRuns: shares.importedLines / tableNames.length });
    const contents = Object.fromEntries(
      tableNames.map((table) => [table, linesOf(table).join("\n")]),
    );
    await writeFiles(contents);
    const { problems, emailOf } = await validate(await source());
    expect(problems.count).toBeGreaterThan(0);

    const playlistOf = (row: SourceRow) => ({
      ...playlistRowOf(row, emailOf),
      ownerId: undefined,
    });
    const pairIds = new PairIds();
    // Items whose playlist or track is null are listed as orphans, and not sent.
    const itemOf = (row: SourceRow) => {
      const item = sourceItemOf(row, pairIds);
      const { playlistLegacyId, trackLegacyId } = item;
      const isOrphan = playlistLegacyId === null || trackLegacyId === null;
      return isOrphan ? null : { ...item, position: 1024 };
    };
    const tracks = await soundRows("tracks", trackRowOf, vTrackRow);
    const playlists = await soundRows("playlists", playlistOf, vPlaylistRow);
    const items = await soundRows("playlist_tracks", itemOf, vItemRow);
    const profiles = await soundRows("profiles", profileOf, vProfile);

    const tables = [tracks, playlists, items, profiles];
    for (const { rows, lines } of tables) {
      expect(rows.length).toBeGreaterThan(lines / 10);
      expect(rows.length).toBeLessThan(lines);
    }
    const tried = tables.reduce((sum, { lines }) => sum + lines, 0);
    expect(tried).toBe(shares.importedLines);

    for (const { id, email } of profiles.rows) {
      if (email !== undefined) expect(comparableEmail(emailOf(id)!)).toBeDefined();
    }
    const t = startHost();
    const importRows = async (name: string, { rows }: { rows: object[] }) => {
      await call(t, `internal/migrations.${name}`, { rows: rows.slice(0, MOST_ROWS) });
    };
    await importRows("importTracks", tracks);
    await importRows("importPlaylists", playlists);
    await importRows("importPlaylistTracks", items);
  },
);

/** How often each of two endings has to come, so that both are tried. */
const LEAST_SHARE = 0.05;

test(
  "files of any bytes end in a report, or in an error for people",
  patience,
  async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(line("tracks"), { maxLength: 3 }).map((lines) => lines.join("\n\xff")),
    );
    const endings = { report: 0, error: 0 };
    const tried = await tryInputs("importedFiles", bytes, async (tracks) => {
      await writeFiles({ tracks });
      try {
        await validate(await source());
        await soundRows("tracks", trackRowOf, vTrackRow);
        endings.report += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
        endings.error += 1;
      }
    });
    expect(tried).toBe(shares.importedFiles);
    expect(Math.min(...Object.values(endings))).toBeGreaterThan(tried * LEAST_SHARE);
  },
);

test(
  "a manifest of anything at all is refused, or leads to no other file",
  patience,
  async () => {
    await writeFiles({});
    const path = join(folder, "manifest.json");
    const sound = JSON.parse(await readFile(path, "utf8")) as Manifest;
    const orRight = { nil: undefined, freq: 2 };
    const oddFile = fc.constantFrom(
      "../tracks.jsonl",
      "/etc/passwd",
      "tracks.jsonl",
      "",
      null,
    );
    const oddEntry = fc
      .tuple(
        fc.constantFrom(...tableNames),
        fc.constantFrom("__proto__", "../tracks", "users", ...tableNames),
        fc.option(oddFile, orRight),
        fc.option(oddJson, orRight),
      )
      .map(([like, table, file = `${table}.jsonl`, rows = 0]) => {
        const facts = { ...sound.tables[like], file, rows };
        return { ...sound, tables: { ...sound.tables, [table]: facts } };
      });
    const manifest = fc.oneof(
      oddJson,
      fc
        .oneof(
          fc.record({ tables: oddJson, version: oddJson }),
          fc.record({ source: oddJson, exportedAt: oddJson }),
        )
        .map((odd) => ({ ...sound, ...odd })),
      oddEntry,
    );
    const endings = { accepted: 0, refused: 0 };
    const tried = await tryInputs("manifests", manifest, async (value) => {
      await writeFile(path, JSON.stringify(value));
      try {
        const { tables } = await readManifest(folder);
        for (const [table, { file }] of Object.entries(tables)) {
          expect(tableNames).toContain(table);
          expect(file).toBe(`${table}.jsonl`);
        }
        endings.accepted += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
        endings.refused += 1;
      }
    });
    expect(tried).toBe(shares.manifests);
    expect(Math.min(...Object.values(endings))).toBeGreaterThan(tried * LEAST_SHARE);
  },
);
