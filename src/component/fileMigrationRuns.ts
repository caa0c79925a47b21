import { vOnCompleteArgs } from "@convex-dev/workpool";
import { v } from "convex/values";
import { paginator } from "convex-helpers/server/pagination";
import { refuse } from "../shared/errors.js";
import { checkAllowedHosts } from "./model/fileMigration/fileSource.js";
import type { Settings } from "../shared/settings.js";
import { internal } from "./_generated/api.js";
import type { Doc } from "./_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "./_generated/server.js";
import { enqueueCopies, putBackLost } from "./fileMigrationQueue.js";
import {
  activeRun,
  endRun,
  hasFileElsewhere,
  insertCopy,
  isActive,
  policyOf,
  type Run,
  type RunId,
} from "./fileMigrationRows.js";
import { errorOf, filePool } from "./filePool.js";
import schema from "./schema.js";

/*
 * The life of a file migration. First all tracks are looked at, and those whose file
 * is still elsewhere get a row each; then the rows are given to the pool, a few at a
 * time.
 */

const TRACKS_A_BATCH = 500;

// Longer than a row can wait for its turn in the pool, and than an attempt can take.
const LEASE_MS = 60 * 60 * 1000;

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const ROWS_A_BATCH = 500;

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
    await putBackLost(ctx, run._id, before);
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

async function enqueueScan(ctx: MutationCtx, runId: RunId) {
  const onComplete = internal.fileMigrationRuns.scanEnded;
  const work = { runId };
  await filePool.enqueueMutation(ctx, internal.fileMigrationRuns.scan, work, {
    onComplete,
    context: work,
  });
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
