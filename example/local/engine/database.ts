import { convexTest } from "convex-test";
import type {
  GenericSchema,
  PaginationOptions,
  PaginationResult,
  SchemaDefinition,
  UserIdentity,
} from "convex/server";
import type { Value } from "convex/values";
import type { SchemaJson } from "../push/types.js";
import { keepIndexes } from "../indexes/index.js";

/** Loaders for the files of a component, by path. */
export type ModuleMap = Record<string, () => Promise<object>>;

type RunFromPath = (
  path: { componentPath: string; udfPath: string },
  args: Value,
) => Promise<Value>;

/** What code can use that runs in a transaction of a component without being a function. */
export type StorageContext = {
  storage: {
    store(blob: Blob): Promise<string>;
    get(id: string): Promise<Blob | null>;
    delete(id: string): Promise<void>;
  };
  db: {
    get(id: string): Promise<{ contentType?: string; sha256: string } | null>;
    patch(id: string, fields: { contentType: string }): Promise<void>;
    query(table: string): TableQuery;
    system: { query(table: string): TableQuery };
  };
};

type TableQuery = {
  order(order: TableOrder): {
    paginate(options: PaginationOptions): Promise<PaginationResult<Value>>;
  };
};

/** The order by creation time. */
export type TableOrder = "asc" | "desc";

/** The part of convex-test that the engine uses. It runs functions by their path. */
export type Database = {
  queryFromPath: RunFromPath;
  mutationFromPath: RunFromPath;
  actionFromPath: RunFromPath;
  runInComponent<T>(
    component: string,
    run: (ctx: StorageContext) => Promise<T>,
  ): Promise<T>;
  /** Resolves when no scheduled function is running. */
  finishInProgressScheduledFunctions(): Promise<void>;
  registerComponent(path: string, schema: object | null, modules: ModuleMap): void;
  withIdentity(identity: UserIdentity): Database;
};

/** The part of a component that the database needs to know. */
export type DatabaseComponent = { schema: SchemaJson | null; modules: ModuleMap };

/**
 * Starts an empty database, with a deployment's limits on what a transaction may touch.
 *
 * @param components - What is installed, by component path; `""` is the app.
 */
export function startDatabase(components: Map<string, DatabaseComponent>): Database {
  const app = components.get("")!;
  const test = convexTest({
    ...(app.schema && { schema: toDefinition(app.schema) }),
    modules: app.modules,
    transactionLimits: true,
  });
  // The types of convex-test lack these methods, but they exist at run time.
  const database = test as unknown as Database;
  for (const [path, { schema, modules }] of components) {
    if (path === "") continue;
    database.registerComponent(path, schema && toDefinition(schema), modules);
  }
  keepIndexes(test);
  return database;
}

/** Converts a schema to the form that convex-test expects from `defineSchema`. */
function toDefinition(schema: SchemaJson): SchemaDefinition<GenericSchema, boolean> {
  const tables = schema.tables.map((table) => [
    table.tableName,
    { export: () => ({ searchIndexes: [], vectorIndexes: [], ...table }) },
  ]);
  return {
    tables: Object.fromEntries(tables) as object,
    schemaValidation: schema.schemaValidation,
  } as unknown as SchemaDefinition<GenericSchema, boolean>;
}
