import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  // What the app heard of users.
  heard: defineTable({
    externalId: v.string(),
    type: v.string(),
    name: v.string(),
    previousName: v.optional(v.string()),
  }).index("byExternalId", ["externalId"]),

  // While there is a row, the app's handler throws.
  outages: defineTable({}),
});
