import { type ObjectType, v } from "convex/values";
import type { WithoutSystemFields } from "convex/server";
import { libraryError } from "../../../shared/errors.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "../../_generated/server.js";
import { workEndedArgs, workFailure } from "./pools.js";

/*
 * Long work that admins start, follow and stop: the sync and the clean-up with Clerk, and
 * the file migration. Of each group one run is active at a time. All that is left to do
 * stands in the tables, so that a run goes on after a crash. Nothing else writes the rows.
 */

export type Run = Doc<"runs">;
export type RunId = Id<"runs">;
export type ClerkRunRow = Extract<Run, { group: "clerk" }>;
export type FileMigrationRow = Extract<Run, { group: "files" }>;
type RunOf<Kind extends Run["kind"]> = Kind extends "fileMigration"
  ? FileMigrationRow
  : ClerkRunRow;

type Kept = "state" | "attempt" | "startedAt" | "updatedAt" | "cursor";
type Progress =
  | Partial<WithoutSystemFields<ClerkRunRow>>
  | Partial<WithoutSystemFields<FileMigrationRow>>;

const MAX_ERROR_LENGTH = 500;

const runNames: Record<Run["kind"], string> = {
  sync: "sync",
  cleanup: "clean-up",
  fileMigration: "file migration",
};

/** Inserts a run that is running. Throws `CONFLICT` while one of its group is active. */
export async function startRun(
  ctx: MutationCtx,
  fields:
    | Omit<WithoutSystemFields<ClerkRunRow>, Kept>
    | Omit<WithoutSystemFields<FileMigrationRow>, Kept>,
): Promise<RunId> {
  await requireNoActiveRun(ctx, fields.group);
  const now = Date.now();
  return await ctx.db.insert("runs", {
    ...fields,
    state: "running",
    attempt: 1,
    startedAt: now,
    updatedAt: now,
    cursor: null,
  });
}

async function requireNoActiveRun(ctx: QueryCtx, group: Run["group"]) {
  const run = await activeRun(ctx, group);
  if (run === null) return;
  throw libraryError(
    "CONFLICT",
    `A ${runNames[run.kind]} is ${run.state}. Wait until it ends, or stop it first.`,
  );
}

/** The run of a group that is running or paused, if any. */
export async function activeRun<Group extends Run["group"]>(
  ctx: QueryCtx,
  group: Group,
): Promise<Extract<Run, { group: Group }> | null> {
  for (const state of activeStates[group]) {
    const run = await ctx.db
      .query("runs")
      .withIndex("byGroup", (q) => q.eq("group", group).eq("state", state))
      .first();
    if (run !== null) return run as Extract<Run, { group: Group }>;
  }
  return null;
}

const activeStates = {
  clerk: ["running"],
  files: ["running", "paused"],
} as const satisfies Record<Run["group"], readonly Run["state"][]>;

export function isActive({ state }: Run): boolean {
  return state === "running" || state === "paused";
}

/** The latest runs of a kind, the latest first. */
export async function latestRuns<Kind extends Run["kind"]>(
  ctx: QueryCtx,
  kind: Kind,
  count: number,
): Promise<RunOf<Kind>[]> {
  const runs = await ctx.db
    .query("runs")
    .withIndex("byKind", (q) => q.eq("kind", kind))
    .order("desc")
    .take(count);
  return runs as RunOf<Kind>[];
}

export async function lastRun<Kind extends Run["kind"]>(
  ctx: QueryCtx,
  kind: Kind,
): Promise<RunOf<Kind> | null> {
  const [run = null] = await latestRuns(ctx, kind, 1);
  return run;
}

/** Records how far a run is. */
export async function recordProgress(ctx: MutationCtx, run: Run, progress: Progress) {
  await ctx.db.patch("runs", run._id, { ...progress, updatedAt: Date.now() });
}

/** Lets a run that was stopped, failed or paused go on, with the host's settings of now. */
export async function resumeRun(
  ctx: MutationCtx,
  run: Run,
  settings: Run["settings"] = run.settings,
) {
  await ctx.db.patch("runs", run._id, {
    state: "running",
    attempt: run.attempt + 1,
    updatedAt: Date.now(),
    finishedAt: undefined,
    error: undefined,
    settings,
  });
}

/** Pauses a file migration: no more copies begin. */
export async function pauseRun(ctx: MutationCtx, run: FileMigrationRow) {
  await ctx.db.patch("runs", run._id, { state: "paused", updatedAt: Date.now() });
}

export async function endRun(
  ctx: MutationCtx,
  run: Run,
  state: "done" | "failed" | "stopped",
  progress: Progress = {},
) {
  const now = Date.now();
  const error = progress.error?.slice(0, MAX_ERROR_LENGTH);
  await ctx.db.patch("runs", run._id, {
    ...progress,
    ...(error !== undefined && { error }),
    state,
    updatedAt: now,
    finishedAt: now,
  });
}

/** Which work belongs to a run. Work of an earlier attempt has no effect. */
export const runWorkArgs = { runId: v.id("runs"), attempt: v.number() };
export type RunWork = ObjectType<typeof runWorkArgs>;

export function workOf({ _id, attempt }: Pick<Run, "_id" | "attempt">): RunWork {
  return { runId: _id, attempt };
}

/** The active run that work belongs to, or null when the work is out of date. */
export async function runOfWork(
  ctx: QueryCtx,
  { runId, attempt }: RunWork,
): Promise<Run | null> {
  const run = await ctx.db.get("runs", runId);
  return run !== null && isActive(run) && run.attempt === attempt ? run : null;
}

/** Ends a run whose work failed for good. */
export const workEnded = internalMutation({
  args: workEndedArgs(runWorkArgs),
  returns: v.null(),
  handler: async (ctx, { context, result }) => {
    const error = workFailure(result);
    const run = error === null ? null : await runOfWork(ctx, context);
    if (run !== null) await endRun(ctx, run, "failed", { error: error! });
    return null;
  },
});
