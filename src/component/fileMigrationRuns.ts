import { vOnCompleteArgs } from "@convex-dev/workpool";
import { v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { refuse } from "../domain/errors.js";
import { checkAllowedHosts, withoutQueries, withoutQuery } from "../domain/fileSource.js";
import type { FileMigration, Settings } from "../domain/validators.js";
import { internal } from "./_generated/api.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import {
  internalMutation,
  type MutationCtx,
  type QueryCtx,
} from "./_generated/server.js";
import { COPIES_AT_A_TIME, filePool } from "./filePool.js";
import schema from "./schema.js";

/*
 * The life of a file migration. First all tracks are looked at, and those whose file
 * is still elsewhere get a row each; then the rows are given to the pool, a few at a
 * time. What is left to do stands in the rows alone, so a run can be paused, and taken
 * up after a crash, at any point.
 */

type Run = Doc<"fileMigrations">;
type RunId = Id<"fileMigrations">;
type Copy = Doc<"fileCopies">;

const TRACKS_A_BATCH = 500;

// More than run at a time: those that failed wait for their next attempt meanwhile.
const ROWS_IN_THE_POOL = 4 * COPIES_AT_A_TIME;

// Longer than a row can wait for its turn in the pool, and than an attempt can take.
const LEASE_MS = 60 * 60 * 1000;

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const ROWS_A_BATCH = 500;
const MOST_ERROR_TEXT = 500;

/** Starts a run over all tracks. Throws `CONFLICT`, `INVALID_ARGUMENT`. */
export async function startRun(ctx: MutationCtx, settings: Settings): Promise<RunId> {
  const runId = await insertRun(ctx, settings, { isScanned: false, total: 0 });
  await enqueueScan(ctx, runId);
  return runId;
}

/** Starts a run of a single track. Throws `CONFLICT`, `INVALID_ARGUMENT`. */
export async function startRunOf(
  ctx: MutationCtx,
  track: Doc<"tracks">,
  settings: Settings,
): Promise<RunId> {
  const runId = await insertRun(ctx, settings, { isScanned: true, total: 1 });
  await insertCopy(ctx, runId, track);
  await enqueueCopies(ctx, runId);
  return runId;
}

/** The run that is running or paused, if any. */
export async function activeRun(ctx: QueryCtx): Promise<Run | null> {
  for (const state of ["running", "paused"] as const) {
    const run = await ctx.db
      .query("fileMigrations")
      .withIndex("byState", (q) => q.eq("state", state))
      .first();
    if (run !== null) return run;
  }
  return null;
}

export async function lastRun(ctx: QueryCtx): Promise<Run | null> {
  return await ctx.db.query("fileMigrations").order("desc").first();
}

/** Lets no more copies begin. Tracks go on being looked for. */
export async function pauseRun(ctx: MutationCtx, run: Run) {
  await ctx.db.patch("fileMigrations", run._id, {
    state: "paused",
    updatedAt: Date.now(),
  });
}

export async function resumeRun(ctx: MutationCtx, run: Run) {
  await ctx.db.patch("fileMigrations", run._id, {
    state: "running",
    updatedAt: Date.now(),
  });
  await enqueueCopies(ctx, run._id);
}

export async function endRun(
  ctx: MutationCtx,
  run: Run,
  state: "done" | "stopped" | "failed",
  error?: string,
) {
  const now = Date.now();
  const end = { state, updatedAt: now, finishedAt: now };
  await ctx.db.patch("fileMigrations", run._id, {
    ...end,
    ...(error !== undefined && { error: shownError(error) }),
  });
}

/** A run as admins see it, without its inner workings. */
export function toFileMigration(run: Run): FileMigration {
  const { isScanned: _i, cursor: _c, settings: _s, ...shown } = run;
  return shown;
}

const vScanWork = { runId: v.id("fileMigrations") };

/** Looks at a batch of tracks and makes rows of those to copy a file for. */
export const scan = internalMutation({
  args: vScanWork,
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    const run = await ctx.db.get("fileMigrations", runId);
    if (run === null || !isActive(run) || run.isScanned) return null;
    const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
      .query("tracks")
      .paginate({ cursor: run.cursor, numItems: TRACKS_A_BATCH });
    const found = page.filter(hasFileElsewhere);
    for (const track of found) await insertCopy(ctx, runId, track);
    await ctx.db.patch("fileMigrations", runId, {
      total: run.total + found.length,
      cursor: continueCursor,
      isScanned: isDone,
      updatedAt: Date.now(),
    });
    if (isDone) await enqueueCopies(ctx, runId);
    else await enqueueScan(ctx, runId);
    return null;
  },
});

/** Hears from the pool how a batch of the scan ended; a failure is the run's. */
export const scanEnded = internalMutation({
  args: vOnCompleteArgs(v.object(vScanWork), v.null()),
  returns: v.null(),
  handler: async (ctx, { context, result }) => {
    const run = await ctx.db.get("fileMigrations", context.runId);
    if (run === null || !isActive(run) || result.kind === "success") return null;
    await endRun(ctx, run, "failed", errorOf(result));
    return null;
  },
});

/** Which row an action works on. Work of an earlier lease has no effect. */
export const vCopyWork = { copyId: v.id("fileCopies"), lease: v.number() };
export type CopyWork = { copyId: Id<"fileCopies">; lease: number };

/** A row with its run, if that has not ended and the row is still to be copied by this work. */
export async function heldCopy(ctx: QueryCtx, { copyId, lease }: CopyWork) {
  const copy = await ctx.db.get("fileCopies", copyId);
  if (copy?.state !== "copying" || copy.lease !== lease) return null;
  const run = await ctx.db.get("fileMigrations", copy.runId);
  return run !== null && isActive(run) ? { copy, run } : null;
}

/** How a copy ended. */
type CopyEnd =
  | { state: "copied"; size: number; sha256: string; storageId: Id<"_storage"> }
  | { state: "skipped" }
  | { state: "failed"; error: string };

/** Ends a copy and counts it. */
export async function endCopy(ctx: MutationCtx, copy: Copy, run: Run, end: CopyEnd) {
  const updatedAt = Date.now();
  await ctx.db.patch("fileCopies", copy._id, {
    ...end,
    ...(end.state === "failed" && { error: shownError(end.error) }),
    updatedAt,
  });
  await ctx.db.patch("fileMigrations", run._id, {
    [end.state]: run[end.state] + 1,
    bytes: run.bytes + (end.state === "copied" ? end.size : 0),
    updatedAt,
  });
}

/** Puts a row back to those that wait for their turn. */
export async function putBack(ctx: MutationCtx, copy: Copy) {
  await ctx.db.patch("fileCopies", copy._id, { state: "pending", updatedAt: Date.now() });
}

/** Gives a row to the pool. Work that it was given to before has no effect any more. */
export async function enqueueCopy(ctx: MutationCtx, copy: Copy, waitMs = 0) {
  const lease = copy.lease + 1;
  const updatedAt = Date.now();
  await ctx.db.patch("fileCopies", copy._id, { state: "copying", lease, updatedAt });
  const work: CopyWork = { copyId: copy._id, lease };
  await filePool.enqueueAction(ctx, internal.fileMigrationCopies.copy, work, {
    onComplete: internal.fileMigrationRuns.copyEnded,
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

/**
 * Gives the rows of lost work back, should the pool ever lose some. It has a recovery of
 * its own, so there is seldom anything to do.
 */
export const revive = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const run = await activeRun(ctx);
    if (run === null) return null;
    const before = Date.now() - LEASE_MS;
    for (const copy of await copiesOf(ctx, run._id, "copying", ROWS_IN_THE_POOL)) {
      if (copy.updatedAt < before) await putBack(ctx, copy);
    }
    if (!run.isScanned && run.updatedAt < before) await enqueueScan(ctx, run._id);
    await enqueueCopies(ctx, run._id);
    return null;
  },
});

/** Deletes rows older than 30 days of runs that have ended. */
export const prune = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const before = Date.now() - KEPT_MS;
    const active = await activeRun(ctx);
    const rows = await ctx.db
      .query("fileCopies")
      .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
      .take(ROWS_A_BATCH);
    const old = rows.filter((row) => row.runId !== active?._id);
    for (const row of old) await ctx.db.delete("fileCopies", row._id);
    if (old.length === ROWS_A_BATCH) {
      await ctx.scheduler.runAfter(0, internal.fileMigrationRuns.prune, {});
    }
    return null;
  },
});

/** Sees to it that the pool has rows to copy; ends the run after the last one. */
async function enqueueCopies(ctx: MutationCtx, runId: RunId) {
  const run = await ctx.db.get("fileMigrations", runId);
  if (run?.state !== "running" || !run.isScanned) return;
  const copying = await copiesOf(ctx, runId, "copying", ROWS_IN_THE_POOL);
  const room = ROWS_IN_THE_POOL - copying.length;
  if (room <= 0) return;
  const pending = await copiesOf(ctx, runId, "pending", room);
  for (const copy of pending) await enqueueCopy(ctx, copy);
  if (copying.length + pending.length === 0) await endRun(ctx, run, "done");
}

async function enqueueScan(ctx: MutationCtx, runId: RunId) {
  const onComplete = internal.fileMigrationRuns.scanEnded;
  const work = { runId };
  await filePool.enqueueMutation(ctx, internal.fileMigrationRuns.scan, work, {
    onComplete,
    context: work,
  });
}

async function copiesOf(
  ctx: QueryCtx,
  runId: RunId,
  state: Copy["state"],
  count: number,
): Promise<Copy[]> {
  return await ctx.db
    .query("fileCopies")
    .withIndex("byRunState", (q) => q.eq("runId", runId).eq("state", state))
    .take(count);
}

async function insertRun(
  ctx: MutationCtx,
  settings: Settings,
  scope: Pick<Run, "isScanned" | "total">,
): Promise<RunId> {
  checkAllowedHosts(policyOf(settings));
  const active = await activeRun(ctx);
  if (active !== null) {
    throw refuse(
      "CONFLICT",
      `A file migration is ${active.state}; wait or stop it first.`,
    );
  }
  const now = Date.now();
  return await ctx.db.insert("fileMigrations", {
    ...scope,
    state: "running",
    cursor: null,
    copied: 0,
    skipped: 0,
    failed: 0,
    bytes: 0,
    startedAt: now,
    updatedAt: now,
    settings,
  });
}

async function insertCopy(ctx: MutationCtx, runId: RunId, track: Doc<"tracks">) {
  await ctx.db.insert("fileCopies", {
    runId,
    trackId: track._id,
    src: withoutQuery(track.src ?? ""),
    state: "pending",
    lease: 0,
    attempts: 0,
    updatedAt: Date.now(),
  });
}

/** From where a host's settings let files be copied. */
export function policyOf({ fileMigration }: Settings) {
  return fileMigration ?? { allowedHosts: [], allowPrivateHosts: false };
}

/** Tells whether there is a file to copy for a track. */
export function hasFileElsewhere(
  track: Doc<"tracks">,
): track is Doc<"tracks"> & { src: string } {
  return track.src !== undefined && track.fileId === undefined;
}

function isActive({ state }: Run): boolean {
  return state === "running" || state === "paused";
}

function errorOf(
  result: { kind: "failed"; error: string } | { kind: "success" | "canceled" },
): string {
  if (result.kind === "failed") return result.error;
  return result.kind === "canceled"
    ? "The work was cancelled."
    : "The work ended without a result.";
}

function shownError(error: string): string {
  return withoutQueries(error).slice(0, MOST_ERROR_TEXT);
}
