import { v } from "convex/values";
import { pick } from "convex-helpers";
import { nullable } from "convex-helpers/validators";
import { type ClerkRun, vClerkRun } from "../../../shared/clerk.js";
import { libraryError } from "../../../shared/errors.js";
import { internal } from "../../_generated/api.js";
import {
  env,
  internalMutation,
  internalQuery,
  type MutationCtx,
  type QueryCtx,
} from "../../_generated/server.js";
import { enqueueAction, enqueueMutation } from "../work/pools.js";
import {
  type ClerkRunRow,
  latestRuns,
  recordProgress,
  resumeRun,
  type RunId,
  runOfWork,
  type RunWork,
  runWorkArgs,
  startRun,
  workOf,
} from "../work/runs.js";

/*
 * The runs of the sync and the clean-up. They go through their users page by page: an
 * action fetches a page, and a mutation records it and moves the cursor on, so that a page
 * which is fetched twice counts once.
 */

type NewRun = Pick<ClerkRunRow, "kind" | "dryRun" | "force" | "settings">;

/**
 * Starts a run and returns its id. Throws `CONFLICT` while one is active, and
 * `INVALID_ARGUMENT` without a key for Clerk's Backend API.
 */
export async function startClerkRun(ctx: MutationCtx, run: NewRun): Promise<RunId> {
  requireSecretKey();
  const runId = await startRun(ctx, {
    ...run,
    group: "clerk",
    phase: "search",
    done: 0,
    created: 0,
    updated: 0,
    deleted: 0,
    failed: 0,
    missing: 0,
  });
  await enqueuePage(ctx, run.kind, { runId, attempt: 1 });
  return runId;
}

/** Lets a run that ended too early go on where it ended. Throws as `startClerkRun`. */
export async function resumeClerkRun(
  ctx: MutationCtx,
  run: ClerkRunRow,
  settings: ClerkRunRow["settings"],
) {
  requireSecretKey();
  await resumeRun(ctx, run, settings);
  await enqueuePage(ctx, run.kind, { runId: run._id, attempt: run.attempt + 1 });
  return run._id;
}

const MAX_SYNCS = 20;

/** The instance that users were last synced from; null when none of the last syncs got so far. */
export async function lastSyncedInstance(ctx: QueryCtx): Promise<string | null> {
  const syncs = await latestRuns(ctx, "sync", MAX_SYNCS);
  return syncs.find((run) => run.instanceId !== undefined)?.instanceId ?? null;
}

/** The run, if it still waits for the page that starts at this cursor. */
export async function runAtCursor(ctx: QueryCtx, runId: RunId, cursor: string | null) {
  const run = await ctx.db.get("runs", runId);
  if (run?.group !== "clerk" || run.state !== "running") return null;
  return run.phase === "search" && run.cursor === cursor ? run : null;
}

/** The clean-up or sync that work belongs to, or null when the work is out of date. */
export async function clerkRunOfWork(ctx: QueryCtx, work: RunWork) {
  const run = await runOfWork(ctx, work);
  return run?.group === "clerk" ? run : null;
}

/** Records what a page came to, and asks for the next one. */
export async function advanceRun(
  ctx: MutationCtx,
  run: ClerkRunRow,
  progress: Partial<ClerkRunRow>,
) {
  await recordProgress(ctx, run, progress);
  await enqueuePage(ctx, run.kind, workOf(run));
}

/** A run as admins see it, without its inner fields. */
export function toClerkRun(run: ClerkRunRow | null): ClerkRun | null {
  return run && pick(run, Object.keys(vClerkRun.fields) as (keyof ClerkRun)[]);
}

/** What an action needs to know of its run; null when the work is out of date. */
export const forPage = internalQuery({
  args: runWorkArgs,
  returns: nullable(
    v.object({
      cursor: nullable(v.string()),
      startedAt: v.number(),
      /** The instance that the run began with; absent before its first page. */
      instanceId: v.optional(v.string()),
    }),
  ),
  handler: async (ctx, work) => {
    const run = await clerkRunOfWork(ctx, work);
    if (run === null) return null;
    const { cursor, startedAt, instanceId } = run;
    return { cursor, startedAt, instanceId };
  },
});

/** Asks for the same page later, because Clerk said to wait. */
export const postpone = internalMutation({
  args: { ...runWorkArgs, waitMs: v.number() },
  returns: v.null(),
  handler: async (ctx, { waitMs, ...work }) => {
    const run = await clerkRunOfWork(ctx, work);
    if (run !== null) await enqueuePage(ctx, run.kind, work, waitMs);
    return null;
  },
});

/** Deletes the next batch of the missing. */
export async function enqueueDeletion(ctx: MutationCtx, run: ClerkRunRow) {
  const deleteBatch = internal.model.clerk.cleanup.deleteBatch;
  await enqueueMutation(ctx, "clerk", deleteBatch, workOf(run), { onEnded });
}

const onEnded = internal.model.work.runs.workEnded;

async function enqueuePage(
  ctx: MutationCtx,
  kind: ClerkRunRow["kind"],
  work: RunWork,
  waitMs = 0,
) {
  const { sync, cleanup } = internal.model.clerk;
  const page = kind === "sync" ? sync.fetchPage : cleanup.searchPage;
  await enqueueAction(ctx, "clerk", page, work, { onEnded, waitMs });
}

function requireSecretKey() {
  if (env.CLERK_SECRET_KEY) return;
  throw libraryError(
    "INVALID_ARGUMENT",
    "The component needs CLERK_SECRET_KEY in the env of app.use(musicLibrary, …).",
    { field: "CLERK_SECRET_KEY" },
  );
}
