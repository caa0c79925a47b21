import {
  NonRetryableError,
  type RunResult,
  vOnCompleteArgs,
  Workpool,
} from "@convex-dev/workpool";
import type { FunctionReference } from "convex/server";
import { type ObjectType, type PropertyValidators, v } from "convex/values";
import { components } from "../../_generated/api.js";
import type { MutationCtx } from "../../_generated/server.js";

/*
 * Durable work: functions that are retried with growing pauses, and whose end is reported
 * whatever happens. Nothing else knows what it is built on.
 */

/** Thrown by an action that is not worth retrying. */
export { NonRetryableError };

/** How many files are copied at the same time. */
export const MAX_CONCURRENT_COPIES = 4;

const pools = {
  /** Calls to Clerk's Backend API, one at a time. */
  clerk: new Workpool(components.clerkPool, {
    maxParallelism: 1,
    retryActionsByDefault: true,
    defaultRetryBehavior: { maxAttempts: 5, initialBackoffMs: 1000, base: 2 },
  }),
  /** Copies of files; the attempts of one are spread over about a minute. */
  files: new Workpool(components.filePool, {
    maxParallelism: MAX_CONCURRENT_COPIES,
    retryActionsByDefault: true,
    defaultRetryBehavior: { maxAttempts: 5, initialBackoffMs: 1000, base: 3 },
  }),
};

export type Pool = keyof typeof pools;

type InternalReference<Type extends "action" | "mutation", Args> = FunctionReference<
  Type,
  "internal",
  Args extends Record<string, unknown> ? Args : never,
  null
>;

type WorkOptions = {
  /** When to begin, in ms from now. */
  waitMs?: number;
  /** An internal mutation with `workEndedArgs` that is called with the work's arguments. */
  onEnded?: FunctionReference<"mutation", "internal">;
};

/** Runs an action in a pool, again when it throws. */
export async function enqueueAction<Args extends Record<string, unknown>>(
  ctx: MutationCtx,
  pool: Pool,
  action: InternalReference<"action", Args>,
  args: Args,
  options: WorkOptions = {},
) {
  const reference: FunctionReference<"action", "internal"> = action;
  await pools[pool].enqueueAction(ctx, reference, args, poolOptions(args, options));
}

/** Runs a mutation in a pool. */
export async function enqueueMutation<Args extends Record<string, unknown>>(
  ctx: MutationCtx,
  pool: Pool,
  mutation: InternalReference<"mutation", Args>,
  args: Args,
  options: WorkOptions = {},
) {
  const reference: FunctionReference<"mutation", "internal"> = mutation;
  await pools[pool].enqueueMutation(ctx, reference, args, poolOptions(args, options));
}

function poolOptions(
  args: Record<string, unknown>,
  { waitMs = 0, onEnded }: WorkOptions,
) {
  return {
    ...(onEnded && { onComplete: onEnded, context: args }),
    ...(waitMs > 0 && { runAfter: waitMs }),
  };
}

/** The arguments of a mutation that is told how work ended: `context` and `result`. */
export function workEndedArgs<Args extends PropertyValidators>(args: Args) {
  return vOnCompleteArgs(v.object(args), v.null());
}

export type WorkEnded<Args extends PropertyValidators> = {
  context: ObjectType<Args>;
  result: RunResult;
};

/** Why work failed, or null when it did not. */
export function workFailure(result: RunResult): string | null {
  switch (result.kind) {
    case "success":
      return null;
    case "failed":
      return result.error;
    case "canceled":
      return "The work was canceled.";
  }
}
