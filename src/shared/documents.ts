import { v } from "convex/values";

/** The fields of every document. Ids cross the component's boundary as strings. */
export const document = {
  _id: v.string(),
  /** In ms. */
  _creationTime: v.number(),
};
