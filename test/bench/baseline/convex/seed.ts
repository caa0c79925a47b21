import { v } from "convex/values";
import { mutation } from "./server";

/** Puts tracks into the library and, in the same order, at the end of a playlist. */
export const addTracks = mutation({
  args: { playlistId: v.id("playlists"), from: v.number(), titles: v.array(v.string()) },
  handler: async (ctx, { playlistId, from, titles }) => {
    const trackIds = [];
    for (const [index, title] of titles.entries()) {
      const track = { title, artist: "Band", isLoop: false };
      const trackId = await ctx.db.insert("tracks", track);
      const position = from + index;
      await ctx.db.insert("playlistTracks", { playlistId, trackId, position });
      trackIds.push(trackId);
    }
    return trackIds;
  },
});

/** Removes all but the oldest playlists. */
export const keepPlaylists = mutation({
  args: { count: v.number() },
  handler: async (ctx, { count }) => {
    const playlists = await ctx.db.query("playlists").collect();
    for (const { _id } of playlists.slice(count)) await ctx.db.delete("playlists", _id);
  },
});
