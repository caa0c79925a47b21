import { resolve } from "node:path";
import { UsageError } from "../errors.js";
import { readManifest } from "../io/manifest.js";
import { counted, formatCount } from "../io/counts.js";
import { textTable } from "../io/textTable.js";
import type { Context } from "../context.js";
import { deploymentOf, requireText, textOf } from "../options.js";
import { readMapping } from "../schema/mapping.js";
import { exportFromConvex } from "./convex.js";
import { exportFromPostgres } from "./postgres.js";

/** Runs `export`. */
export async function runExport(context: Context): Promise<void> {
  const { values, terminal } = context;
  const folder = requireText(values, "out");
  const source = textOf(values, "from") ?? "postgres";
  if (source === "convex") await runConvexExport(context, folder);
  else if (source === "postgres") await runPostgresExport(context, folder);
  else throw new UsageError(`--from is postgres or convex, not "${source}".`);

  const { tables } = await readManifest(folder);
  const rows = Object.entries(tables).map(([table, { rows, bytes }]) => [
    table,
    formatCount(rows),
    formatCount(bytes),
  ]);
  terminal.print(...textTable(["table", "rows", "bytes"], rows));
  terminal.print(`The files are in ${resolve(folder)}.`);
  terminal.addResults({ folder: resolve(folder), tables });
}

async function runConvexExport(context: Context, folder: string) {
  const { values, terminal } = context;
  const deployment = deploymentOf(context);
  const force = values.force === true;
  const { localFiles } = await exportFromConvex({ deployment, folder, force, terminal });
  terminal.addResults({ localFiles });
  if (localFiles === 0) return;
  terminal.print(
    `Not exported: the addresses of ${counted(localFiles, "file")}, which only this machine can read.`,
  );
}

async function runPostgresExport({ values, env, terminal }: Context, folder: string) {
  const databaseUrl = textOf(values, "database-url") ?? env.DATABASE_URL;
  if (!databaseUrl) throw new UsageError("Set DATABASE_URL, or give --database-url.");
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new UsageError("The URL of the database must begin with postgres://.");
  }
  const { columnsAsText } = await exportFromPostgres({
    ...{ databaseUrl, folder, terminal },
    schema: textOf(values, "schema") ?? "public",
    mapping: await readMapping(textOf(values, "mapping")),
    owners: values.owners === true,
    force: values.force === true,
  });
  terminal.addResults({ columnsAsText });
  for (const column of columnsAsText) {
    terminal.print(`Exported as PostgreSQL writes it: the column ${column}.`);
  }
}
