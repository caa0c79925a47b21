import { v } from "convex/values";
import { nullable } from "convex-helpers/validators";
import { vClerkUserUpsert } from "../../../shared/clerk.js";
import { internal } from "../../_generated/api.js";
import { env, internalAction, internalMutation } from "../../_generated/server.js";
import { applyUserChange, initialRole } from "../lifecycle/userChanges.js";
import { changeFromClerk } from "../users/stateMachine.js";
import { endRun, runWorkArgs } from "../work/runs.js";
import { checkedInstance, fetchRunPage } from "./calls.js";
import { advanceRun, runAtCursor } from "./runs.js";

const PAGE_USERS = 100;

/** Fetches a page of Clerk's users and hands it to `applyPage`. */
export const fetchPage = internalAction({
  args: runWorkArgs,
  returns: v.null(),
  handler: async (ctx, work) => {
    await fetchRunPage(ctx, work, async (api, { cursor, instanceId }) => {
      const expected = env.CLERK_INSTANCE_ID || instanceId;
      const total = cursor === null ? await api.countUsers() : null;
      await ctx.runMutation(internal.model.clerk.sync.applyPage, {
        runId: work.runId,
        cursor,
        // On each page: the key may be another one when a run is taken up again.
        instanceId: await checkedInstance(api, expected),
        ...(total !== null && { total }),
        ...(await api.listUsers({ limit: PAGE_USERS, cursor })),
      });
    });
    return null;
  },
});

/** Applies a page of users once, and asks for the next page. */
export const applyPage = internalMutation({
  args: {
    runId: v.id("runs"),
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
