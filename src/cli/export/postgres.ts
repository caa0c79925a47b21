import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import postgres from "postgres";
import { CommandError } from "../errors.js";
import { type FileFacts, JsonlWriter } from "../io/jsonl.js";
import { prepareFolder, writeManifest } from "../io/manifest.js";
import { columnsOf, type Mapping } from "../schema/mapping.js";
import { jsonOf } from "./postgresTypes.js";
import { Progress, type Screen } from "../io/progress.js";
import { fileOf, type TableName } from "../schema/tables.js";

/** How many rows the cursor brings at once. */
const ROWS_A_BATCH = 500;

export type PostgresExport = {
  databaseUrl: string;
  folder: string;
  /** Where tables without a schema of their own are. */
  schema: string;
  mapping: Mapping;
  /** Exports the addresses of those who have playlists as well. */
  owners: boolean;
  force: boolean;
  screen: Screen;
};

type Transaction = postgres.Sql;
type Columns = postgres.ColumnList<string>;

/** A table with the columns that it has. */
type Source = { table: TableName; name: string; sql: string; columns: string[] };

/**
 * Writes the tables as they are at one moment: all in one transaction that sees one
 * snapshot, row by row through a cursor.
 */
export async function exportFromPostgres(job: PostgresExport): Promise<void> {
  await prepareFolder(job.folder, job);
  const facts = await inSnapshot(job.databaseUrl, async (sql) => {
    await settle(sql);
    return await exportTables(sql, job);
  });
  await writeManifest(job.folder, "postgres", facts);
}

/** Does work in a transaction that sees one moment, and only reads. */
async function inSnapshot<T>(
  databaseUrl: string,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  let onclose = () => {};
  const closed = new Promise<never>((_, reject) => {
    onclose = () => reject(new CommandError("The connection to the database broke."));
  });
  // It closes in the end, too, when nobody listens any more.
  closed.catch(() => undefined);
  const sql = postgres(databaseUrl, {
    // One connection, and for as long as it takes: the transaction is its.
    max: 1,
    max_lifetime: null,
    // A pooler may not keep prepared statements, nor know these types.
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
    onclose,
    connection: { application_name: "convex-music-library" },
    ...(/[?&]ssl(mode)?=/.test(databaseUrl) ? {} : { ssl: "prefer" as const }),
  });
  try {
    // Not `sql.begin`: its rollback on a connection that broke would end the process.
    await sql.unsafe("begin isolation level repeatable read read only");
    const result = await Promise.race([work(sql), closed]);
    await sql.unsafe("commit");
    return result;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

/** Settings for this transaction alone, whatever the server and the user have set. */
async function settle(sql: Transaction) {
  const settings = {
    timezone: "UTC",
    datestyle: "ISO",
    intervalstyle: "postgres",
    extra_float_digits: "1",
    // Rows that a policy hides would be missing without a word; now it is an error.
    row_security: "off",
    statement_timeout: "0",
    idle_in_transaction_session_timeout: "0",
  };
  for (const [name, value] of Object.entries(settings)) {
    await sql`select set_config(${name}, ${value}, true)`;
  }
}

async function exportTables(sql: Transaction, job: PostgresExport) {
  const tracks = await sourceOf(sql, job, "tracks");
  const playlists = await sourceOf(sql, job, "playlists");
  const items = await sourceOf(sql, job, "playlist_tracks");
  const profiles = job.owners ? await sourceOf(sql, job, "profiles") : null;

  const queries: [Source, string][] = [
    [tracks, selection(tracks, orderOf(job, tracks, ["createdAt", "id"]))],
    [playlists, selection(playlists, orderOf(job, playlists, ["createdAt", "id"]))],
    [
      items,
      selection(
        items,
        orderOf(job, items, ["playlistId", "position", "createdAt", "id"]),
      ),
    ],
  ];
  if (profiles !== null) {
    queries.push([profiles, ownersSelection(job, profiles, playlists)]);
  }
  const facts = new Map<TableName, FileFacts>();
  for (const [source, query] of queries) {
    facts.set(source.table, await exportTable(sql, job, source, query));
  }
  return facts;
}

async function exportTable(
  sql: Transaction,
  { folder, screen }: PostgresExport,
  { table, name }: Source,
  query: string,
): Promise<FileFacts> {
  const [counted] = await sql.unsafe<{ rows: string }[]>(
    `select count(*)::text as rows from (${query}) as counted`,
  );
  const total = Number(counted!.rows);
  const progress = new Progress(screen, table, total);
  const writer = await JsonlWriter.create(join(folder, fileOf(table)));
  try {
    let columns: Columns | null = null;
    for await (const rows of sql.unsafe(query).raw().cursor(ROWS_A_BATCH)) {
      // Only the first batch tells what its columns are.
      columns ??= (rows as unknown as { columns: Columns }).columns;
      const described = columns;
      await writer.write(rows.map((row) => lineOf(name, described, row as never)));
      progress.advance(rows.length);
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  const facts = await writer.finish();
  progress.finish();
  if (facts.rows === total) return facts;
  throw new CommandError(`${name} has ${total} rows, but ${facts.rows} arrived.`);
}

function lineOf(table: string, columns: Columns, row: (Buffer | null)[]): string {
  const fields = columns.map(({ name, type }, index) => {
    const bytes = row[index]!;
    if (bytes !== null && !isUtf8(bytes)) {
      throw new CommandError(`${table}.${name} holds a text that is not UTF-8.`);
    }
    return `${JSON.stringify(name)}:${jsonOf(bytes && bytes.toString(), type)}`;
  });
  return `{${fields.join(",")}}`;
}

/** Looks up a table or a view. Throws when there is none. */
async function sourceOf(
  sql: Transaction,
  { mapping, schema }: PostgresExport,
  table: TableName,
): Promise<Source> {
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
      `There is no table ${full}. A mapping can name another one: {"${table}": {"table": "…"}}.`,
    );
  }
  const columns = found.map((column) => column.name);
  return { table, name: full, sql: quotedName, columns };
}

function selection({ sql, columns }: Source, order: string) {
  return `select ${columns.map(quoted).join(", ")} from ${sql}${order}`;
}

/** The order of the rows; what a table does not have does not count. */
function orderOf({ mapping }: PostgresExport, source: Source, fields: string[]) {
  const order = fields
    .map((field) => columnOf(mapping, source, field))
    .filter((column) => column !== null)
    .map((column) => `${quoted(column)} nulls last`);
  return order.length === 0 ? "" : ` order by ${order.join(", ")}`;
}

/** Of profiles the ids and addresses alone, and only of those who have a playlist. */
function ownersSelection(
  { mapping }: PostgresExport,
  profiles: Source,
  playlists: Source,
) {
  const needed = (source: Source, field: string) => {
    const column = columnOf(mapping, source, field);
    if (column !== null) return quoted(column);
    throw new CommandError(
      `${source.name} has no column for ${field}. The addresses of Supabase's own users: ` +
        '{"profiles": {"table": "auth.users"}} in a mapping.',
    );
  };
  const id = needed(profiles, "id");
  const email = needed(profiles, "email");
  const owner = needed(playlists, "ownerId");
  return (
    `select ${id}, ${email} from ${profiles.sql} where ${id}::text in ` +
    `(select ${owner}::text from ${playlists.sql}) order by ${id}`
  );
}

function columnOf(mapping: Mapping, { table, columns }: Source, field: string) {
  return columnsOf(mapping, table, field).find((name) => columns.includes(name)) ?? null;
}

function quoted(name: string) {
  return `"${name.replaceAll('"', '""')}"`;
}
