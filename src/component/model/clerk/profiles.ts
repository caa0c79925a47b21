import { v } from "convex/values";
import { vClerkUserUpsert } from "../../../shared/clerk.js";
import { type Settings, vSettings } from "../../../shared/settings.js";
import { internal } from "../../_generated/api.js";
import {
  env,
  internalAction,
  internalMutation,
  type MutationCtx,
} from "../../_generated/server.js";
import { applyUserChange } from "../lifecycle/userChanges.js";
import { changeFromClerk } from "../users/stateMachine.js";
import { enqueueAction } from "../work/pools.js";
import { callClerk } from "./calls.js";

/*
 * Looks up the profile of a new user whose token carried none.
 */

/** Looks up a user's profile in the background, if the component has a key for Clerk. */
export async function scheduleProfileFetch(
  ctx: MutationCtx,
  externalId: string,
  settings: Settings,
) {
  if (!env.CLERK_SECRET_KEY) return;
  const fetchProfile = internal.model.clerk.profiles.fetchProfile;
  await enqueueAction(ctx, "clerk", fetchProfile, { externalId, settings });
}

/** Fetches the profile of a user from Clerk's Backend API, and applies it. */
export const fetchProfile = internalAction({
  args: { externalId: v.string(), settings: vSettings },
  returns: v.null(),
  handler: async (ctx, { externalId, settings }) => {
    const user = await callClerk((api) => api.getUser(externalId));
    const args = { user: user!, settings };
    if (user !== null) {
      await ctx.runMutation(internal.model.clerk.profiles.applyProfile, args);
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
