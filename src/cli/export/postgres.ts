import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import postgres from "postgres";
import { CommandError, messageOf } from "../errors.js";
import { type FileFacts, JsonlWriter } from "../io/jsonl.js";
import { prepareFolder, writeManifest } from "../io/manifest.js";
import { Progress } from "../io/progress.js";
import type { Terminal } from "../io/terminal.js";
import { columnsOf, type Mapping } from "../schema/mapping.js";
import { fileOf, type TableName, tables } from "../schema/tables.js";
import { isSupported, jsonOf, type PostgresType } from "./postgresTypes.js";

/** How many rows the cursor fetches at once. */
const ROWS_PER_BATCH = 500;

export type PostgresExport = {
  databaseUrl: string;
  folder: string;
  /** The schema of the tables that are named without one. */
  schema: string;
  mapping: Mapping;
  /** Also exports the email addresses of the users who own playlists. */
  owners: boolean;
  /** Replaces a finished export. */
  force: boolean;
  terminal: Terminal;
};

export type PostgresExportResult = {
  /** Columns of types without a rule, as `tracks.embedding (vector)`. No field uses them. */
  columnsAsText: string[];
};

type Transaction = postgres.Sql;

/** A table and its columns, as they are in the database. */
type SourceTable = { table: TableName; name: string; sql: string; columns: string[] };

/** A query for the rows of a table, with the types of its columns. */
type TableQuery = { source: SourceTable; query: string; types: PostgresColumn[] };
type PostgresColumn = { name: string; typeId: number; type: PostgresType };

/**
 * Writes the tables to files, row by row through a cursor. One transaction with one
 * snapshot reads all of them, so they fit together. Throws `CommandError`.
 */
export async function exportFromPostgres(
  job: PostgresExport,
): Promise<PostgresExportResult> {
  await prepareFolder(job.folder, job);
  return await inSnapshot(job.databaseUrl, async (sql) => {
    await configure(sql);
    const queries = await queriesOf(sql, job);
    const columnsAsText = checkTypes(queries, job.mapping);
    const facts = new Map<TableName, FileFacts>();
    for (const query of queries) {
      facts.set(query.source.table, await exportTable(sql, job, query));
    }
    await writeManifest(job.folder, "postgres", facts);
    return { columnsAsText };
  });
}

/** Runs the work in a read-only transaction that sees one snapshot. */
async function inSnapshot<T>(
  databaseUrl: string,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const server = serverOf(databaseUrl);
  let isConnected = false;
  let onclose = () => {};
  const closed = new Promise<never>((_, reject) => {
    onclose = () => reject(new CommandError(`The connection to ${server} broke.`));
  });
  // The connection also closes at the end, when nothing waits for this promise.
  closed.catch(() => undefined);
  const sql = postgres(databaseUrl, {
    // The transaction needs one connection, for as long as it takes.
    max: 1,
    max_lifetime: null,
    // Poolers may not keep prepared statements, nor know these types.
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
    onclose,
    connection: { application_name: "convex-music-library" },
    ...(/[?&]ssl(mode)?=/.test(databaseUrl) ? {} : { ssl: "prefer" as const }),
  });
  try {
    // `sql.begin` would end the process when it rolls back on a broken connection.
    await sql.unsafe("begin isolation level repeatable read read only");
    isConnected = true;
    const result = await Promise.race([work(sql), closed]);
    await sql.unsafe("commit");
    return result;
  } catch (error) {
    if (isConnected) throw error;
    throw new CommandError(`Could not connect to ${server}: ${messageOf(error)}`);
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** Names the server without the user and the password. */
function serverOf(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "the database";
  const { host, pathname } = new URL(databaseUrl);
  return `the database ${host}${pathname}`;
}

/** Overrides the settings of the server and the user, for this transaction only. */
async function configure(sql: Transaction) {
  const settings = {
    timezone: "UTC",
    datestyle: "ISO",
    intervalstyle: "postgres",
    extra_float_digits: "1",
    // A policy that hides rows must cause an error, not an incomplete export.
    row_security: "off",
    statement_timeout: "0",
    idle_in_transaction_session_timeout: "0",
  };
  for (const [name, value] of Object.entries(settings)) {
    await sql`select set_config(${name}, ${value}, true)`;
  }
}

async function queriesOf(sql: Transaction, job: PostgresExport): Promise<TableQuery[]> {
  const tracks = await findTable(sql, job, "tracks");
  const playlists = await findTable(sql, job, "playlists");
  const items = await findTable(sql, job, "playlist_tracks");
  const profiles = job.owners ? await findTable(sql, job, "profiles") : null;
  const itemOrder = ["playlistId", "position", "createdAt", "id", "trackId"];
  const queries: [SourceTable, string][] = [
    [tracks, selection(tracks, orderOf(job, tracks, ["createdAt", "id"]))],
    [playlists, selection(playlists, orderOf(job, playlists, ["createdAt", "id"]))],
    [items, selection(items, orderOf(job, items, itemOrder))],
  ];
  if (profiles !== null) {
    queries.push([profiles, ownersSelection(job, profiles, playlists)]);
  }
  const typed: TableQuery[] = [];
  for (const [source, query] of queries) {
    typed.push({ source, query, types: await typesOf(sql, query) });
  }
  return typed;
}

/** Looks up the types of the columns of a query. For a domain, that is the base type. */
async function typesOf(sql: Transaction, query: string): Promise<PostgresColumn[]> {
  const { columns } = await sql.unsafe(`select * from (${query}) as typed limit 0`);
  const ids = [...new Set(columns.map(({ type }) => type))].join(", ");
  const rows = await sql.unsafe<CatalogType[]>(
    `select t.oid::text as id, t.typname as name, t.typtype = 'e' as is_enum,
      t.typcategory = 'A' as is_array, e.oid::text as element_id,
      e.typname as element_name, e.typtype = 'e' as element_is_enum
    from pg_type t left join pg_type e on e.oid = t.typelem
    where t.oid in (${ids})`,
  );
  const types = new Map(rows.map((row) => [Number(row.id), typeOf(row)]));
  return columns.map(({ name, type }) => ({
    name,
    typeId: type,
    type: types.get(type)!,
  }));
}

type CatalogType = {
  id: string;
  name: string;
  is_enum: boolean | string;
  is_array: boolean | string;
  element_id: string | null;
  element_name: string | null;
  element_is_enum: boolean | string | null;
};

function typeOf(row: CatalogType): PostgresType {
  const element = {
    id: Number(row.element_id),
    name: row.element_name!,
    isEnum: isTrue(row.element_is_enum),
  };
  return {
    name: row.name,
    isEnum: isTrue(row.is_enum),
    element: isTrue(row.is_array) ? element : null,
  };
}

/** With `fetch_types: false`, booleans may come as text. */
function isTrue(value: boolean | string | null) {
  return value === true || value === "t";
}

/**
 * Checks that every column that a field may come from has a type with a rule. Returns the
 * other columns without one. Throws `CommandError` with the list of all such fields.
 */
function checkTypes(queries: TableQuery[], mapping: Mapping): string[] {
  const problems: string[] = [];
  const columnsAsText: string[] = [];
  for (const { source, types } of queries) {
    const used = usedColumns(mapping, source);
    for (const { name, type } of types) {
      if (isSupported(type)) continue;
      const list = used.has(name) ? problems : columnsAsText;
      list.push(`${source.name}.${name} (${typeNameOf(type)})`);
    }
  }
  if (problems.length === 0) return columnsAsText;
  throw new CommandError(
    "Nothing was exported: these columns have types that cannot be converted. Convert " +
      "them in a view, or map the field to another column or to null.",
    problems.map((problem) => `  ${problem}`),
  );
}

function typeNameOf({ name, element }: PostgresType) {
  return element === null ? name : `${element.name}[]`;
}

/** The columns of a table that fields come from. */
function usedColumns(mapping: Mapping, source: SourceTable): Set<string> {
  const fields = Object.keys(tables[source.table]);
  const columns = fields.map((field) => columnOf(mapping, source, field));
  return new Set(columns.filter((column) => column !== null));
}

async function exportTable(
  sql: Transaction,
  { folder, terminal }: PostgresExport,
  { source: { table, name }, query, types }: TableQuery,
): Promise<FileFacts> {
  const [counted] = await sql.unsafe<{ rows: string }[]>(
    `select count(*)::text as rows from (${query}) as counted`,
  );
  const total = Number(counted!.rows);
  const progress = new Progress(terminal, table, total);
  const writer = await JsonlWriter.create(join(folder, fileOf(table)));
  try {
    for await (const rows of sql.unsafe(query).raw().cursor(ROWS_PER_BATCH)) {
      await writer.write(rows.map((row) => lineOf(name, types, row as never)));
      progress.advance(rows.length);
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  const facts = await writer.finish();
  progress.finish();
  if (facts.rows === total) return facts;
  throw new CommandError(`${name} has ${total} rows, but ${facts.rows} were read.`);
}

function lineOf(
  table: string,
  columns: PostgresColumn[],
  row: (Buffer | null)[],
): string {
  const fields = columns.map(({ name, typeId, type }, index) => {
    const bytes = row[index]!;
    if (bytes !== null && !isUtf8(bytes)) {
      throw new CommandError(`${table}.${name} holds a text that is not UTF-8.`);
    }
    const elementType = isSupported(type) ? type.element?.id : undefined;
    const json = jsonOf(bytes && bytes.toString(), typeId, elementType);
    return `${JSON.stringify(name)}:${json}`;
  });
  return `{${fields.join(",")}}`;
}

/** Looks up a table or view. Throws `CommandError` if it does not exist. */
async function findTable(
  sql: Transaction,
  { mapping, schema }: PostgresExport,
  table: TableName,
): Promise<SourceTable> {
  const named = (mapping[table]?.table ?? table).split(".");
  const [inSchema, name] = named.length === 2 ? named : [schema, named.join(".")];
  const full = `${inSchema}.${name}`;
  const quotedName = `${quoted(inSchema!)}.${quoted(name!)}`;
  const found = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = to_regclass(${quotedName}) and attnum > 0 and not attisdropped
    order by attnum`;
  if (found.length === 0) {
    throw new CommandError(
      `There is no table ${full}. If it has another name, give that in a mapping: {"${table}": {"table": "…"}}.`,
    );
  }
  const columns = found.map((column) => column.name);
  return { table, name: full, sql: quotedName, columns };
}

function selection({ sql, columns }: SourceTable, order: string) {
  return `select ${columns.map(quoted).join(", ")} from ${sql}${order}`;
}

/** The `order by` clause, of those fields that the table has. */
function orderOf({ mapping }: PostgresExport, source: SourceTable, fields: string[]) {
  const order = fields
    .map((field) => columnOf(mapping, source, field))
    .filter((column) => column !== null)
    .map((column) => `${quoted(column)} nulls last`);
  return order.length === 0 ? "" : ` order by ${order.join(", ")}`;
}

/** Selects the ids and email addresses of the users who own a playlist, nothing else. */
function ownersSelection(
  { mapping }: PostgresExport,
  profiles: SourceTable,
  playlists: SourceTable,
) {
  const requireColumn = (source: SourceTable, field: string) => {
    const column = columnOf(mapping, source, field);
    if (column !== null) return quoted(column);
    throw new CommandError(
      `${source.name} has no column for ${field}. To read the addresses of Supabase's own ` +
        'users, put {"profiles": {"table": "auth.users"}} in a mapping.',
    );
  };
  const id = requireColumn(profiles, "id");
  const email = requireColumn(profiles, "email");
  const owner = requireColumn(playlists, "ownerId");
  return (
    `select ${id}, ${email} from ${profiles.sql} where ${id}::text in ` +
    `(select ${owner}::text from ${playlists.sql}) order by ${id}`
  );
}

function columnOf(mapping: Mapping, { table, columns }: SourceTable, field: string) {
  return columnsOf(mapping, table, field).find((name) => columns.includes(name)) ?? null;
}

function quoted(name: string) {
  return `"${name.replaceAll('"', '""')}"`;
}
