import type { DeployedApp } from "./deployed.js";

const systemTables = ["_scheduled_functions", "_storage"];
const ROWS_A_PAGE = 10_000;

type Row = { _id: string; _creationTime: number } & Record<string, unknown>;
type Page<T> = { page: T[]; isDone: boolean; continueCursor: string };

/** The documents of a table, oldest first, as `convex data` reads them. */
export async function rowsOf(
  app: DeployedApp,
  table: string,
  component = "musicLibrary",
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (;;) {
    const paginationOpts = { cursor, numItems: ROWS_A_PAGE };
    const args = { table, order: "asc", paginationOpts };
    const page: Page<Row> = await systemQuery(app, "tableData", component, args);
    rows.push(...page.page);
    if (page.isDone) return rows;
    cursor = page.continueCursor;
  }
}

/**
 * All documents of the app and its components, by component and table. Functions that
 * were ever scheduled are among them, with their arguments.
 */
export async function allRows(app: DeployedApp): Promise<Record<string, Row[]>> {
  const all: Record<string, Row[]> = {};
  for (const component of componentsOf(app)) {
    const tables = await systemQuery<Page<{ name: string }>>(app, "tables", component);
    const names = tables.page.map(({ name }) => name);
    for (const table of [...names, ...systemTables]) {
      all[`${component}:${table}`] = await rowsOf(app, table, component);
    }
  }
  return all;
}

/** The paths of the app and of all components that the CLI said it installed. */
function componentsOf({ printed }: DeployedApp): string[] {
  const installed = printed.join("").matchAll(/Installed component ([\w/]+)\./g);
  return ["", ...[...installed].map(([, path]) => path!)];
}

async function systemQuery<T>(
  { asAdmin }: DeployedApp,
  name: string,
  componentPath: string,
  args: object = {},
): Promise<T> {
  const path = `_system/cli/${name}`;
  const answer = await asAdmin("/api/query", { path, componentPath, args: [args] });
  return (answer as { value: T }).value;
}
