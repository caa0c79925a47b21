import { pick } from "convex-helpers";
import { paginator } from "convex-helpers/server/pagination";
import { v } from "convex/values";
import { type FileMigration, vFileMigration } from "../../../shared/migrations.js";
import type { Settings } from "../../../shared/settings.js";
import { internal } from "../../_generated/api.js";
import type { Doc } from "../../_generated/dataModel.js";
import { internalMutation, type MutationCtx } from "../../_generated/server.js";
import schema from "../../schema.js";
import { type BatchJob, batchMutation } from "../work/batches.js";
import { enqueueMutation } from "../work/pools.js";
import {
  activeRun,
  type FileMigrationRow,
  recordProgress,
  resumeRun,
  type RunId,
  runOfWork,
  type RunWork,
  runWorkArgs,
  startRun,
  workOf,
} from "../work/runs.js";
import { deleteCopy, hasFileElsewhere, insertCopy, sourcePolicyOf } from "./copies.js";
import { checkAllowedHosts } from "./fileSource.js";
import { enqueueCopies, requeueLost } from "./queue.js";

/*
 * The runs of a file migration. A run first looks at all tracks, and makes a row for each
 * whose file is still elsewhere. Then the copies are enqueued, a few at a time.
 */

const BATCH_TRACKS = 500;

// Longer than a copy can wait for its turn, and than an attempt can take.
const LEASE_MS = 60 * 60 * 1000;

/** Starts a run over all tracks. Throws `CONFLICT`, `INVALID_ARGUMENT`. */
export async function startFileMigration(
  ctx: MutationCtx,
  settings: Settings,
): Promise<RunId> {
  const runId = await insertRun(ctx, settings, { isScanned: false, total: 0 });
  await enqueueScan(ctx, { runId, attempt: 1 });
  return runId;
}

/** Starts a run for a single track. Throws `CONFLICT`, `INVALID_ARGUMENT`. */
export async function startTrackMigration(
  ctx: MutationCtx,
  track: Doc<"tracks">,
  settings: Settings,
): Promise<RunId> {
  const runId = await insertRun(ctx, settings, { isScanned: true, total: 1 });
  await insertCopy(ctx, runId, track);
  await enqueueCopies(ctx, runId);
  return runId;
}

async function insertRun(
  ctx: MutationCtx,
  settings: Settings,
  scope: Pick<FileMigrationRow, "isScanned" | "total">,
): Promise<RunId> {
  checkAllowedHosts(sourcePolicyOf(settings));
  return await startRun(ctx, {
    ...scope,
    kind: "fileMigration",
    group: "files",
    copied: 0,
    skipped: 0,
    failed: 0,
    bytes: 0,
    settings,
  });
}

/** Goes on with a paused run, where it was. */
export async function resumeFileMigration(ctx: MutationCtx, run: FileMigrationRow) {
  await resumeRun(ctx, run);
  if (run.isScanned) await enqueueCopies(ctx, run._id);
  else await enqueueScan(ctx, { runId: run._id, attempt: run.attempt + 1 });
}

/** Looks at a batch of tracks, and makes rows for those whose file is to be copied. */
export const scan = internalMutation({
  args: runWorkArgs,
  returns: v.null(),
  handler: async (ctx, work) => {
    const run = await runOfWork(ctx, work);
    if (run?.kind !== "fileMigration" || run.isScanned) return null;
    const { page, isDone, continueCursor } = await paginator(ctx.db, schema)
      .query("tracks")
      .paginate({ cursor: run.cursor, numItems: BATCH_TRACKS });
    const found = page.filter(hasFileElsewhere);
    for (const track of found) await insertCopy(ctx, run._id, track);
    await recordProgress(ctx, run, {
      total: run.total + found.length,
      cursor: continueCursor,
      isScanned: isDone,
    });
    if (isDone) await enqueueCopies(ctx, run._id);
    else await enqueueScan(ctx, work);
    return null;
  },
});

async function enqueueScan(ctx: MutationCtx, work: RunWork) {
  const onEnded = internal.model.work.runs.workEnded;
  await enqueueMutation(ctx, "files", internal.model.fileMigration.runs.scan, work, {
    onEnded,
  });
}

/**
 * Enqueues lost work again, should the pool ever lose some. It recovers by itself, so
 * there is seldom anything to do.
 */
export const recover = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const run = await activeRun(ctx, "files");
    if (run === null) return null;
    const before = Date.now() - LEASE_MS;
    await requeueLost(ctx, run._id, before);
    if (!run.isScanned && run.updatedAt < before) await enqueueScan(ctx, workOf(run));
    await enqueueCopies(ctx, run._id);
    return null;
  },
});

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const BATCH_ROWS = 500;

const pruneArgs = {};

const pruneJob: BatchJob<typeof pruneArgs> = {
  args: pruneArgs,
  next: () => internal.model.fileMigration.runs.prune,
  batch: async (ctx) => {
    const before = Date.now() - KEPT_MS;
    const active = await activeRun(ctx, "files");
    const rows = await ctx.db
      .query("fileCopies")
      .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
      .take(BATCH_ROWS);
    const old = rows.filter((row) => row.runId !== active?._id);
    for (const row of old) await deleteCopy(ctx, row);
    return old.length < BATCH_ROWS ? null : {};
  },
};

/** Deletes rows older than 30 days of runs that have ended. */
export const prune = batchMutation(pruneJob);

/** A run as admins see it, without its inner fields. */
export function toFileMigration(run: FileMigrationRow): FileMigration {
  return pick(run, Object.keys(vFileMigration.fields) as (keyof FileMigration)[]);
}
