import { readFile } from "node:fs/promises";
import { messageOf, UsageError } from "../errors.js";
import { type TableName, tableNames, tables } from "./tables.js";

/** The part of a mapping file that describes a table. */
export type TableMapping = {
  /** Its name in the database, with or without a schema: `public.songs`. */
  table?: string;
  /** The column of a field, or null to use no column. */
  columns?: Record<string, string | null>;
  /** The value of a field if its column is absent or null. */
  defaults?: Record<string, unknown>;
  /** Columns that are not imported on purpose. */
  ignore?: string[];
};

export type Mapping = Partial<Record<TableName, TableMapping>>;

/** Reads a mapping file. Throws `UsageError`. */
export async function readMapping(path: string | undefined): Promise<Mapping> {
  if (path === undefined) return {};
  try {
    return checkMapping(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    throw new UsageError(`The mapping ${path} cannot be used: ${messageOf(error)}`);
  }
}

/** Returns the columns that a field may come from. */
export function columnsOf(
  mapping: Mapping,
  table: TableName,
  field: string,
): readonly string[] {
  const mapped = mapping[table]?.columns?.[field];
  if (mapped !== undefined) return mapped === null ? [] : [mapped];
  return (tables[table] as Record<string, readonly string[]>)[field] ?? [];
}

/** Checks a mapping. A misspelled name must not be ignored. Throws `Error`. */
export function checkMapping(value: unknown): Mapping {
  const mapping = record("The mapping", value);
  checkNames("table", Object.keys(mapping), tableNames);
  for (const name of Object.keys(mapping) as TableName[]) {
    checkTable(name, record(name, mapping[name]));
  }
  return mapping;
}

function checkTable(name: TableName, entry: Record<string, unknown>) {
  const { table, columns = {}, defaults = {}, ignore = [] } = entry;
  checkNames(`key in ${name}`, Object.keys(entry), [
    "table",
    "columns",
    "defaults",
    "ignore",
  ]);
  if (table !== undefined && typeof table !== "string") {
    throw new Error(`${name}.table must be text.`);
  }
  const fields = Object.keys(tables[name]);
  const mapped = record(`${name}.columns`, columns);
  checkNames(`field in ${name}.columns`, Object.keys(mapped), fields);
  if (Object.values(mapped).some((column) => column !== null && !isText(column))) {
    throw new Error(`${name}.columns may only hold names and null.`);
  }
  const given = record(`${name}.defaults`, defaults);
  checkNames(`field in ${name}.defaults`, Object.keys(given), fields);
  if (!Array.isArray(ignore) || !ignore.every(isText)) {
    throw new Error(`${name}.ignore must be a list of names.`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function record(name: string, value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new Error(`${name} must be an object.`);
}

function checkNames(what: string, names: string[], known: string[]) {
  const other = names.find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new Error(`There is no ${what} "${other}". Use one of: ${known.join(", ")}.`);
}
