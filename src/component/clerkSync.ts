import { v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { changeFromClerk } from "./model/users/stateMachine.js";
import { vClerkUserUpsert } from "../shared/clerk.js";
import { vSettings } from "../shared/settings.js";
import { internal } from "./_generated/api.js";
import { env, internalAction, internalMutation } from "./_generated/server.js";
import { callClerk, checkedInstance, fetchRunPage } from "./clerkPages.js";
import { advanceRun, endRun, runAtCursor, vRunWork } from "./clerkRuns.js";
import { applyUserChange, initialRole } from "./userRows.js";

const USERS_A_PAGE = 100;

/** Fetches a page of Clerk's users and hands it to `applyPage`. */
export const fetchPage = internalAction({
  args: vRunWork,
  returns: v.null(),
  handler: async (ctx, work) => {
    await fetchRunPage(ctx, work, async (api, { cursor, instanceId }) => {
      const expected = env.CLERK_INSTANCE_ID || instanceId;
      const total = cursor === null ? await api.countUsers() : null;
      await ctx.runMutation(internal.clerkSync.applyPage, {
        runId: work.runId,
        cursor,
        // On each page: the key may be another one when a run is taken up again.
        instanceId: await checkedInstance(api, expected),
        ...(total !== null && { total }),
        ...(await api.listUsers({ limit: USERS_A_PAGE, cursor })),
      });
    });
    return null;
  },
});

/** Applies a page of users, once, and asks for the next one. */
export const applyPage = internalMutation({
  args: {
    runId: v.id("clerkRuns"),
    cursor: nullable(v.string()),
    nextCursor: nullable(v.string()),
    users: v.array(vClerkUserUpsert),
    unreadable: v.number(),
    instanceId: v.string(),
    total: v.optional(v.number()),
  },
  returns: v.null(),
  handler: async (ctx, { runId, cursor, nextCursor, users, unreadable, ...found }) => {
    const run = await runAtCursor(ctx, runId, cursor);
    if (run === null) return null;
    const progress = {
      ...found,
      cursor: nextCursor,
      done: run.done + users.length + unreadable,
      created: run.created,
      updated: run.updated,
      failed: run.failed + unreadable,
    };
    for (const user of users) {
      const change = changeFromClerk(user, {
        source: "backfill",
        role: initialRole(user.externalId),
        roleFromMetadata: run.settings.roleFromMetadata,
      });
      const outcome = await applyUserChange(ctx, change, run.settings);
      if (outcome === "created" || outcome === "updated") progress[outcome] += 1;
    }
    if (nextCursor === null) await endRun(ctx, run, "done", progress);
    else await advanceRun(ctx, run, progress);
    return null;
  },
});

/** Fetches the profile of a user whose token carried none. */
export const fetchProfile = internalAction({
  args: { externalId: v.string(), settings: vSettings },
  returns: v.null(),
  handler: async (ctx, { externalId, settings }) => {
    const user = await callClerk((api) => api.getUser(externalId));
    if (user !== null) {
      await ctx.runMutation(internal.clerkSync.applyProfile, { user, settings });
    }
    return null;
  },
});

export const applyProfile = internalMutation({
  args: { user: vClerkUserUpsert, settings: vSettings },
  returns: v.null(),
  handler: async (ctx, { user, settings }) => {
    const { roleFromMetadata } = settings;
    const change = changeFromClerk(user, { source: "backfill", roleFromMetadata });
    await applyUserChange(ctx, change, settings);
    return null;
  },
});
