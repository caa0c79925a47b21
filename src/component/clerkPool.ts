import { Workpool } from "@convex-dev/workpool";
import { components } from "./_generated/api.js";

/** Durable calls to Clerk's Backend API: one at a time, again with growing pauses when they fail. */
export const clerkPool = new Workpool(components.clerkPool, {
  maxParallelism: 1,
  retryActionsByDefault: true,
  defaultRetryBehavior: { maxAttempts: 5, initialBackoffMs: 1000, base: 2 },
});
