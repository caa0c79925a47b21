import type { FunctionReference, RegisteredMutation } from "convex/server";
import { type ObjectType, type PropertyValidators, v } from "convex/values";
import { internalMutation, type MutationCtx } from "../../_generated/server.js";

/*
 * Work that may be too large for one transaction: it does a batch, and schedules the
 * rest. What is left stands in the arguments of the scheduled mutation and in the tables,
 * so that nothing is lost when the process dies in between.
 */

export type BatchJob<Args extends PropertyValidators> = {
  args: Args;
  /** Does one batch and returns the arguments of the next one, or null at the end. */
  batch: (ctx: MutationCtx, args: ObjectType<Args>) => Promise<ObjectType<Args> | null>;
  /** The mutation that `batchMutation` made of this job. */
  next: () => FunctionReference<"mutation", "internal", ObjectType<Args>, null>;
};

/** Does the first batch in this transaction, and the rest in the background. */
export async function runBatches<Args extends PropertyValidators>(
  ctx: MutationCtx,
  job: BatchJob<Args>,
  args: ObjectType<Args>,
): Promise<null> {
  const rest = await job.batch(ctx, args);
  if (rest !== null) await scheduleBatches(ctx, job, rest);
  return null;
}

/** Does all of the job in the background. */
export async function scheduleBatches<Args extends PropertyValidators>(
  ctx: MutationCtx,
  job: BatchJob<Args>,
  args: ObjectType<Args>,
) {
  const next: FunctionReference<"mutation", "internal"> = job.next();
  await ctx.scheduler.runAfter(0, next, args);
}

/** The internal mutation that goes on with a job. */
export function batchMutation<Args extends PropertyValidators>(
  job: BatchJob<Args>,
): RegisteredMutation<"internal", ObjectType<Args>, Promise<null>> {
  const args: PropertyValidators = job.args;
  return internalMutation({
    args,
    returns: v.null(),
    handler: async (ctx, rest) => await runBatches(ctx, job, rest as ObjectType<Args>),
  });
}
