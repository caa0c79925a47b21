import { v } from "convex/values";
import { trackFields } from "./schema";
import { mutation, query } from "./server";

export const list = query({
  args: { limit: v.optional(v.number()) },
  handler: async (ctx, { limit = 50 }) => await ctx.db.query("tracks").take(limit),
});

export const get = query({
  args: { id: v.id("tracks") },
  handler: async (ctx, { id }) => await ctx.db.get("tracks", id),
});

export const create = mutation({
  args: trackFields,
  handler: async (ctx, fields) => await ctx.db.insert("tracks", fields),
});

export const update = mutation({
  args: {
    id: v.id("tracks"),
    title: v.optional(v.string()),
    artist: v.optional(v.string()),
    record: v.optional(v.string()),
    isLoop: v.optional(v.boolean()),
    fileId: v.optional(v.id("_storage")),
    src: v.optional(v.string()),
  },
  handler: async (ctx, { id, ...changes }) => {
    await ctx.db.patch("tracks", id, changes);
  },
});

/** Leaves the track's items in playlists behind, and its file. */
export const remove = mutation({
  args: { id: v.id("tracks") },
  handler: async (ctx, { id }) => await ctx.db.delete("tracks", id),
});
