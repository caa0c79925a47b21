import { jsonToConvex, type JSONValue } from "convex/values";
import {
  CREATION_ORDER,
  TableIndexes,
  type Condition,
  type FieldValues,
  type Row,
  type Span,
} from "./tableIndexes.js";
import {
  databasesOf,
  type ConditionJson,
  type ConvexTest,
  type PageRequest,
  type Plan,
  type PlainDatabase,
  type PlainDatabaseClass,
  type Query,
  type Source,
  type Writes,
} from "./plainDatabase.js";
import { tableOfId } from "../engine/values.js";

/**
 * Gives indexes to the databases of a `convexTest()`, which otherwise look at all rows of
 * all tables at each read. Call it after the components are registered and before
 * anything is stored.
 */
export function keepIndexes(test: ConvexTest): void {
  for (const component of Object.values(databasesOf(test))) {
    const Indexed = indexed(component.db.constructor as PlainDatabaseClass);
    component.db = new Indexed(component.db);
  }
}

/**
 * A database that finds rows with indexes. convex-test still does everything else:
 * transactions, checks of queries, filters, search, cursors.
 */
function indexed(Plain: PlainDatabaseClass) {
  return class IndexedDatabase extends Plain {
    readonly #tables = new Map<string, TableIndexes>();
    readonly #streams = new Map<number, Iterator<Row>>();
    #depth = 0;
    #isUpdating = false;

    /** @param plain - A database with the same schema that is and stays empty. */
    constructor(private readonly plain: PlainDatabase) {
      super(null, plain.componentPath);
      this._schema = plain._schema;
    }

    override startTransaction(): void {
      super.startTransaction();
      this.#depth += 1;
    }

    override _addWrite(id: string, row: Row | null): void {
      this.#updateIndexes([id], () => super._addWrite(id, row));
    }

    override commit(commitTs: bigint | null): void {
      this.#updateIndexes(idsOf(this._writes.slice(-1)), () => super.commit(commitTs));
      this.#endTransaction();
    }

    override rollbackWrites(): void {
      this.#updateIndexes(idsOf(this._writes.slice(-1)), () => super.rollbackWrites());
      this.#endTransaction();
    }

    override stashWrites(): Writes[] {
      return this.#updateIndexes(idsOf(this._writes), () => super.stashWrites());
    }

    override restoreWrites(stashed: Writes[]): void {
      this.#updateIndexes(idsOf(stashed), () => super.restoreWrites(stashed));
    }

    override startQuery(query: Query): number {
      const queryId = this._nextQueryId++;
      this.#streams.set(queryId, this.#stream(query));
      return queryId;
    }

    override queryNext(queryId: number) {
      const stream = this.#streams.get(queryId);
      if (!stream) return super.queryNext(queryId);
      const next = stream.next();
      return next.done ? { value: null, done: true } : { value: next.value, done: false };
    }

    override paginate(request: PageRequest): object {
      const { query, cursor, endCursor, pageSize } = request;
      if (query.source.type === "Search") return super.paginate(request);
      const plan = this.#plan(query);
      const span = { after: positionOf(cursor), until: positionOf(endCursor) };
      const rows = this.#rows(query.source, plan, span);
      const needed = endCursor ? rows : untilFull(rows, plan, pageSize);
      return this.#among(needed).paginate(request);
    }

    /** Iterates over a table in the order of creation. Search uses this. */
    override _iterateDocs(table: string, callback: (row: Row) => void): void {
      const rows = this.#table(table).on(CREATION_ORDER).rows([], "asc");
      for (const row of rows) callback(row);
    }

    #stream(query: Query): Iterator<Row> {
      const { source } = query;
      if (source.type === "Search") return this._evaluateQuery(query).values();
      const plan = this.#plan(query);
      const rows = matching(this.#rows(source, plan), plan);
      return plan.limit === null ? rows : [...rows].values();
    }

    /** Without a limit, reads a snapshot, because the rows may be read over time. */
    #rows(source: RowSource, plan: Plan, span?: Span): Iterable<Row> {
      const isScan = source.type === "FullTableScan";
      const table = this.#table(
        isScan ? source.tableName : source.indexName.split(".")[0]!,
      );
      const conditions = isScan ? [] : source.range.map(toCondition);
      const index = table.on(isScan ? CREATION_ORDER : plan.fieldPathsToSortBy);
      const read = plan.limit === null ? index.snapshot() : index;
      return read.rows(conditions, plan.order, span);
    }

    /** @throws Error if the query is not allowed. */
    #plan(query: Query): Plan {
      return this.#among([])._resolveQuerySource(query);
    }

    /** convex-test's database as if these were all rows. */
    #among(rows: Iterable<Row>): PlainDatabase {
      const iterate: PlainDatabase["_iterateDocs"] = (_table, callback) => {
        for (const row of rows) callback(row);
      };
      return Object.create(this.plain, {
        _iterateDocs: { value: iterate },
      }) as PlainDatabase;
    }

    /** Makes a change that affects some rows, and updates the indexes. */
    #updateIndexes<T>(ids: string[], change: () => T): T {
      // Part of a larger change, which updates the indexes at its end.
      if (this.#isUpdating) return change();
      const before = ids.map((id) => [id, this.get(undefined, id)] as const);
      this.#isUpdating = true;
      try {
        return change();
      } finally {
        this.#isUpdating = false;
        for (const [id, row] of before) {
          this.#table(tableOfId(id)).replace(row, this.get(undefined, id));
        }
      }
    }

    /** Ends all queries with the outermost transaction. */
    #endTransaction(): void {
      this.#depth -= 1;
      if (this.#depth === 0) this.#streams.clear();
    }

    #table(name: string): TableIndexes {
      const known = this.#tables.get(name);
      if (known) return known;
      const table = new TableIndexes();
      for (const { fields } of this._schema?.tables.get(name)?.indexes ?? []) {
        table.on([...fields, ...CREATION_ORDER]);
      }
      this.#tables.set(name, table);
      return table;
    }
  };
}

type RowSource = Exclude<Source, { type: "Search" }>;

function idsOf(writes: Writes[]): string[] {
  return writes.flatMap((level) => Object.keys(level));
}

function toCondition({ type, value }: ConditionJson): Condition {
  const isUnset = typeof value === "object" && value !== null && "$undefined" in value;
  return { type, value: isUnset ? undefined : jsonToConvex(value) };
}

/** The position of a cursor, or undefined for the start or the end. */
function positionOf(cursor: string | null | undefined): FieldValues | undefined {
  if (!cursor || cursor === "_end_cursor") return undefined;
  const values = JSON.parse(cursor) as (string | null)[];
  return values.map((value) =>
    value === null ? undefined : jsonToConvex(JSON.parse(value) as JSONValue),
  );
}

function* matching(rows: Iterable<Row>, { filterFn, limit }: Plan): Generator<Row> {
  let missing = limit ?? Infinity;
  for (const row of rows) {
    if (missing < 1) return;
    if (!filterFn(row)) continue;
    yield row;
    missing -= 1;
  }
}

/** The rows of a page and one more, which shows that the page is not the last. */
function* untilFull(rows: Iterable<Row>, { filterFn }: Plan, size: number) {
  let missing = Math.max(size, 1);
  for (const row of rows) {
    yield row;
    if (missing <= 0) return;
    if (filterFn(row)) missing -= 1;
  }
}
