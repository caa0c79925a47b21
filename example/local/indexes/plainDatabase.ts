import { AsyncLocalStorage } from "node:async_hooks";
import type { JSONValue } from "convex/values";
import type { Condition, Order, Row } from "./tableIndexes.js";

/*
 * The parts of convex-test's own database that an indexed one needs. They are no public
 * interface: this is a reason why the version of convex-test is pinned.
 */

/** The rows that a query starts from, as a function names them. */
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

/** What is to be done with the rows of a query. */
export type Plan = {
  filterFn(row: Row): boolean;
  limit: number | null;
  fieldPathsToSortBy: string[];
  order: Order;
};

/** Rows by id, as a transaction leaves them: null where it deleted one. */
export type Writes = Record<string, Row | null>;

export interface PlainDatabase {
  readonly componentPath: string;
  _schema: { tables: Map<string, { indexes: { fields: string[] }[] }> } | null;
  /** What is not committed yet: an entry for each transaction within another. */
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

/** What `convexTest()` returns, as far as it matters here. */
export type ConvexTest = { finishInProgressScheduledFunctions(): Promise<void> };

/** The databases of a `convexTest()`, by component path, where they can be replaced. */
export function databasesOf(test: ConvexTest): Record<string, { db: PlainDatabase }> {
  // It keeps its state to itself, but enters it as a context at every call.
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
