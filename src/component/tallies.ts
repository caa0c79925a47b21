import type { MutationCtx, QueryCtx } from "./_generated/server.js";

/*
 * Exact counts that a status page can follow without counting rows. They are
 * spread over a few rows, so that changes to different users seldom meet in one.
 */
const SHARDS = 8;

type Counts = Record<string, number>;

/** How many users came by each way, and deliveries to each outcome. */
export type Tallies = { users: Counts; deliveries: Counts };

/** Adds to the counts, in the same transaction as what is counted. */
export async function addToTallies(
  ctx: MutationCtx,
  spreadBy: string,
  added: Partial<Tallies>,
) {
  const shard = shardOf(spreadBy);
  const row = await ctx.db
    .query("tallies")
    .withIndex("byShard", (q) => q.eq("shard", shard))
    .unique();
  const { users = {}, deliveries = {} } = added;
  if (row === null) {
    await ctx.db.insert("tallies", { shard, users, deliveries });
    return;
  }
  await ctx.db.patch("tallies", row._id, {
    users: sum(row.users, users),
    deliveries: sum(row.deliveries, deliveries),
  });
}

export async function readTallies(ctx: QueryCtx): Promise<Tallies> {
  const rows = await ctx.db.query("tallies").withIndex("byShard").take(SHARDS);
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
