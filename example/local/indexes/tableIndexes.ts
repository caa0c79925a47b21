import { compareValues, type Value } from "convex/values";
// The default export of a CommonJS package is not the same thing to every loader.
import { BTreeEx } from "sorted-btree/extended/index.js";

/** A stored document. */
export type Row = { _id: string; _creationTime: number; [field: string]: Value };

/** One condition of a range. Conditions are in the order of the index's fields. */
export type Condition = {
  type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte";
  value: Value | undefined;
};

export type Order = "asc" | "desc";

/** A row's values for the fields of an index: its position in the index. */
export type FieldValues = (Value | undefined)[];

/** A part of a range, in reading order. */
export type Span = { after?: FieldValues | undefined; until?: FieldValues | undefined };

/** The fields by which every table is ordered by creation. */
export const CREATION_ORDER = ["_creationTime", "_id"];

/** Sort before and after all values, for the ends of a range. */
const LOWEST = Symbol("lowest");
const HIGHEST = Symbol("highest");

type Key = (Value | undefined | typeof LOWEST | typeof HIGHEST)[];

type Range = { low: Key; high: Key };

/** The indexes of one table, each created when it is first used. */
export class TableIndexes {
  readonly #creation = new Index(CREATION_ORDER);
  readonly #indexes = new Map([[CREATION_ORDER.join(), this.#creation]]);

  /** The index on these fields. The last one must be `_id`. */
  on(fields: string[]): Index {
    const name = fields.join();
    const known = this.#indexes.get(name);
    if (known) return known;
    const index = new Index(fields);
    for (const row of this.#creation.rows([], "asc")) index.replace(null, row);
    this.#indexes.set(name, index);
    return index;
  }

  /** Replaces a row in all indexes. Null means that it did not exist, or no longer does. */
  replace(before: Row | null, after: Row | null): void {
    if (before === after) return;
    for (const index of this.#indexes.values()) index.replace(before, after);
  }
}

/** The rows of a table, ordered by some fields. */
class Index {
  readonly #paths: string[][];

  constructor(
    private readonly fields: string[],
    private readonly tree = new BTreeEx<Key, Row>(undefined, compareKeys),
  ) {
    this.#paths = fields.map((field) => field.split("."));
  }

  replace(before: Row | null, after: Row | null): void {
    if (before) this.tree.delete(this.#positionOf(before));
    if (after) this.tree.set(this.#positionOf(after), after);
  }

  /** The rows of a range. Read them before the index changes again. */
  rows(conditions: Condition[], order: Order, span: Span = {}): Iterable<Row> {
    const range = rangeOf(conditions);
    const part = order === "asc" ? ascending(range, span) : descending(range, span);
    return rowsBetween(this.tree, part, order);
  }

  /** The index in its present state. Cheap, because the tree copies on write. */
  snapshot(): Index {
    return new Index(this.fields, this.tree.clone());
  }

  #positionOf(row: Row): FieldValues {
    return this.#paths.map((path) => valueAt(path, row));
  }
}

function* rowsBetween(
  tree: BTreeEx<Key, Row>,
  { low, high }: Range,
  order: Order,
): Generator<Row> {
  const isAscending = order === "asc";
  const entries = isAscending ? tree.entries(low) : tree.entriesReversed(high);
  for (const [key, row] of entries) {
    const isPast = isAscending ? compareKeys(key, high) > 0 : compareKeys(key, low) < 0;
    if (isPast) return;
    yield row;
  }
}

function rangeOf(conditions: Condition[]): Range {
  const prefix: Key = [];
  let low: Key = [LOWEST];
  let high: Key = [HIGHEST];
  for (const { type, value } of conditions) {
    if (type === "Eq") prefix.push(value);
    if (type === "Gt") low = [value, HIGHEST];
    if (type === "Gte") low = [value, LOWEST];
    if (type === "Lt") high = [value, LOWEST];
    if (type === "Lte") high = [value, HIGHEST];
  }
  return { low: [...prefix, ...low], high: [...prefix, ...high] };
}

function ascending({ low, high }: Range, { after, until }: Span): Range {
  return {
    low: after ? later(low, [...after, HIGHEST]) : low,
    high: until ? earlier(high, [...until, HIGHEST]) : high,
  };
}

function descending({ low, high }: Range, { after, until }: Span): Range {
  return {
    low: until ? later(low, [...until, LOWEST]) : low,
    high: after ? earlier(high, [...after, LOWEST]) : high,
  };
}

function later(some: Key, other: Key): Key {
  return compareKeys(some, other) > 0 ? some : other;
}

function earlier(some: Key, other: Key): Key {
  return compareKeys(some, other) < 0 ? some : other;
}

function valueAt(path: string[], row: Row): Value | undefined {
  let value: Value | undefined = row;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value;
}

function isObject(value: Value | undefined): value is Record<string, Value> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype.constructor?.name === "Object";
}

/** All rows' keys have the same length. Only an end of a range can differ in length. */
function compareKeys(some: Key, other: Key): number {
  for (let i = 0; i < Math.max(some.length, other.length); i++) {
    const [left, right] = [some[i], other[i]];
    if (left === right && left !== 0) continue;
    if (left === LOWEST || right === HIGHEST) return -1;
    if (left === HIGHEST || right === LOWEST) return 1;
    const order = compareValues(left as Value, right as Value);
    if (order !== 0) return order;
  }
  return 0;
}
