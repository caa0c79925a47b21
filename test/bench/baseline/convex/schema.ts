import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export const trackFields = {
  title: v.string(),
  artist: v.string(),
  record: v.optional(v.string()),
  isLoop: v.boolean(),
  fileId: v.optional(v.id("_storage")),
  src: v.optional(v.string()),
  image: v.optional(v.object({ src: v.string(), alt: v.string() })),
};

/** The tables of the plain functions: an item's position is its number in the list. */
export default defineSchema({
  users: defineTable({
    externalId: v.string(),
    name: v.string(),
    email: v.optional(v.string()),
    imageUrl: v.optional(v.string()),
    role: v.union(v.literal("admin"), v.literal("vip"), v.literal("guest")),
  }).index("byExternalId", ["externalId"]),

  tracks: defineTable(trackFields),

  playlists: defineTable({
    title: v.string(),
    description: v.optional(v.string()),
    userId: v.optional(v.id("users")),
  }).index("byUserId", ["userId"]),

  playlistTracks: defineTable({
    playlistId: v.id("playlists"),
    trackId: v.id("tracks"),
    position: v.number(),
  })
    .index("byPlaylist", ["playlistId"])
    .index("byTrack", ["trackId"])
    .index("byPlaylistPosition", ["playlistId", "position"]),
});
