import { v } from "convex/values";
import { internal } from "../../_generated/api.js";
import { internalMutation, type MutationCtx } from "../../_generated/server.js";
import {
  enqueueAction,
  MAX_CONCURRENT_COPIES,
  workEndedArgs,
  workFailure,
} from "../work/pools.js";
import { endRun, type RunId } from "../work/runs.js";
import {
  copiesOf,
  type Copy,
  copyOfWork,
  copyWorkArgs,
  endCopy,
  fileMigrationById,
  leaseCopy,
  requeueCopy,
} from "./copies.js";

/*
 * Which copies of a file migration are enqueued: a few at a time, the next one when one
 * has ended. After the last one the run ends as well.
 */

// More than run at a time: those that failed wait for their next attempt meanwhile.
const MAX_ENQUEUED = 4 * MAX_CONCURRENT_COPIES;

export async function enqueueCopy(ctx: MutationCtx, copy: Copy, waitMs = 0) {
  const work = await leaseCopy(ctx, copy);
  await enqueueAction(ctx, "files", internal.model.fileMigration.copying.copy, work, {
    onEnded: internal.model.fileMigration.queue.copyEnded,
    waitMs,
  });
}

/** Is told how the work on a copy ended, and enqueues the next one. */
export const copyEnded = internalMutation({
  args: workEndedArgs(copyWorkArgs),
  returns: v.null(),
  handler: async (ctx, { context, result }) => {
    const held = await copyOfWork(ctx, context);
    if (held !== null) {
      const error =
        held.copy.error ?? workFailure(result) ?? "The work ended without a result.";
      await endCopy(ctx, held.copy, held.run, { state: "failed", error });
    }
    const copy = await ctx.db.get("fileCopies", context.copyId);
    if (copy !== null) await enqueueCopies(ctx, copy.runId);
    return null;
  },
});

/** Keeps the pool filled with copies, and ends the run after the last one. */
export async function enqueueCopies(ctx: MutationCtx, runId: RunId) {
  const run = await fileMigrationById(ctx, runId);
  if (run?.state !== "running" || !run.isScanned) return;
  const copying = await copiesOf(ctx, runId, "copying", MAX_ENQUEUED);
  const room = MAX_ENQUEUED - copying.length;
  if (room <= 0) return;
  const pending = await copiesOf(ctx, runId, "pending", room);
  for (const copy of pending) await enqueueCopy(ctx, copy);
  if (copying.length + pending.length === 0) await endRun(ctx, run, "done");
}

/** Requeues copies that were enqueued before a time, in ms, and never ended. */
export async function requeueLost(ctx: MutationCtx, runId: RunId, before: number) {
  for (const copy of await copiesOf(ctx, runId, "copying", MAX_ENQUEUED)) {
    if (copy.updatedAt < before) await requeueCopy(ctx, copy);
  }
}
