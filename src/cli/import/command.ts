import type { Context } from "../context.js";
import { CommandError } from "../errors.js";
import type { DeployedTable } from "../io/deployment.js";
import { counted, formatCount } from "../io/counts.js";
import { textTable } from "../io/textTable.js";
import { deploymentOf, importSourceOf } from "../options.js";
import { type ImportCounts, sendRows, sumOf } from "./batches.js";
import { resultOf, validateAndReport } from "./report.js";
import type { ImportSource } from "./tableFile.js";
import type { Validation } from "./validation.js";

/** Runs `import`. */
export async function runImport(context: Context): Promise<void> {
  const { values, terminal } = context;
  const source = await importSourceOf(context);
  const isDryRun = values["dry-run"] === true;
  const deployment = isDryRun ? null : deploymentOf(context);
  terminal.addResults({ dryRun: isDryRun });
  const validation = await validateAndReport(source, terminal, "Nothing was imported");
  const { orphans } = validation;
  if (deployment === null) {
    await orphans.finish();
    terminal.print(...dryRunTable(source, validation));
    terminal.print("This was a dry run. Nothing was written to the deployment.");
  } else {
    const counts = await sendRows({ source, validation, deployment, terminal });
    terminal.addResults({ tables: Object.fromEntries(counts) });
    terminal.print(...importTable(counts));
    checkSums(counts);
  }
  terminal.addResults({ orphans: resultOf(orphans) });
  if (orphans.count === 0) return;
  terminal.print(
    `Orphans: ${counted(orphans.count, "item")} without a playlist or a track, listed in ${orphans.path}.`,
  );
}

function dryRunTable({ manifest }: ImportSource, { orphans }: Validation): string[] {
  const rows = Object.entries(manifest.tables).map(([table, facts]) => [
    table,
    formatCount(facts.rows),
    formatCount(table === "playlist_tracks" ? orphans.count : 0),
  ]);
  return textTable(["table", "rows", "orphans"], rows);
}

function importTable(counts: Map<DeployedTable, ImportCounts>): string[] {
  const columns = ["rows", "created", "updated", "unchanged", "orphans"] as const;
  const body = [...counts].map(([table, row]) => [
    table,
    ...columns.map((name) => formatCount(row[name])),
  ]);
  return textTable(["table", ...columns], body);
}

/** Checks that the deployment accounted for every row. Throws `CommandError`. */
function checkSums(counts: Map<DeployedTable, ImportCounts>) {
  for (const [table, row] of counts) {
    if (sumOf(row) === row.rows) continue;
    throw new CommandError(
      `${table}: ${row.rows} rows were sent, but the deployment only reported ${sumOf(row)}.`,
    );
  }
}
