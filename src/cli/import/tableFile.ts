import { join } from "node:path";
import { CommandError } from "../errors.js";
import { JsonlReader } from "../io/jsonl.js";
import type { Manifest } from "../io/manifest.js";
import { isRecord, parseJson } from "../../shared/json.js";
import type { TableName } from "../schema/tables.js";
import { type ReadingOptions, SourceRow } from "./sourceRow.js";

/** The folder of an export, and the options for reading it. */
export type ImportSource = ReadingOptions & { folder: string; manifest: Manifest };

/** A line of a file. `source` is null if the line does not hold a row. */
export type Line = { number: number; text: string; source: SourceRow | null };

/**
 * Reads the rows of a table. Throws `CommandError` at the end if the file is not the one
 * that the manifest describes.
 */
export async function* readTable(
  { folder, manifest, ...options }: ImportSource,
  table: TableName,
): AsyncGenerator<Line, void, void> {
  const expected = manifest.tables[table];
  if (expected === undefined) return;
  const path = join(folder, expected.file);
  const reader = new JsonlReader(path);
  let number = 0;
  for await (const text of reader.lines()) {
    number += 1;
    const values = parseJson(text);
    const source = isRecord(values) ? new SourceRow(table, values, options) : null;
    yield { number, text, source };
  }
  const facts = reader.facts();
  if (facts.rows !== expected.rows) {
    throw new CommandError(
      `${path} has ${facts.rows} rows, but the manifest says ${expected.rows}.`,
    );
  }
  if (facts.sha256 !== expected.sha256 || facts.bytes !== expected.bytes) {
    throw new CommandError(
      `${path} has changed since the export: its checksum does not match.`,
    );
  }
}
