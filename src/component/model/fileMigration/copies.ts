import { type ObjectType, v } from "convex/values";
import type { Settings } from "../../../shared/settings.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import {
  type FileMigrationRow,
  isActive,
  recordProgress,
  type RunId,
} from "../work/runs.js";
import { withoutQueries, withoutQuery } from "./fileSource.js";

/*
 * The rows of files to copy: one for each track of a run. Nothing else writes them. What
 * is left to do stands in them alone, so a run can be paused, and go on after a crash, at
 * any point.
 */

export type Copy = Doc<"fileCopies">;

const MAX_ERROR_LENGTH = 500;

export async function fileMigrationById(
  ctx: QueryCtx,
  runId: RunId,
): Promise<FileMigrationRow | null> {
  const run = await ctx.db.get("runs", runId);
  return run?.kind === "fileMigration" ? run : null;
}

/** Which copy an action works on. Work of an earlier lease has no effect. */
export const copyWorkArgs = { copyId: v.id("fileCopies"), lease: v.number() };
export type CopyWork = ObjectType<typeof copyWorkArgs>;

/** The copy that work belongs to, with its active run, or null when the work is out of date. */
export async function copyOfWork(ctx: QueryCtx, { copyId, lease }: CopyWork) {
  const copy = await ctx.db.get("fileCopies", copyId);
  if (copy?.state !== "copying" || copy.lease !== lease) return null;
  const run = await fileMigrationById(ctx, copy.runId);
  return run !== null && isActive(run) ? { copy, run } : null;
}

export async function copiesOf(
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

export async function insertCopy(ctx: MutationCtx, runId: RunId, track: Doc<"tracks">) {
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

/** How a copy ended. */
export type CopyEnd =
  | { state: "copied"; size: number; sha256: string; storageId: Id<"_storage"> }
  | { state: "skipped" }
  | { state: "failed"; error: string };

/** Ends a copy and counts it. */
export async function endCopy(
  ctx: MutationCtx,
  copy: Copy,
  run: FileMigrationRow,
  end: CopyEnd,
) {
  await ctx.db.patch("fileCopies", copy._id, {
    ...end,
    ...(end.state === "failed" && { error: publicError(end.error) }),
    updatedAt: Date.now(),
  });
  await recordProgress(ctx, run, {
    [end.state]: run[end.state] + 1,
    bytes: run.bytes + (end.state === "copied" ? end.size : 0),
  });
}

/** Gives a copy to a worker. Work that it was given to before has no effect any more. */
export async function leaseCopy(ctx: MutationCtx, copy: Copy): Promise<CopyWork> {
  const lease = copy.lease + 1;
  const updatedAt = Date.now();
  await ctx.db.patch("fileCopies", copy._id, { state: "copying", lease, updatedAt });
  return { copyId: copy._id, lease };
}

/** Records that an attempt begins. */
export async function beginAttempt(ctx: MutationCtx, copy: Copy, src: string) {
  await ctx.db.patch("fileCopies", copy._id, {
    src: withoutQuery(src),
    attempts: copy.attempts + 1,
    error: undefined,
    updatedAt: Date.now(),
  });
}

/** Keeps why an attempt failed, in case it is the last one. */
export async function recordError(ctx: MutationCtx, copy: Copy, error: string) {
  await ctx.db.patch("fileCopies", copy._id, { error });
}

export async function deleteCopy(ctx: MutationCtx, copy: Copy) {
  await ctx.db.delete("fileCopies", copy._id);
}

/** Lets a copy wait for its turn again. */
export async function requeueCopy(ctx: MutationCtx, copy: Copy) {
  await ctx.db.patch("fileCopies", copy._id, { state: "pending", updatedAt: Date.now() });
}

/** From where the host's settings allow files to be copied. */
export function sourcePolicyOf({ fileMigration }: Settings) {
  return fileMigration ?? { allowedHosts: [], allowPrivateHosts: false };
}

/** Whether there is a file to copy for a track. */
export function hasFileElsewhere(
  track: Doc<"tracks">,
): track is Doc<"tracks"> & { src: string } {
  return track.src !== undefined && track.fileId === undefined;
}

/** An error without the queries of its URLs, which may contain secrets. */
export function publicError(error: string): string {
  return withoutQueries(error).slice(0, MAX_ERROR_LENGTH);
}
