import type { Doc, Id } from "../../src/component/_generated/dataModel.js";
import type { MutationCtx } from "../../src/component/_generated/server.js";

type Field = "playlistId" | "position" | "_creationTime";
type Condition = { field: Field; op: "eq" | "gt" | "lt"; value: string | number };

/** As much of an item as moving it looks at. */
export type Item = Pick<Doc<"playlistTracks">, "_id" | Field>;

/**
 * The items of one playlist behind the part of `ctx.db` that moves them, counted as the
 * platform counts. Its index is searched, where the local deployment walks all documents
 * at every read: too slow for ten thousand moves.
 */
export class ItemIndex {
  documentsRead = 0;
  documentsWritten = 0;
  readonly #byId = new Map<string, Item>();
  /** In the order of `byPlaylistPosition`. */
  readonly #ordered: Item[] = [];

  constructor(items: Item[]) {
    for (const item of items) {
      this.#byId.set(item._id, item);
      this.#ordered.push(item);
    }
  }

  get ctx(): MutationCtx {
    const db = {
      normalizeId: (_table: string, id: string) => (this.#byId.has(id) ? id : null),
      get: async (_table: string, id: Id<"playlistTracks">) => this.#read(id),
      patch: async (_table: string, id: Id<"playlistTracks">, change: Partial<Item>) =>
        this.#patch(id, change),
      query: () => ({
        withIndex: (_name: string, conditions: (range: Range) => unknown) => {
          const range = new Range();
          conditions(range);
          return this.#results(range, "asc");
        },
      }),
    };
    return { db } as unknown as MutationCtx;
  }

  #read(id: string) {
    this.documentsRead += 1;
    return this.#byId.get(id)!;
  }

  /** A patch reads the row that it changes. */
  #patch(id: string, change: Partial<Item>) {
    const item = this.#read(id);
    this.documentsWritten += 1;
    const changed = { ...item, ...change };
    this.#byId.set(id, changed);
    this.#ordered.splice(this.#placeOf(item), 1);
    this.#ordered.splice(this.#placeOf(changed), 0, changed);
  }

  #placeOf({ position, _creationTime }: Item) {
    return this.#first((other) => {
      const distance = other.position - position || other._creationTime - _creationTime;
      return distance >= 0;
    });
  }

  #results(range: Range, order: "asc" | "desc") {
    const take = async (count: number) => {
      const from = this.#first((item) => range.sideOf(item) >= 0);
      const to = this.#first((item) => range.sideOf(item) > 0);
      const items =
        order === "asc"
          ? this.#ordered.slice(from, Math.min(to, from + count))
          : this.#ordered.slice(Math.max(from, to - count), to).reverse();
      this.documentsRead += items.length;
      return items;
    };
    return {
      order: (other: "asc" | "desc") => this.#results(range, other),
      take,
      first: async () => (await take(1))[0] ?? null,
    };
  }

  /** The place of the first item for which a test holds, as it does for all behind it. */
  #first(holds: (item: Item) => boolean) {
    let [low, high] = [0, this.#ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.#ordered[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** A range of the index, as `withIndex` builds it. */
class Range {
  readonly #conditions: Condition[] = [];

  eq = (field: Field, value: string | number) => this.#with(field, "eq", value);
  gt = (field: Field, value: string | number) => this.#with(field, "gt", value);
  lt = (field: Field, value: string | number) => this.#with(field, "lt", value);

  /** Whether an item stands before the range (-1), in it (0), or behind it (1). */
  sideOf(item: Item): number {
    for (const { field, op, value } of this.#conditions) {
      const side = item[field] < value ? -1 : item[field] > value ? 1 : 0;
      if (op === "eq" && side !== 0) return side;
      if (op === "gt" && side <= 0) return -1;
      if (op === "lt" && side >= 0) return 1;
    }
    return 0;
  }

  #with(field: Field, op: Condition["op"], value: string | number) {
    this.#conditions.push({ field, op, value });
    return this;
  }
}
