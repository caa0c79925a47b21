import { join } from "node:path";
import { CommandError } from "../errors.js";
import { JsonlReader } from "../io/jsonl.js";
import type { Manifest } from "../io/manifest.js";
import { type ReadingOptions, SourceRow } from "./sourceRow.js";
import type { TableName } from "../schema/tables.js";

/** An export in a folder, and how it is to be read. */
export type Source = ReadingOptions & { folder: string; manifest: Manifest };

/** A line of a file; `source` is null when it holds no row. */
export type Line = { number: number; text: string; source: SourceRow | null };

/**
 * The rows of a table, one by one. Throws at the end when the file is not the one that
 * the manifest tells of.
 */
export async function* readTable(
  { folder, manifest, ...options }: Source,
  table: TableName,
): AsyncGenerator<Line, void, void> {
  const expected = manifest.tables[table];
  if (expected === undefined) return;
  const reader = new JsonlReader(join(folder, expected.file));
  let number = 0;
  for await (const text of reader.lines()) {
    number += 1;
    const values = objectIn(text);
    const source = values && new SourceRow(table, values, options);
    yield { number, text, source };
  }
  const facts = reader.facts();
  if (facts.rows !== expected.rows) {
    throw new CommandError(
      `${expected.file} has ${facts.rows} rows, the manifest tells of ${expected.rows}.`,
    );
  }
  if (facts.sha256 !== expected.sha256 || facts.bytes !== expected.bytes) {
    throw new CommandError(
      `${expected.file} is not what was exported: its checksum is another one.`,
    );
  }
}

function objectIn(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
