// @vitest-environment node
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { validate as validateValue } from "convex-helpers/validators";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { CommandError } from "../../src/cli/errors.js";
import { type Manifest, readManifest } from "../../src/cli/manifest.js";
import { readTable, type Source } from "../../src/cli/reading.js";
import { playlistRowOf, sourceItemOf, trackRowOf } from "../../src/cli/rows.js";
import type { SourceRow } from "../../src/cli/sourceRow.js";
import { type TableName, tableNames } from "../../src/cli/tables.js";
import { validate } from "../../src/cli/validation.js";
import { vItemRow, vPlaylistRow, vTrackRow } from "../../src/domain/imports.js";
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

async function source(): Promise<Source> {
  return {
    folder,
    manifest: await readManifest(folder),
    mapping: {},
    dropInvalid: false,
  };
}

const MOST_ROWS = 500;

test(
  "every line is told of as bad, or is a row that the deployment takes",
  patience,
  async () => {
    tellSeed("importedLines");
    const linesOf = (table: TableName) =>
      fc.sample(line(table), { seed, numRuns: shares.importedLines / tableNames.length });
    const contents = Object.fromEntries(
      tableNames.map((table) => [table, linesOf(table)] as const),
    ) as Record<TableName, string[]>;
    await writeFiles({
      tracks: contents.tracks.join("\n"),
      playlists: contents.playlists.join("\n"),
      playlist_tracks: contents.playlist_tracks.join("\n"),
      profiles: contents.profiles.join("\n"),
    });
    const { problems, emailOf } = await validate(await source());
    const told = new Set(
      (await readFile(join(folder, "problems.txt"), "utf8"))
        .split("\n")
        .map((problem) => problem.split(":").slice(0, 2).join(":")),
    );
    expect(problems.count).toBeGreaterThan(0);

    const t = startHost();
    let tried = contents.profiles.length;
    const importAll = async <Row extends object>(
      table: TableName,
      name: string,
      rowOf: (source: SourceRow) => Row,
      validator: Parameters<typeof validateValue>[0],
    ) => {
      const rows: Row[] = [];
      for await (const { number, source: values } of readTable(await source(), table)) {
        tried += 1;
        if (told.has(`${table}.jsonl:${number}`)) continue;
        const row = withoutUndefined(rowOf(values!));
        expect(validateValue(validator, row)).toBe(true);
        expect(isWellFormed(row)).toBe(true);
        rows.push(row);
      }
      expect(rows.length).toBeGreaterThan(contents[table].length / 10);
      expect(rows.length).toBeLessThan(contents[table].length);
      await call(t, `internal/migrations.${name}`, { rows: rows.slice(0, MOST_ROWS) });
    };
    await importAll("tracks", "importTracks", trackRowOf, vTrackRow);
    await importAll(
      "playlists",
      "importPlaylists",
      (row) => ({ ...playlistRowOf(row, emailOf), ownerId: undefined }),
      vPlaylistRow,
    );
    await importAll(
      "playlist_tracks",
      "importPlaylistTracks",
      (row) => ({ ...sourceItemOf(row), position: 1024 }),
      vItemRow,
    );
    expect(tried).toBe(shares.importedLines);
  },
);

/** A row as JSON carries it. */
function withoutUndefined<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Row;
}

test(
  "files of any bytes end in a report, or in an error for people",
  patience,
  async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(line("tracks"), { maxLength: 3 }).map((lines) => lines.join("\n\xff")),
    );
    const tried = await tryInputs("importedFiles", bytes, async (tracks) => {
      await writeFiles({ tracks });
      try {
        const { problems } = await validate(await source());
        expect(problems.count).toBeGreaterThanOrEqual(0);
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
      }
    });
    expect(tried).toBe(shares.importedFiles);
  },
);

test(
  "a manifest of anything at all is refused, or leads to no other file",
  patience,
  async () => {
    await writeFiles({});
    const path = join(folder, "manifest.json");
    const sound = JSON.parse(await readFile(path, "utf8")) as Manifest;
    const oddEntry = fc
      .tuple(
        fc.constantFrom(...tableNames),
        fc.constantFrom("__proto__", "../tracks", "users", ...tableNames),
        fc.constantFrom("../tracks.jsonl", "/etc/passwd", "tracks.jsonl", "", null),
        oddJson,
      )
      .map(([like, table, file, odd]) => {
        const facts = {
          ...sound.tables[like],
          ...(odd === null ? {} : { rows: odd }),
          file,
        };
        return { ...sound, tables: { ...sound.tables, [table]: facts } };
      });
    const manifest = fc.oneof(
      oddJson,
      fc
        .record({ tables: oddJson, version: oddJson })
        .map((odd) => ({ ...sound, ...odd })),
      oddEntry,
    );
    const tried = await tryInputs("manifests", manifest, async (value) => {
      await writeFile(path, JSON.stringify(value));
      try {
        const { tables } = await readManifest(folder);
        const files = Object.values(tables).map(({ file }) => file);
        expect(files.every((file) => /^[a-z_]+\.jsonl$/.test(file))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
      }
    });
    expect(tried).toBe(shares.manifests);
  },
);
