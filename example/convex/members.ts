import { userEventArgs } from "convex-music-library";
import { v } from "convex/values";
import { internalMutation, type MutationCtx, query } from "./_generated/server";
import { library } from "./library";

/** The app's own record of its users, kept by the library's events. */
export const onUserEvent = internalMutation({
  args: userEventArgs,
  returns: v.null(),
  handler: async (ctx, { event }) => {
    switch (event.type) {
      case "created": {
        const { _id: userId, name } = event.user;
        await ctx.db.insert("members", { userId, name, plan: "free" });
        break;
      }
      case "updated": {
        const member = await memberOf(ctx, event.user._id);
        const { name } = event.user;
        if (member !== null) await ctx.db.patch("members", member._id, { name });
        break;
      }
      case "deleted": {
        const member = await memberOf(ctx, event.previous._id);
        if (member !== null) await ctx.db.delete("members", member._id);
        break;
      }
    }
    return null;
  },
});

function memberOf(ctx: MutationCtx, userId: string) {
  return ctx.db
    .query("members")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .unique();
}

const MAX_FOUND = 8;

/**
 * People whose name has a word that begins like the text: to choose collaborators
 * from. For those who are signed in, and only ids and names.
 */
export const find = query({
  args: { name: v.string() },
  returns: v.array(v.object({ userId: v.string(), name: v.string() })),
  handler: async (ctx, { name }) => {
    const user = await library.users.require(ctx);
    if (name.trim() === "") return [];
    const members = await ctx.db
      .query("members")
      .withSearchIndex("byName", (q) => q.search("name", name))
      .take(MAX_FOUND + 1);
    return members
      .filter(({ userId }) => userId !== user._id)
      .slice(0, MAX_FOUND)
      .map(({ userId, name }) => ({ userId, name }));
  },
});

const MAX_MEMBERS = 100;

export const count = query({
  args: {},
  returns: v.number(),
  handler: async (ctx) => (await ctx.db.query("members").take(MAX_MEMBERS)).length,
});
