import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type Infer, type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import { libraryError } from "./errors.js";
import { checkFileUrl, checkImageUrl, checkSeconds, checkText } from "./input.js";
import { clearable, limit, mutation, query } from "./operation.js";

export const vTrackVisibility = literals("public", "vip", "private");
/** Who sees a track besides its creator: everybody, vips and admins, or only admins. */
export type TrackVisibility = Infer<typeof vTrackVisibility>;

const imageShape = {
  /** An https URL, or a path on the host's own site. */
  src: v.optional(v.string()),
  /** The storage id of an upload. */
  fileId: v.optional(v.string()),
  /** A description for people who can't see it. */
  alt: v.string(),
};

/** A cover: a URL, a stored file, or both. The file takes precedence. */
export interface Image extends ObjectType<typeof imageShape> {}

export const vImage: Named<Image, typeof imageShape> = v.object(imageShape);

/** The fields that describe a track. */
export const trackFields = {
  title: v.string(),
  artist: v.string(),
  /** The release that the track is on. */
  record: v.optional(v.string()),
  /** Whether a player repeats it. */
  isLoop: v.boolean(),
  /** An https URL of the audio, used when there is no stored file. */
  src: v.optional(v.string()),
  image: v.optional(vImage),
  durationSeconds: v.optional(v.number()),
};

const trackShape = {
  ...document,
  ...trackFields,
  /** The storage id of the audio. */
  fileId: v.optional(v.string()),
  visibility: vTrackVisibility,
  /** The id of the user who owns it; absent if nobody does. */
  createdBy: v.optional(v.string()),
  /** When it was created in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  /** The URL of the audio: the stored file's, else `src`. */
  url: nullable(v.string()),
  /** The URL of the cover: the stored image's, else `image.src`. */
  imageUrl: nullable(v.string()),
};

/** A track. */
export interface Track extends ObjectType<typeof trackShape> {}

export const vTrack: Named<Track, typeof trackShape> = v.object(trackShape);

export const tracks = {
  /**
   * Returns the tracks that the caller may see, oldest first: 50 by default, at most
   * 200.
   */
  list: query({ args: { limit }, returns: v.array(vTrack) }),
  /** Returns a page of the tracks that the caller may see, at most 200. */
  paginate: query({
    args: {
      paginationOpts: paginationOptsValidator,
      order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
    },
    returns: paginationResultValidator(vTrack),
  }),
  /**
   * Returns the tracks whose title, artist or record match, best match first: 20 by
   * default, at most 100. An empty query returns the oldest tracks.
   */
  search: query({ args: { query: v.string(), limit }, returns: v.array(vTrack) }),
  /**
   * Returns tracks that the caller may see, in random order: 50 by default, at most 200.
   * The same `seed` gives the same selection until a track changes. Without a seed, a
   * live query may select again whenever a track changes.
   */
  random: query({
    args: { limit, seed: v.optional(v.number()) },
    returns: v.array(vTrack),
  }),
  /** Returns a track, or null if there is none that the caller may see. */
  get: query({ args: { id: v.string() }, returns: nullable(vTrack) }),
  /**
   * Creates a track that belongs to the caller, and returns its id. For vips and admins.
   * A `fileId` and an `image.fileId` are checked against the stored file. Throws
   * `INVALID_ARGUMENT`, `NOT_FOUND`, `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`,
   * `QUOTA_EXCEEDED`, `UNAUTHENTICATED`, `FORBIDDEN`.
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
   * Changes the given fields; null clears an optional one. For the creator and admins.
   * Throws the same errors as `create`.
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
  /**
   * Removes a track, its files, and its items in playlists. For the creator and admins.
   * Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  remove: mutation({ args: { id: v.string() }, returns: v.null() }),
};

type TrackFields = ObjectType<typeof trackFields>;

/** Checks the given fields of a track. Throws `INVALID_ARGUMENT` with the field's name. */
export function checkTrack(fields: Partial<TrackFields>) {
  const { title, artist, record, src, image, durationSeconds } = fields;
  if (title !== undefined) checkText("title", title, "title");
  if (artist !== undefined) checkText("artist", artist, "artist");
  if (record !== undefined) checkText("record", record, "record");
  if (src !== undefined) checkFileUrl("src", src);
  if (image !== undefined) checkImage(image);
  if (durationSeconds !== undefined) checkSeconds("durationSeconds", durationSeconds);
}

function checkImage({ src, fileId, alt }: NonNullable<TrackFields["image"]>) {
  if (src === undefined && fileId === undefined) {
    throw libraryError("INVALID_ARGUMENT", "image needs a src or a fileId.", {
      field: "image",
    });
  }
  if (src !== undefined) checkImageUrl("image.src", src);
  checkText("image.alt", alt, "alt", { blank: true });
}

/** A track's duration as playlists add it up, in ms. */
export function durationMsOf({ durationSeconds }: { durationSeconds?: number }): number {
  return Math.round((durationSeconds ?? 0) * 1000);
}
