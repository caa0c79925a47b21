import type { Value } from "convex/values";
import fc from "fast-check";

/* Everything that a function can do with the two tables of database.ts, in any order. */

export const NOW = 1_700_000_000_000;

export const FIELDS_OF_INDEX = {
  byA: ["a", "_creationTime", "_id"],
  byAB: ["a", "b", "_creationTime", "_id"],
  byNested: ["c.length", "b", "_creationTime", "_id"],
  by_creation_time: ["_creationTime", "_id"],
  by_id: ["_id"],
};

type Made<A> = A extends fc.Arbitrary<infer T> ? T : never;

const VALUES: (Value | undefined)[] = [
  ...[undefined, null, -7n, 0n, -1.5, -0, 0, 1, NaN, Infinity, false, true],
  ...["", "a", "ab", "\uff5e", "\u{1f600}", new Uint8Array([1, 2]).buffer],
  ...[[], [1], [1, null], {}, { length: 1 }, { length: "a", other: [] }],
];

// Few values, so that many rows share them.
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("a", 0, -0, undefined) },
  fc.constantFrom(...VALUES),
);
const rarely = fc.integer({ min: 0, max: 9 }).map((number) => number === 0);
const tableName = fc.constantFrom("notes", "tags");
/** A row, as its index among all inserted rows. */
const place = fc.nat(60);

const fields = fc.record({
  a: fc.oneof({ weight: 9, arbitrary: value }, fc.constant("time of commit" as const)),
  b: value,
  c: fc.oneof(value, fc.record({ length: value })),
  text: fc.constantFrom("one", "two one", "three"),
});
export type Fields = Made<typeof fields>;

type Condition = {
  type: "eq" | "gt" | "gte" | "lt" | "lte";
  field: string;
  to: Value | undefined;
};

/** Conditions in the order of the index's fields, as required, or rarely in a wrong one. */
const range = fc
  .record({
    index: fc.constantFrom("byA", "byAB", "byNested", "by_creation_time", "by_id"),
    equals: fc.array(value, { maxLength: 2 }),
    bounds: fc.subarray<Condition["type"]>(["gt", "gte", "lt", "lte"], { maxLength: 2 }),
    limits: fc.tuple(value, value),
    born: fc.nat(60),
    isWrong: rarely,
  })
  .map(({ index, equals, bounds, limits, born, isWrong }) => {
    const names: string[] = FIELDS_OF_INDEX[index as keyof typeof FIELDS_OF_INDEX];
    const system: Record<string, Value> = {
      _creationTime: NOW + born / 1000,
      _id: `${10_000 + born}notes`.padStart(32, "0"),
    };
    const condition = (type: Condition["type"], at: number, to: Value | undefined) => {
      const field = names[isWrong ? at + 1 : at] ?? "_id";
      return { type, field, to: field in system ? system[field] : to };
    };
    const conditions: Condition[] = [
      ...equals.map((to, i) => condition("eq", i, to)),
      ...bounds.map((type, i) => condition(type, equals.length, limits[i])),
    ];
    return { index, conditions };
  });

const rows = fc.record({
  tableName,
  range: fc.option(range),
  order: fc.constantFrom("asc" as const, "desc" as const, undefined),
  /** The value of `a` that a filter excludes. */
  without: fc.option(value, { nil: undefined }),
});
export type Rows = Made<typeof rows>;

const insert = fc.record({ does: fc.constant("insert" as const), tableName, fields });
const write = fc.oneof(
  insert,
  fc.record({ does: fc.constant("patch" as const), place, fields }),
  fc.record({ does: fc.constant("replace" as const), place, fields }),
  fc.record({ does: fc.constant("delete" as const), place }),
  fc.record({ does: fc.constant("schedule" as const) }),
);

/** The end of one of the latest pages, counted back. Null for no cursor. */
const cursor = fc.option(fc.nat(8));

const read = fc.oneof(
  fc.record({ does: fc.constant("get" as const), place }),
  fc.record({ does: fc.constant("collect" as const), rows }),
  fc.record({ does: fc.constant("take" as const), rows, count: fc.nat(4) }),
  fc.record({
    does: fc.constant("search" as const),
    tableName,
    text: fc.constantFrom("one", "t"),
    a: value,
  }),
  fc.record({ does: fc.constant("count" as const), tableName }),
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant("page" as const),
      rows,
      numItems: fc.integer({ min: 0, max: 3 }),
      maximumRowsRead: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      from: cursor,
      until: cursor,
    }),
  },
);

/** Reads row by row, takes other steps in between, and may stop early. */
type Iterate = { does: "iterate"; rows: Rows; meanwhile: Step[]; stopsAfter: number };

/** Calls a function, as a transaction of its own or nested in another one. */
export type Call = {
  does: "mutation" | "query" | "stale query";
  steps: Step[];
  /** Whether it throws at the end, which rolls back its writes. */
  fails: boolean;
};

export type Step = Made<typeof write> | Made<typeof read> | Iterate | Call;

const { mutation, query } = fc.letrec<{
  mutation: Call;
  query: Call;
  iterate: Iterate;
  meanwhile: Step[];
  readStep: Step;
  step: Step;
}>((tie) => ({
  mutation: fc.record({
    does: fc.constant("mutation"),
    steps: fc.array(tie("step"), { maxLength: 12 }),
    fails: rarely,
  }),
  query: fc.record({
    does: fc.constantFrom("query", "stale query"),
    steps: fc.array(tie("readStep"), { maxLength: 4 }),
    fails: rarely,
  }),
  iterate: fc.record({
    does: fc.constant("iterate"),
    rows,
    meanwhile: tie("meanwhile"),
    stopsAfter: fc.nat(6),
  }),
  meanwhile: fc.array(tie("step"), { minLength: 1, maxLength: 3 }),
  readStep: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: read },
    tie("iterate"),
    tie("query"),
  ),
  step: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: write },
    { weight: 4, arbitrary: tie("readStep") },
    { weight: 2, arbitrary: tie("mutation") },
  ),
}));

/** Calls from outside. The first one fills the tables. */
export const calls = fc
  .tuple(
    fc.array(insert, { maxLength: 50 }),
    fc.array(fc.oneof({ weight: 3, arbitrary: mutation }, query), { maxLength: 4 }),
  )
  .map(([steps, calls]): Call[] => [{ does: "mutation", steps, fails: false }, ...calls]);
