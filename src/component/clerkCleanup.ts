import { NonRetryableError } from "@convex-dev/workpool";
import { v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { paginator } from "convex-helpers/server/pagination";
import { isSuspicious } from "./model/clerk/cleanupLimit.js";
import type { ClerkApi } from "./model/clerk/backendApi.js";
import { isClerkUserId } from "./model/clerk/userList.js";
import { internal } from "./_generated/api.js";
import type { Doc } from "./_generated/dataModel.js";
import {
  type ActionCtx,
  env,
  internalAction,
  internalMutation,
  internalQuery,
  type MutationCtx,
} from "./_generated/server.js";
import { checkedInstance, fetchRunPage } from "./clerkPages.js";
import {
  advanceRun,
  endRun,
  enqueueDeletion,
  lastSyncedInstance,
  runAtCursor,
  runOf,
  vRunWork,
} from "./clerkRuns.js";
import schema from "./schema.js";
import { applyUserChange, isLastAdmin, userByExternalId } from "./userRows.js";

/*
 * First everybody is looked up and the missing are listed. Only when that is
 * complete, without an error, are they deleted.
 */

const USERS_A_PAGE = 100;
const DELETIONS_A_BATCH = 20;

// A row of the fallback may be older than what Clerk's API shows yet.
const NEW_ROW_MS = 5 * 60 * 1000;

/** Looks a page of users up at Clerk. */
export const searchPage = internalAction({
  args: vRunWork,
  returns: v.null(),
  handler: async (ctx, work) => {
    await fetchRunPage(ctx, work, async (api, { cursor, startedAt }) => {
      if (cursor === null) await checkInstance(ctx, api);
      const before = startedAt - NEW_ROW_MS;
      const page = await ctx.runQuery(internal.clerkCleanup.usersPage, {
        cursor,
        before,
      });
      await ctx.runMutation(internal.clerkCleanup.recordPage, {
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
      .paginate({ cursor, numItems: USERS_A_PAGE });
    return {
      externalIds: result.page.map((user) => user.externalId),
      nextCursor: result.isDone ? null : result.continueCursor,
    };
  },
});

/** Lists the missing of a page, once, and asks for the next one or ends the search. */
export const recordPage = internalMutation({
  args: {
    runId: v.id("clerkRuns"),
    cursor: nullable(v.string()),
    nextCursor: nullable(v.string()),
    lookedUp: v.number(),
    missing: v.array(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { runId, cursor, nextCursor, lookedUp, missing }) => {
    const run = await runAtCursor(ctx, runId, cursor);
    if (run === null) return null;
    const found = await listCandidates(ctx, run, missing);
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
  args: vRunWork,
  returns: v.null(),
  handler: async (ctx, work) => {
    const run = await runOf(ctx, work);
    if (run === null) return null;
    const candidates = await ctx.db
      .query("cleanupCandidates")
      .withIndex("byRun", (q) => q.eq("runId", run._id))
      .take(DELETIONS_A_BATCH);
    let { deleted, failed } = run;
    for (const candidate of candidates) {
      await ctx.db.delete("cleanupCandidates", candidate._id);
      const outcome = await deleteMissing(ctx, run, candidate);
      if (outcome === "deleted") deleted += 1;
      if (outcome === "kept") failed += 1;
    }
    if (candidates.length < DELETIONS_A_BATCH) {
      await endRun(ctx, run, "done", { deleted, failed });
    } else {
      await ctx.db.patch("clerkRuns", run._id, {
        deleted,
        failed,
        updatedAt: Date.now(),
      });
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
  const expected = await ctx.runQuery(internal.clerkCleanup.expectedInstance, {});
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

async function listCandidates(
  ctx: MutationCtx,
  run: Doc<"clerkRuns">,
  externalIds: string[],
) {
  let listed = 0;
  for (const externalId of externalIds) {
    const user = await userByExternalId(ctx, externalId);
    if (user === null) continue;
    await ctx.db.insert("cleanupCandidates", {
      runId: run._id,
      userId: user._id,
      externalId,
      name: user.name,
    });
    listed += 1;
  }
  return listed;
}

async function endSearch(ctx: MutationCtx, run: Doc<"clerkRuns">) {
  const { done, missing, cursor, force, dryRun } = run;
  const progress = { done, missing, cursor };
  if (dryRun) return await endRun(ctx, run, "done", progress);
  if (isSuspicious(missing, done) && !force) {
    const error = `${missing} of ${done} users are missing at Clerk, more than is plausible. Nobody was deleted. Look at the list, then run again with force.`;
    return await endRun(ctx, run, "failed", { ...progress, error });
  }
  const updatedAt = Date.now();
  await ctx.db.patch("clerkRuns", run._id, { ...progress, updatedAt, phase: "delete" });
  await enqueueDeletion(ctx, run);
}

/** Deletes a user as the webhook would. The last admin is kept, unless forced. */
async function deleteMissing(
  ctx: MutationCtx,
  { force, settings }: Doc<"clerkRuns">,
  { externalId }: Doc<"cleanupCandidates">,
) {
  const user = await userByExternalId(ctx, externalId);
  if (user !== null && !force && (await isLastAdmin(ctx, user))) return "kept";
  return await applyUserChange(ctx, { kind: "delete", externalId }, settings);
}
