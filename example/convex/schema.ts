import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  // The app's own table. A track of the library is referred to by its id as a string.
  reviews: defineTable({
    trackId: v.string(),
    userId: v.string(),
    stars: v.number(),
    text: v.string(),
  }).index("byTrack", ["trackId"]),

  // Kept by members.onUserEvent.
  members: defineTable({
    userId: v.string(),
    name: v.string(),
    plan: v.string(),
  })
    .index("byUser", ["userId"])
    .searchIndex("byName", { searchField: "name" }),
});
