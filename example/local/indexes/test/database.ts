import { convexTest } from "convex-test";
import {
  defineSchema,
  defineTable,
  makeFunctionReference,
  mutationGeneric,
  queryGeneric,
  type GenericDataModel,
  type GenericDatabaseReader,
  type GenericMutationCtx,
} from "convex/server";
import { v, type GenericId } from "convex/values";
import { keepIndexes } from "../indexedDatabase.js";
import type { Call, Fields, Rows, Step } from "./steps.js";

const table = () =>
  defineTable(v.any())
    .index("byA", ["a"])
    .index("byAB", ["a", "b"])
    .index("byNested", ["c.length", "b"])
    .searchIndex("search", { searchField: "text", filterFields: ["a"] });

const schema = defineSchema({ notes: table(), tags: table() });

const mutation = makeFunctionReference<"mutation">("functions:mutation");
const query = makeFunctionReference<"query">("functions:query");
const page = makeFunctionReference<"query">("functions:page");

type Context = GenericMutationCtx<GenericDataModel>;
type Reader = GenericDatabaseReader<GenericDataModel>;

/** A database that performs steps and records everything observable. */
export class Database {
  readonly #test = convexTest({
    schema,
    modules: {
      "./_generated/api.js": async () => ({}),
      "./functions.js": async () => ({
        mutation: mutationGeneric((ctx) => this.#perform(ctx)),
        query: queryGeneric((ctx) => this.#perform(ctx as Context)),
        page: queryGeneric((ctx) => this.#readPage(ctx.db)),
      }),
    },
    transactionLimits: true,
  });
  /** Results, errors and the costs of transactions. */
  readonly seen: unknown[] = [];
  readonly #ids: GenericId<string>[] = [];
  readonly #cursors: string[] = [];
  // The work of the next function call.
  #call: Call | null = null;
  #page: (Step & { does: "page" }) | null = null;

  constructor(kind: "plain" | "indexed") {
    if (kind === "indexed") keepIndexes(this.#test);
  }

  /** Calls a function from outside. */
  async run(call: Call): Promise<void> {
    this.#call = call;
    await this.#note(async () =>
      call.does === "mutation"
        ? await this.#test.mutation(mutation)
        : await this.#test.query(query),
    );
  }

  async #note(act: () => Promise<unknown>): Promise<void> {
    try {
      this.seen.push(await act());
    } catch (error) {
      this.seen.push(String(error));
    }
  }

  async #perform(ctx: Context): Promise<null> {
    const { steps, fails } = this.#call!;
    for (const step of steps) await this.#note(() => this.#take(step, ctx));
    this.seen.push(await ctx.meta.getTransactionMetrics());
    if (fails) throw new Error("It fails");
    return null;
  }

  async #take(step: Step, ctx: Context): Promise<unknown> {
    const { db } = ctx;
    switch (step.does) {
      case "insert":
        this.#ids.push(await db.insert(step.tableName, written(step.fields, ctx)));
        return this.#ids.at(-1);
      case "patch":
        return db.patch(this.#id(step.place), written(step.fields, ctx));
      case "replace":
        return db.replace(this.#id(step.place), written(step.fields, ctx));
      case "delete":
        return db.delete(this.#id(step.place));
      case "schedule":
        await ctx.scheduler.runAfter(1000, mutation);
        return db.system.query("_scheduled_functions").order("desc").take(2);
      case "get":
        return db.get(this.#id(step.place));
      case "collect":
        return toQuery(db, step.rows).collect();
      case "take":
        return toQuery(db, step.rows).take(step.count);
      case "search": {
        const { tableName, text, a } = step;
        return db
          .query(tableName)
          .withSearchIndex("search", (q) => {
            const search = q.search("text", text);
            return a === undefined ? search : search.eq("a", a);
          })
          .collect();
      }
      case "count":
        // Exists at run time, but not in the types.
        return (db.query(step.tableName) as never as { count(): unknown }).count();
      case "iterate": {
        const rows: unknown[] = [];
        for await (const row of toQuery(db, step.rows)) {
          rows.push(row);
          if (rows.length > step.stopsAfter) break;
          await this.#takeOneOf(step.meanwhile, rows.length, ctx);
        }
        return rows;
      }
      case "page":
        // A function can read only one page.
        this.#page = step;
        return ctx.runQuery(page);
      case "mutation":
        this.#call = step;
        return ctx.runMutation(mutation);
      case "query":
      case "stale query": {
        this.#call = step;
        const options = { useStaleSnapshot: step.does === "stale query" };
        return ctx.runQuery(query, {}, options as object);
      }
    }
  }

  async #takeOneOf(steps: Step[], number: number, ctx: Context): Promise<void> {
    const step = steps[number % steps.length]!;
    await this.#note(() => this.#take(step, ctx));
  }

  async #readPage(db: Reader): Promise<null> {
    const { rows, numItems, maximumRowsRead, from, until } = this.#page!;
    const page = await toQuery(db, rows).paginate({
      numItems,
      maximumRowsRead,
      cursor: this.#cursor(from),
      endCursor: this.#cursor(until),
    });
    this.#cursors.push(page.continueCursor);
    this.seen.push(page);
    return null;
  }

  #cursor(latest: number | null): string | null {
    return latest === null ? null : (this.#cursors.at(-1 - latest) ?? null);
  }

  #id(place: number): GenericId<string> {
    if (this.#ids.length === 0) throw new Error("Nothing was inserted");
    return this.#ids[place % this.#ids.length]!;
  }
}

type RangeBuilder = Record<string, (field: string, to: unknown) => RangeBuilder>;

function toQuery(db: Reader, { tableName, range, order, without }: Rows) {
  const all = db.query(tableName);
  const ranged = range
    ? all.withIndex(range.index, (q) => {
        let builder = q as unknown as RangeBuilder;
        for (const { type, field, to } of range.conditions) {
          builder = builder[type]!(field, to);
        }
        return builder as never;
      })
    : all;
  const ordered = order ? ranged.order(order) : ranged;
  return without === undefined
    ? ordered
    : ordered.filter((q) => q.neq(q.field("a"), without));
}

function written({ a, ...others }: Fields, { db }: Context) {
  return { ...others, a: a === "time of commit" ? db.vars.commitTs : a } as never;
}
