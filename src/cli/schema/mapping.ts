import { readFile } from "node:fs/promises";
import { messageOf, UsageError } from "../errors.js";
import { type TableName, tableNames, tables } from "./tables.js";

/** What a mapping file says of a table. */
export type TableMapping = {
  /** Its name in the database, perhaps with a schema: `public.songs`. */
  table?: string;
  /** The column of a field; null when there is none that should count. */
  columns?: Record<string, string | null>;
  /** The value of a field where its column is absent or null. */
  defaults?: Record<string, unknown>;
  /** Columns that are left out on purpose. */
  ignore?: string[];
};

export type Mapping = Partial<Record<TableName, TableMapping>>;

/** Reads a mapping file. Throws `UsageError`. */
export async function readMapping(path: string | undefined): Promise<Mapping> {
  if (path === undefined) return {};
  try {
    return checkMapping(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new UsageError(`The mapping ${path} can't be used: ${messageOf(error)}`);
  }
}

/** The columns that a field may be taken from. */
export function columnsOf(
  mapping: Mapping,
  table: TableName,
  field: string,
): readonly string[] {
  const mapped = mapping[table]?.columns?.[field];
  if (mapped !== undefined) return mapped === null ? [] : [mapped];
  return (tables[table] as Record<string, readonly string[]>)[field] ?? [];
}

/** Checks what a mapping file holds: a misspelt name would be passed over in silence. */
export function checkMapping(value: unknown): Mapping {
  const mapping = record("the mapping", value);
  refuseOthers("table", Object.keys(mapping), tableNames);
  for (const name of Object.keys(mapping) as TableName[]) {
    checkTable(name, record(name, mapping[name]));
  }
  return mapping;
}

function checkTable(name: TableName, entry: Record<string, unknown>) {
  const { table, columns = {}, defaults = {}, ignore = [] } = entry;
  refuseOthers(`key in ${name}`, Object.keys(entry), [
    "table",
    "columns",
    "defaults",
    "ignore",
  ]);
  if (table !== undefined && typeof table !== "string") {
    throw new Error(`${name}.table is no text.`);
  }
  const fields = Object.keys(tables[name]);
  const mapped = record(`${name}.columns`, columns);
  refuseOthers(`field in ${name}.columns`, Object.keys(mapped), fields);
  if (Object.values(mapped).some((column) => column !== null && !isText(column))) {
    throw new Error(`${name}.columns holds something else than names and null.`);
  }
  const given = record(`${name}.defaults`, defaults);
  refuseOthers(`field in ${name}.defaults`, Object.keys(given), fields);
  if (!Array.isArray(ignore) || !ignore.every(isText)) {
    throw new Error(`${name}.ignore is no list of names.`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function record(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`${name} is no object.`);
}

function refuseOthers(what: string, names: string[], known: string[]) {
  const other = names.find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new Error(`There is no ${what} "${other}"; there are ${known.join(", ")}.`);
}
