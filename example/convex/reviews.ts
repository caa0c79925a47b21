import { ConvexError, v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { library } from "./library";

/**
 * The app's own mutation: it asks the library who calls and whether they see the
 * track, and writes its own table, all in one transaction.
 */
export const add = mutation({
  args: { trackId: v.string(), stars: v.number(), text: v.string() },
  returns: v.id("reviews"),
  handler: async (ctx, { trackId, stars, text }) => {
    const user = await library.users.require(ctx);
    const track = await library.tracks.get(ctx, { id: trackId });
    if (track === null) throw new ConvexError("There is no such track.");
    return await ctx.db.insert("reviews", { trackId, userId: user._id, stars, text });
  },
});

/**
 * Reviews a track and puts it on a new playlist of favourites: either both
 * happen or neither does.
 */
export const addToFavourites = mutation({
  args: { trackId: v.string() },
  returns: v.object({ playlistId: v.string(), reviewId: v.id("reviews") }),
  handler: async (ctx, { trackId }) => {
    const user = await library.users.require(ctx);
    const reviewId = await ctx.db.insert("reviews", {
      trackId,
      userId: user._id,
      stars: 5,
      text: "A favourite",
    });
    const playlistId = await library.playlists.create(ctx, { title: "Favourites" });
    await library.playlists.addTrack(ctx, { playlistId, trackId });
    return { playlistId, reviewId };
  },
});

const MAX_REVIEWS = 50;

export const listForTrack = query({
  args: { trackId: v.string() },
  returns: v.array(v.object({ stars: v.number(), text: v.string() })),
  handler: async (ctx, { trackId }) => {
    if ((await library.tracks.get(ctx, { id: trackId })) === null) return [];
    const reviews = await ctx.db
      .query("reviews")
      .withIndex("byTrack", (q) => q.eq("trackId", trackId))
      .take(MAX_REVIEWS);
    return reviews.map(({ stars, text }) => ({ stars, text }));
  },
});
