import workpoolTest from "@convex-dev/workpool/test";
import type { GenericMutationCtx, GenericDataModel } from "convex/server";
import schema from "../../src/component/schema.js";
import type { Host } from "./host.js";

const tablesOf: Record<string, string[]> = {
  musicLibrary: [...Object.keys(schema.tables), "_storage", "_scheduled_functions"],
  "musicLibrary/clerkPool": Object.keys(workpoolTest.schema.tables),
  "musicLibrary/filePool": Object.keys(workpoolTest.schema.tables),
};

/** The tables of a component, as convex-test opens them, past its functions. */
export type InComponent = {
  runInComponent: <T>(
    path: string,
    handler: (ctx: GenericMutationCtx<GenericDataModel>) => Promise<T>,
  ) => Promise<T>;
};

/** Every row of every table of the library, and what is scheduled, as one text. */
export async function stateOf(t: Host): Promise<string> {
  const { runInComponent } = t as unknown as InComponent;
  const parts: string[] = [];
  for (const [path, tables] of Object.entries(tablesOf)) {
    const rows = await runInComponent(path, async (ctx) => {
      const all = await Promise.all(
        tables.map(async (table) => [table, await rowsOf(ctx, table)] as const),
      );
      return JSON.stringify(all);
    });
    parts.push(rows);
  }
  return parts.join("\n");
}

async function rowsOf(ctx: GenericMutationCtx<GenericDataModel>, table: string) {
  return table.startsWith("_")
    ? await ctx.db.system.query(table as "_storage").collect()
    : await ctx.db.query(table).collect();
}
