import { vOnCompleteArgs } from "@convex-dev/workpool";
import { v } from "convex/values";
import { internal } from "./_generated/api.js";
import { internalMutation, type MutationCtx } from "./_generated/server.js";
import {
  copiesOf,
  type Copy,
  type CopyWork,
  endCopy,
  endRun,
  heldCopy,
  putBack,
  type RunId,
  vCopyWork,
} from "./fileMigrationRows.js";
import { COPIES_AT_A_TIME, errorOf, filePool } from "./filePool.js";

/*
 * Which rows of a file migration the pool works on: a few at a time, the next one when
 * one has ended, and after the last one the run has ended as well.
 */

// More than run at a time: those that failed wait for their next attempt meanwhile.
const ROWS_IN_THE_POOL = 4 * COPIES_AT_A_TIME;

/** Gives a row to the pool. Work that it was given to before has no effect any more. */
export async function enqueueCopy(ctx: MutationCtx, copy: Copy, waitMs = 0) {
  const lease = copy.lease + 1;
  const updatedAt = Date.now();
  await ctx.db.patch("fileCopies", copy._id, { state: "copying", lease, updatedAt });
  const work: CopyWork = { copyId: copy._id, lease };
  await filePool.enqueueAction(ctx, internal.fileMigrationCopies.copy, work, {
    onComplete: internal.fileMigrationQueue.copyEnded,
    context: work,
    ...(waitMs > 0 && { runAfter: waitMs }),
  });
}

/** Hears from the pool how a copy ended, and gives it the next one. */
export const copyEnded = internalMutation({
  args: vOnCompleteArgs(v.object(vCopyWork), v.null()),
  returns: v.null(),
  handler: async (ctx, { context, result }) => {
    const held = await heldCopy(ctx, context);
    if (held !== null) {
      const error = held.copy.error ?? errorOf(result);
      await endCopy(ctx, held.copy, held.run, { state: "failed", error });
    }
    const copy = await ctx.db.get("fileCopies", context.copyId);
    if (copy !== null) await enqueueCopies(ctx, copy.runId);
    return null;
  },
});

/** Sees to it that the pool has rows to copy; ends the run after the last one. */
export async function enqueueCopies(ctx: MutationCtx, runId: RunId) {
  const run = await ctx.db.get("fileMigrations", runId);
  if (run?.state !== "running" || !run.isScanned) return;
  const copying = await copiesOf(ctx, runId, "copying", ROWS_IN_THE_POOL);
  const room = ROWS_IN_THE_POOL - copying.length;
  if (room <= 0) return;
  const pending = await copiesOf(ctx, runId, "pending", room);
  for (const copy of pending) await enqueueCopy(ctx, copy);
  if (copying.length + pending.length === 0) await endRun(ctx, run, "done");
}

/** Puts rows back that the pool was given before a time, in ms, and never ended. */
export async function putBackLost(ctx: MutationCtx, runId: RunId, before: number) {
  for (const copy of await copiesOf(ctx, runId, "copying", ROWS_IN_THE_POOL)) {
    if (copy.updatedAt < before) await putBack(ctx, copy);
  }
}
