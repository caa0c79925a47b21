import { v } from "convex/values";
import { mutation, query } from "./server";

export const list = query({
  args: {},
  handler: async (ctx) => await ctx.db.query("playlists").collect(),
});

export const get = query({
  args: { id: v.id("playlists") },
  handler: async (ctx, { id }) => await ctx.db.get("playlists", id),
});

/** Reads every item of the playlist, sorts them, and reads every track. */
export const getWithTracks = query({
  args: { id: v.id("playlists") },
  handler: async (ctx, { id }) => {
    const playlist = await ctx.db.get("playlists", id);
    if (playlist === null) return null;
    const items = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylist", (q) => q.eq("playlistId", id))
      .collect();
    items.sort((a, b) => a.position - b.position);
    const tracks = await Promise.all(
      items.map(({ trackId }) => ctx.db.get("tracks", trackId)),
    );
    return { ...playlist, tracks: tracks.filter((track) => track !== null) };
  },
});

export const create = mutation({
  args: {
    title: v.string(),
    description: v.optional(v.string()),
    userId: v.optional(v.id("users")),
  },
  handler: async (ctx, fields) => await ctx.db.insert("playlists", fields),
});

/** Without a position, counts all items to find the end. */
export const addTrack = mutation({
  args: {
    playlistId: v.id("playlists"),
    trackId: v.id("tracks"),
    position: v.optional(v.number()),
  },
  handler: async (ctx, { playlistId, trackId, position }) => {
    const itemsOfPlaylist = () =>
      ctx.db
        .query("playlistTracks")
        .withIndex("byPlaylist", (q) => q.eq("playlistId", playlistId))
        .collect();
    return await ctx.db.insert("playlistTracks", {
      playlistId,
      trackId,
      position: position ?? (await itemsOfPlaylist()).length,
    });
  },
});

/**
 * A deployment counts every item up to the one that the filter lets through as read.
 * convex-test, which measures here, counts that one only.
 */
export const removeTrack = mutation({
  args: { playlistId: v.id("playlists"), trackId: v.id("tracks") },
  handler: async (ctx, { playlistId, trackId }) => {
    const item = await ctx.db
      .query("playlistTracks")
      .withIndex("byPlaylist", (q) => q.eq("playlistId", playlistId))
      .filter((q) => q.eq(q.field("trackId"), trackId))
      .first();
    if (item !== null) await ctx.db.delete("playlistTracks", item._id);
  },
});
