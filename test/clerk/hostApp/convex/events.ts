import { userEventArgs } from "convex-music-library";
import { v } from "convex/values";
import { internalMutation, query } from "./server";

const MAX_HEARD = 1000;

/** Writes down what it hears, and then throws while there is an outage. */
export const onUserEvent = internalMutation({
  args: userEventArgs,
  returns: v.null(),
  handler: async (ctx, { event }) => {
    const { externalId, name } = event.type === "deleted" ? event.previous : event.user;
    await ctx.db.insert("heard", {
      externalId,
      type: event.type,
      name,
      ...(event.type === "updated" && { previousName: event.previous.name }),
    });
    const outage = await ctx.db.query("outages").first();
    if (outage !== null) throw new Error("The app is out of order.");
    return null;
  },
});

export const setOutage = internalMutation({
  args: { isOn: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isOn }) => {
    const outage = await ctx.db.query("outages").first();
    if (isOn && outage === null) await ctx.db.insert("outages", {});
    if (!isOn && outage !== null) await ctx.db.delete(outage._id);
    return null;
  },
});

/** What the app heard of a user, in order. */
export const heardOf = query({
  args: { externalId: v.string() },
  returns: v.array(
    v.object({
      type: v.string(),
      name: v.string(),
      previousName: v.optional(v.string()),
    }),
  ),
  handler: async (ctx, { externalId }) => {
    const rows = await ctx.db
      .query("heard")
      .withIndex("byExternalId", (q) => q.eq("externalId", externalId))
      .take(MAX_HEARD);
    return rows.map(({ type, name, previousName }) => ({ type, name, previousName }));
  },
});
