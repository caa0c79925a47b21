import { AsyncLocalStorage } from "node:async_hooks";
import type { JSONValue } from "convex/values";
import type { Condition, Order, Row } from "./tableIndexes.js";

/*
 * The parts of convex-test's database that the indexed one uses. They are not a public
 * interface, which is one reason why the version of convex-test is pinned.
 */

/** Where a query gets its rows from. */
export type Source =
  | { type: "FullTableScan"; tableName: string }
  | { type: "IndexRange"; indexName: string; range: ConditionJson[] }
  | { type: "Search"; indexName: string };

export type ConditionJson = Omit<Condition, "value"> & { value: JSONValue };

export type Query = { source: Source; operators: object[] };

export type PageRequest = {
  query: Query;
  cursor: string | null;
  endCursor?: string | null;
  pageSize: number;
};

/** How to process the rows of a query. */
export type Plan = {
  filterFn(row: Row): boolean;
  limit: number | null;
  fieldPathsToSortBy: string[];
  order: Order;
};

/** The rows that a transaction wrote, by id. Null for a deleted row. */
export type Writes = Record<string, Row | null>;

export interface PlainDatabase {
  readonly componentPath: string;
  _schema: { tables: Map<string, { indexes: { fields: string[] }[] }> } | null;
  /** Uncommitted writes, one entry for each level of nested transactions. */
  _writes: Writes[];
  _nextQueryId: number;
  get(table: string | undefined, id: string): Row | null;
  startTransaction(): void;
  commit(commitTs: bigint | null): void;
  rollbackWrites(): void;
  stashWrites(): Writes[];
  restoreWrites(stashed: Writes[]): void;
  startQuery(query: Query): number;
  queryNext(queryId: number): { value: Row | null; done: boolean };
  paginate(request: PageRequest): object;
  _addWrite(id: string, row: Row | null): void;
  _iterateDocs(table: string, callback: (row: Row) => void): void;
  _resolveQuerySource(query: Query): Plan;
  _evaluateQuery(query: Query): Row[];
}

export type PlainDatabaseClass = new (
  schema: null,
  componentPath: string,
) => PlainDatabase;

/** The part of the result of `convexTest()` that is used here. */
export type ConvexTest = { finishInProgressScheduledFunctions(): Promise<void> };

/** The databases of a `convexTest()` by component path, in the object that holds them. */
export function databasesOf(test: ConvexTest): Record<string, { db: PlainDatabase }> {
  // Its state is private, but each call enters it as the value of an AsyncLocalStorage.
  const contexts = AsyncLocalStorage.prototype as { run(...args: unknown[]): unknown };
  const { run } = contexts;
  let entered: unknown;
  contexts.run = function (...args) {
    entered ??= args[0];
    return run.apply(this, args);
  };
  try {
    void test.finishInProgressScheduledFunctions();
  } finally {
    contexts.run = run;
  }
  const state = entered as { components: Record<string, { db: PlainDatabase }> };
  return state.components;
}
