import type { Doc } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { userByExternalId } from "../users/users.js";
import type { RunId } from "../work/runs.js";

/*
 * Users whom a clean-up did not find at Clerk. Nothing else writes these rows.
 */

/** Lists users who are missing at Clerk, and returns how many. */
export async function insertCandidates(
  ctx: MutationCtx,
  runId: RunId,
  externalIds: string[],
): Promise<number> {
  let inserted = 0;
  for (const externalId of externalIds) {
    const user = await userByExternalId(ctx, externalId);
    if (user === null) continue;
    const { _id: userId, name } = user;
    await ctx.db.insert("cleanupCandidates", { runId, userId, externalId, name });
    inserted += 1;
  }
  return inserted;
}

export async function candidatesOf(ctx: QueryCtx, runId: RunId, count: number) {
  return await ctx.db
    .query("cleanupCandidates")
    .withIndex("byRun", (q) => q.eq("runId", runId))
    .take(count);
}

export async function deleteCandidate(
  ctx: MutationCtx,
  candidate: Doc<"cleanupCandidates">,
) {
  await ctx.db.delete("cleanupCandidates", candidate._id);
}

/** Deletes some candidates from before a time, in ms, and returns how many. */
export async function deleteOldCandidates(
  ctx: MutationCtx,
  before: number,
  count: number,
): Promise<number> {
  const rows = await ctx.db
    .query("cleanupCandidates")
    .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
    .take(count);
  for (const row of rows) await deleteCandidate(ctx, row);
  return rows.length;
}
