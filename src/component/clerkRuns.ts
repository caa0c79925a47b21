import { vOnCompleteArgs } from "@convex-dev/workpool";
import { v } from "convex/values";
import { pick } from "convex-helpers";
import { nullable } from "convex-helpers/validators";
import { refuse } from "../shared/errors.js";
import { type ClerkRun, vClerkRun } from "../shared/clerk.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  env,
  internalMutation,
  internalQuery,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import { clerkPool } from "./clerkPool.js";

/*
 * The life of a run of the sync or the clean-up: one at a time, a page after the
 * other. A page is fetched by an action of the pool and recorded by a mutation
 * that moves the cursor on, so that a page which is fetched twice counts once.
 */

type Run = Doc<"clerkRuns">;
type RunId = Id<"clerkRuns">;
type NewRun = Pick<Run, "kind" | "dryRun" | "force" | "settings">;

/**
 * Starts a run and returns its id. Throws `CONFLICT` while one is on, and
 * `INVALID_ARGUMENT` without a key for Clerk's Backend API.
 */
export async function startRun(ctx: MutationCtx, run: NewRun): Promise<RunId> {
  await requireReady(ctx);
  const now = Date.now();
  const runId = await ctx.db.insert("clerkRuns", {
    ...run,
    state: "running",
    phase: "search",
    attempt: 1,
    startedAt: now,
    updatedAt: now,
    cursor: null,
    done: 0,
    created: 0,
    updated: 0,
    deleted: 0,
    failed: 0,
    missing: 0,
  });
  await enqueuePage(ctx, { _id: runId, kind: run.kind, attempt: 1 });
  return runId;
}

/** Lets a run that ended too early go on where it ended. */
export async function resumeRun(ctx: MutationCtx, run: Run, settings: Run["settings"]) {
  await requireReady(ctx);
  const attempt = run.attempt + 1;
  await ctx.db.patch("clerkRuns", run._id, {
    state: "running",
    attempt,
    updatedAt: Date.now(),
    finishedAt: undefined,
    error: undefined,
    settings,
  });
  await enqueuePage(ctx, { ...run, attempt });
  return run._id;
}

export async function lastRun(ctx: QueryCtx, kind: Run["kind"]) {
  return await ctx.db
    .query("clerkRuns")
    .withIndex("byKind", (q) => q.eq("kind", kind))
    .order("desc")
    .first();
}

const SYNCS_LOOKED_AT = 20;

/** The instance that users were last synced from; null when none of the last syncs got so far. */
export async function lastSyncedInstance(ctx: QueryCtx): Promise<string | null> {
  const syncs = await ctx.db
    .query("clerkRuns")
    .withIndex("byKind", (q) => q.eq("kind", "sync"))
    .order("desc")
    .take(SYNCS_LOOKED_AT);
  return syncs.find((run) => run.instanceId !== undefined)?.instanceId ?? null;
}

export async function runningRun(ctx: QueryCtx) {
  return await ctx.db
    .query("clerkRuns")
    .withIndex("byState", (q) => q.eq("state", "running"))
    .first();
}

/** The run, if it still waits for the page that starts at this cursor. */
export async function runAtCursor(ctx: QueryCtx, runId: RunId, cursor: string | null) {
  const run = await ctx.db.get("clerkRuns", runId);
  const waits = run?.state === "running" && run.phase === "search";
  return waits && run.cursor === cursor ? run : null;
}

/** Records what a page came to and asks for the next one. */
export async function advanceRun(ctx: MutationCtx, run: Run, progress: Partial<Run>) {
  await ctx.db.patch("clerkRuns", run._id, { ...progress, updatedAt: Date.now() });
  await enqueuePage(ctx, run);
}

export async function endRun(
  ctx: MutationCtx,
  run: Run,
  state: "done" | "failed" | "stopped",
  progress: Partial<Run> = {},
) {
  const now = Date.now();
  const end = { ...progress, state, updatedAt: now, finishedAt: now };
  await ctx.db.patch("clerkRuns", run._id, end);
}

/** A run as admins see it, without its inner workings. */
export function toClerkRun(run: Run | null): ClerkRun | null {
  return run && pick(run, Object.keys(vClerkRun.fields) as (keyof ClerkRun)[]);
}

/** Which work of a run an action does. Work of an earlier attempt has no effect. */
export const vRunWork = { runId: v.id("clerkRuns"), attempt: v.number() };
export type RunWork = { runId: RunId; attempt: number };

/** What an action needs to know of its run; null when the run has no use for it. */
export const forPage = internalQuery({
  args: vRunWork,
  returns: nullable(
    v.object({
      cursor: nullable(v.string()),
      startedAt: v.number(),
      /** The instance that the run began with; absent before its first page. */
      instanceId: v.optional(v.string()),
    }),
  ),
  handler: async (ctx, work) => {
    const run = await runOf(ctx, work);
    if (run === null) return null;
    const { cursor, startedAt, instanceId } = run;
    return { cursor, startedAt, instanceId };
  },
});

/** Asks for the same page later, because Clerk said to wait. */
export const postpone = internalMutation({
  args: { ...vRunWork, waitMs: v.number() },
  returns: v.null(),
  handler: async (ctx, { waitMs, ...work }) => {
    const run = await runOf(ctx, work);
    if (run !== null) await enqueuePage(ctx, run, waitMs);
    return null;
  },
});

/** Hears from the pool how a piece of work ended; a failure is the run's. */
export const workEnded = internalMutation({
  args: vOnCompleteArgs(v.object(vRunWork), v.null()),
  returns: v.null(),
  handler: async (ctx, { context, result }) => {
    const run = await runOf(ctx, context);
    if (run === null || result.kind === "success") return null;
    const error = result.kind === "failed" ? result.error : "The work was cancelled.";
    await endRun(ctx, run, "failed", { error: error.slice(0, MOST_ERROR_TEXT) });
    return null;
  },
});

const MOST_ERROR_TEXT = 500;

/** Lets the pool delete the next batch of the missing. */
export async function enqueueDeletion(ctx: MutationCtx, run: Run) {
  const work = workOf(run);
  await clerkPool.enqueueMutation(
    ctx,
    internal.clerkCleanup.deleteBatch,
    work,
    onWorkEnded(work),
  );
}

/** The run, if it is on and this work belongs to its present attempt. */
export async function runOf(ctx: QueryCtx, { runId, attempt }: RunWork) {
  const run = await ctx.db.get("clerkRuns", runId);
  return run?.state === "running" && run.attempt === attempt ? run : null;
}

async function enqueuePage(
  ctx: MutationCtx,
  run: Pick<Run, "_id" | "kind" | "attempt">,
  waitMs = 0,
) {
  const page =
    run.kind === "sync" ? internal.clerkSync.fetchPage : internal.clerkCleanup.searchPage;
  const work = workOf(run);
  await clerkPool.enqueueAction(ctx, page, work, {
    ...onWorkEnded(work),
    ...(waitMs > 0 && { runAfter: waitMs }),
  });
}

function workOf({ _id, attempt }: Pick<Run, "_id" | "attempt">): RunWork {
  return { runId: _id, attempt };
}

function onWorkEnded(work: RunWork) {
  return { onComplete: internal.clerkRuns.workEnded, context: work };
}

async function requireReady(ctx: QueryCtx) {
  if (!env.CLERK_SECRET_KEY) {
    throw refuse(
      "INVALID_ARGUMENT",
      "The component needs CLERK_SECRET_KEY in the env of app.use(musicLibrary, …).",
      { field: "CLERK_SECRET_KEY" },
    );
  }
  const running = await runningRun(ctx);
  if (running === null) return;
  throw refuse("CONFLICT", `A ${running.kind} is running; wait for it or stop it first.`);
}
