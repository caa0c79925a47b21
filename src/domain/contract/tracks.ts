import { nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { trackFields, vImage, vTrack, vTrackVisibility } from "../validators.js";
import { clearable, limit, mutation, query } from "./operation.js";

export const tracks = {
  /** Tracks that the caller may see, oldest first: 50 by default, at most 200. */
  list: query({ args: { limit }, returns: v.array(vTrack) }),
  /** A page of the tracks that the caller may see, at most 200. */
  paginate: query({
    args: {
      paginationOpts: paginationOptsValidator,
      order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
    },
    returns: paginationResultValidator(vTrack),
  }),
  /**
   * Tracks whose title, artist or record match, best first: 20 by default, at most
   * 100. A blank query gives the oldest tracks.
   */
  search: query({ args: { query: v.string(), limit }, returns: v.array(vTrack) }),
  /** A track, or null when there is none that the caller may see. */
  get: query({ args: { id: v.string() }, returns: nullable(vTrack) }),
  /**
   * Creates a track that belongs to the caller. A `fileId` and an `image.fileId` are
   * checked against the stored file. Throws `INVALID_ARGUMENT`, `NOT_FOUND`,
   * `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `QUOTA_EXCEEDED`, `FORBIDDEN`,
   * `UNAUTHENTICATED`. Returns the track's id.
   */
  create: mutation({
    args: {
      ...trackFields,
      fileId: v.optional(v.string()),
      visibility: v.optional(vTrackVisibility),
    },
    returns: v.string(),
  }),
  /**
   * Changes the given fields; null clears an optional one. For the creator. Throws as
   * `create`.
   */
  update: mutation({
    args: {
      id: v.string(),
      title: v.optional(v.string()),
      artist: v.optional(v.string()),
      record: clearable(v.string()),
      isLoop: v.optional(v.boolean()),
      fileId: clearable(v.string()),
      src: clearable(v.string()),
      image: clearable(vImage),
      visibility: v.optional(vTrackVisibility),
      durationSeconds: clearable(v.number()),
    },
    returns: v.null(),
  }),
  /** Removes a track, its files, and its items in playlists. Throws `NOT_FOUND`, `FORBIDDEN`. */
  remove: mutation({ args: { id: v.string() }, returns: v.null() }),
};
