import { v } from "convex/values";
import { pick } from "convex-helpers";
import { withoutQueries, withoutQuery } from "./model/fileMigration/fileSource.js";
import { type FileMigration, vFileMigration } from "../shared/migrations.js";
import type { Settings } from "../shared/settings.js";
import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";

/*
 * The rows of a file migration: one for the run, and one for each file that it copies.
 * What is left to do stands in them alone, so a run can be paused, and taken up after a
 * crash, at any point.
 */

export type Run = Doc<"fileMigrations">;
export type RunId = Id<"fileMigrations">;
export type Copy = Doc<"fileCopies">;

const MOST_ERROR_TEXT = 500;

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

export function isActive({ state }: Run): boolean {
  return state === "running" || state === "paused";
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
  return pick(run, Object.keys(vFileMigration.fields) as (keyof FileMigration)[]);
}

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

function shownError(error: string): string {
  return withoutQueries(error).slice(0, MOST_ERROR_TEXT);
}
