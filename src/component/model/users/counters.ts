import type { MutationCtx, QueryCtx } from "../../_generated/server.js";

/*
 * Exact counts for the status page, which would otherwise have to count rows. They are
 * spread over a few rows, so that changes of different users seldom conflict. Nothing else
 * writes them.
 */

const SHARDS = 8;

type Counts = Record<string, number>;

/** Users by what wrote their profile last, and deliveries by outcome. */
export type CounterValues = { users: Counts; deliveries: Counts };

/** Adds to the counts, in the same transaction as what is counted. `shardKey` picks the row. */
export async function addToCounters(
  ctx: MutationCtx,
  shardKey: string,
  added: Partial<CounterValues>,
) {
  const shard = shardOf(shardKey);
  const row = await ctx.db
    .query("counters")
    .withIndex("byShard", (q) => q.eq("shard", shard))
    .unique();
  const { users = {}, deliveries = {} } = added;
  if (row === null) {
    await ctx.db.insert("counters", { shard, users, deliveries });
    return;
  }
  await ctx.db.patch("counters", row._id, {
    users: sum(row.users, users),
    deliveries: sum(row.deliveries, deliveries),
  });
}

export async function readCounters(ctx: QueryCtx): Promise<CounterValues> {
  const rows = await ctx.db.query("counters").withIndex("byShard").take(SHARDS);
  return {
    users: sum(...rows.map((row) => row.users)),
    deliveries: sum(...rows.map((row) => row.deliveries)),
  };
}

function sum(...all: Counts[]): Counts {
  const total: Counts = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) {
      total[name] = (total[name] ?? 0) + count;
    }
  }
  return total;
}

function shardOf(text: string) {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (hash * 31 + text.charCodeAt(i)) >>> 0;
  return hash % SHARDS;
}
