import { userEventArgs } from "convex-music-library";
import { v } from "convex/values";
import { internalMutation, query } from "./_generated/server";

/** The app's own record of its users, kept by the library's events. */
export const onUserEvent = internalMutation({
  args: userEventArgs,
  returns: v.null(),
  handler: async (ctx, { event }) => {
    if (event.type === "created") {
      await ctx.db.insert("members", { userId: event.user._id, plan: "free" });
    }
    if (event.type === "deleted") {
      const member = await ctx.db
        .query("members")
        .withIndex("byUser", (q) => q.eq("userId", event.previous._id))
        .unique();
      if (member !== null) await ctx.db.delete("members", member._id);
    }
    return null;
  },
});

const MOST_MEMBERS = 100;

export const count = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) => (await ctx.db.query("members").take(MOST_MEMBERS)).length,
});
