import { v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { paginator } from "convex-helpers/server/pagination";
import { internal } from "../../_generated/api.js";
import type { Doc } from "../../_generated/dataModel.js";
import {
  type ActionCtx,
  env,
  internalAction,
  internalMutation,
  internalQuery,
  type MutationCtx,
} from "../../_generated/server.js";
import schema from "../../schema.js";
import { applyUserChange } from "../lifecycle/userChanges.js";
import { isLastAdmin, userByExternalId } from "../users/users.js";
import { NonRetryableError } from "../work/pools.js";
import { type ClerkRunRow, endRun, recordProgress, runWorkArgs } from "../work/runs.js";
import type { ClerkApi } from "./backendApi.js";
import { checkedInstance, fetchRunPage } from "./calls.js";
import { candidatesOf, deleteCandidate, insertCandidates } from "./candidates.js";
import {
  advanceRun,
  clerkRunOfWork,
  enqueueDeletion,
  lastSyncedInstance,
  runAtCursor,
} from "./runs.js";
import { isClerkUserId } from "./userList.js";

/*
 * Looks everybody up at Clerk and lists who is missing. Only when that is complete,
 * without an error, are the missing deleted.
 */

const PAGE_USERS = 100;
const BATCH_USERS = 20;

// A row of the fallback may be older than what Clerk's API shows yet.
const NEW_ROW_MS = 5 * 60 * 1000;

/** So many missing users are never taken for a mistake. */
const MAX_UNSUSPICIOUS = 10;
const MAX_MISSING_SHARE = 0.05;

/**
 * Whether so many users are missing at Clerk that the key or the instance is more likely
 * to be wrong than the users to be gone.
 */
export function isSuspicious(missing: number, lookedUp: number): boolean {
  return missing > Math.max(MAX_UNSUSPICIOUS, lookedUp * MAX_MISSING_SHARE);
}

/** Looks a page of users up at Clerk. */
export const searchPage = internalAction({
  args: runWorkArgs,
  returns: v.null(),
  handler: async (ctx, work) => {
    await fetchRunPage(ctx, work, async (api, { cursor, startedAt }) => {
      if (cursor === null) await checkInstance(ctx, api);
      const before = startedAt - NEW_ROW_MS;
      const page = await ctx.runQuery(internal.model.clerk.cleanup.usersPage, {
        cursor,
        before,
      });
      await ctx.runMutation(internal.model.clerk.cleanup.recordPage, {
        runId: work.runId,
        cursor,
        nextCursor: page.nextCursor,
        lookedUp: page.externalIds.length,
        missing: await missingAtClerk(api, page.externalIds.filter(isClerkUserId)),
      });
    });
    return null;
  },
});

/** A page of users who were there well before the run began, oldest first. */
export const usersPage = internalQuery({
  args: { cursor: nullable(v.string()), before: v.number() },
  returns: v.object({
    externalIds: v.array(v.string()),
    nextCursor: nullable(v.string()),
  }),
  handler: async (ctx, { cursor, before }) => {
    const result = await paginator(ctx.db, schema)
      .query("users")
      .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
      .paginate({ cursor, numItems: PAGE_USERS });
    return {
      externalIds: result.page.map((user) => user.externalId),
      nextCursor: result.isDone ? null : result.continueCursor,
    };
  },
});

/** Lists the missing of a page, once, and asks for the next one or ends the search. */
export const recordPage = internalMutation({
  args: {
    runId: v.id("runs"),
    cursor: nullable(v.string()),
    nextCursor: nullable(v.string()),
    lookedUp: v.number(),
    missing: v.array(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { runId, cursor, nextCursor, lookedUp, missing }) => {
    const run = await runAtCursor(ctx, runId, cursor);
    if (run === null) return null;
    const found = await insertCandidates(ctx, run._id, missing);
    const progress = {
      cursor: nextCursor,
      done: run.done + lookedUp,
      missing: run.missing + found,
    };
    if (nextCursor !== null) await advanceRun(ctx, run, progress);
    else await endSearch(ctx, { ...run, ...progress });
    return null;
  },
});

/** Deletes a batch of the missing, and goes on until none is left. */
export const deleteBatch = internalMutation({
  args: runWorkArgs,
  returns: v.null(),
  handler: async (ctx, work) => {
    const run = await clerkRunOfWork(ctx, work);
    if (run === null) return null;
    const candidates = await candidatesOf(ctx, run._id, BATCH_USERS);
    let { deleted, failed } = run;
    for (const candidate of candidates) {
      await deleteCandidate(ctx, candidate);
      const outcome = await deleteMissing(ctx, run, candidate);
      if (outcome === "deleted") deleted += 1;
      if (outcome === "kept") failed += 1;
    }
    if (candidates.length < BATCH_USERS) {
      await endRun(ctx, run, "done", { deleted, failed });
    } else {
      await recordProgress(ctx, run, { deleted, failed });
      await enqueueDeletion(ctx, run);
    }
    return null;
  },
});

/** The instance that the users came from: as configured, else as the last sync saw it. */
export const expectedInstance = internalQuery({
  args: {},
  returns: nullable(v.string()),
  handler: async (ctx) => env.CLERK_INSTANCE_ID || (await lastSyncedInstance(ctx)),
});

/** Throws unless the key belongs to the instance that the users came from. */
async function checkInstance(ctx: ActionCtx, api: ClerkApi) {
  const expected = await ctx.runQuery(internal.model.clerk.cleanup.expectedInstance, {});
  if (expected === null) {
    throw new NonRetryableError(
      "Which Clerk instance the users came from is not known: run the sync first, or set CLERK_INSTANCE_ID.",
    );
  }
  await checkedInstance(api, expected);
}

/** Those whom neither the list nor, each asked for by themself, the Backend API has. */
async function missingAtClerk(api: ClerkApi, externalIds: string[]) {
  if (externalIds.length === 0) return [];
  const known = await api.findUsers(externalIds);
  const missing: string[] = [];
  for (const externalId of externalIds) {
    if (known.has(externalId)) continue;
    if ((await api.getUser(externalId)) === null) missing.push(externalId);
  }
  return missing;
}

async function endSearch(ctx: MutationCtx, run: ClerkRunRow) {
  const { done, missing, cursor, force, dryRun } = run;
  const progress = { done, missing, cursor };
  if (dryRun) return await endRun(ctx, run, "done", progress);
  if (isSuspicious(missing, done) && !force) {
    const error = `${missing} of ${done} users are missing at Clerk, more than is plausible. Nobody was deleted. Look at the list, then run again with force.`;
    return await endRun(ctx, run, "failed", { ...progress, error });
  }
  await recordProgress(ctx, run, { ...progress, phase: "delete" });
  await enqueueDeletion(ctx, run);
}

/** Deletes a user as the webhook would. The last admin is kept, unless forced. */
async function deleteMissing(
  ctx: MutationCtx,
  { force, settings }: ClerkRunRow,
  { externalId }: Doc<"cleanupCandidates">,
) {
  const user = await userByExternalId(ctx, externalId);
  if (user !== null && !force && (await isLastAdmin(ctx, user))) return "kept";
  return await applyUserChange(ctx, { kind: "delete", externalId }, settings);
}
