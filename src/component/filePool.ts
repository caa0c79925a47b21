import { Workpool } from "@convex-dev/workpool";
import { components } from "./_generated/api.js";

/** How many files are copied at the same time. */
export const COPIES_AT_A_TIME = 4;

/** Durable copies of files: again with growing pauses when they fail, over about a minute. */
export const filePool = new Workpool(components.filePool, {
  maxParallelism: COPIES_AT_A_TIME,
  retryActionsByDefault: true,
  defaultRetryBehavior: { maxAttempts: 5, initialBackoffMs: 1000, base: 3 },
});

/** Why a piece of work of the pool came to nothing. */
export function errorOf(
  result: { kind: "failed"; error: string } | { kind: "success" | "canceled" },
): string {
  if (result.kind === "failed") return result.error;
  return result.kind === "canceled"
    ? "The work was cancelled."
    : "The work ended without a result.";
}
