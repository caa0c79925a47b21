import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type Infer, type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import { checkText, textLimits } from "./input.js";
import { clearable, limit, mutation, query } from "./operation.js";
import { vTrack } from "./tracks.js";

export const vPlaylistVisibility = literals("public", "private");
/** Who sees a playlist besides its owner and collaborators: everybody, or only admins. */
export type PlaylistVisibility = Infer<typeof vPlaylistVisibility>;

const playlistShape = {
  ...document,
  title: v.string(),
  description: v.optional(v.string()),
  /** The id of its owner; absent if it has none. */
  userId: v.optional(v.string()),
  visibility: vPlaylistVisibility,
  /** The token of its share link. Only those who may share it get it. */
  shareToken: v.optional(v.string()),
  /** How many items it has, including those that the caller may not see. */
  trackCount: v.number(),
  /** The sum of its items. Tracks without a known duration count as zero. */
  durationSeconds: v.number(),
  /** Grows by one with each change: see `applyEdits`. */
  version: v.number(),
  /** When it was created in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  /** When it was last changed, in ms. */
  updatedAt: v.number(),
};

/** A playlist without its items. */
export interface Playlist extends ObjectType<typeof playlistShape> {}

export const vPlaylist: Named<Playlist, typeof playlistShape> = v.object(playlistShape);

const playlistWithTracksShape = { ...playlistShape, tracks: v.array(vTrack) };

/** A playlist with its first 500 tracks in order, without those that the caller may not see. */
export interface PlaylistWithTracks extends ObjectType<typeof playlistWithTracksShape> {}

export const vPlaylistWithTracks: Named<
  PlaylistWithTracks,
  typeof playlistWithTracksShape
> = v.object(playlistWithTracksShape);

const playlistItemShape = {
  itemId: v.string(),
  /** A sort key, not an index. */
  position: v.number(),
  /** The id of the user who added it; absent if the host did. */
  addedBy: v.optional(v.string()),
  /** When it was created in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  track: vTrack,
};

/** A place of a track in a playlist. A track can have several. */
export interface PlaylistItem extends ObjectType<typeof playlistItemShape> {}

export const vPlaylistItem: Named<PlaylistItem, typeof playlistItemShape> =
  v.object(playlistItemShape);

const collaboratorShape = {
  userId: v.string(),
  name: v.string(),
  imageUrl: v.optional(v.string()),
};

/** A user who may edit the items of a playlist besides its owner. */
export interface Collaborator extends ObjectType<typeof collaboratorShape> {}

export const vCollaborator: Named<Collaborator, typeof collaboratorShape> =
  v.object(collaboratorShape);

export const vOnDuplicate = literals("allow", "skip", "reject");
/**
 * What to do with a track that is in the playlist already: add it again, skip it, or throw
 * `CONFLICT`.
 */
export type OnDuplicate = Infer<typeof vOnDuplicate>;

const vAfter = nullable(v.string());

export const vPlaylistEdit = v.union(
  v.object({
    type: v.literal("add"),
    trackId: v.string(),
    after: v.optional(vAfter),
  }),
  v.object({ type: v.literal("move"), itemId: v.string(), after: vAfter }),
  v.object({ type: v.literal("remove"), itemId: v.string() }),
);
/**
 * A change of a playlist's items. `after` is the item to follow, or null for the front. An
 * addition without it goes to the end.
 */
export type PlaylistEdit = Infer<typeof vPlaylistEdit>;

const playlistId = { playlistId: v.string() };

export const playlists = {
  /**
   * Returns the playlists that the caller may see, oldest first: 50 by default, at most
   * 200.
   */
  list: query({ args: { limit }, returns: v.array(vPlaylist) }),
  /**
   * Returns the caller's own playlists and those shared with them, oldest first: 50 by
   * default, at most 200.
   */
  mine: query({ args: { limit }, returns: v.array(vPlaylist) }),
  /** Returns a page of the playlists that the caller may see, at most 200. */
  paginate: query({
    args: { paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vPlaylist),
  }),
  /** Returns a playlist, or null if there is none that the caller may see. */
  get: query({ args: { id: v.string() }, returns: nullable(vPlaylist) }),
  /**
   * Returns a playlist with its first 500 tracks in order. Tracks that the caller may
   * not see are left out.
   */
  getWithTracks: query({
    args: { id: v.string() },
    returns: nullable(vPlaylistWithTracks),
  }),
  /**
   * Returns a page of a playlist's items in order, at most 200. Items whose track the
   * caller may not see are left out.
   */
  listTracks: query({
    args: { ...playlistId, paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vPlaylistItem),
  }),
  /**
   * Creates a playlist, and returns its id. It belongs to the caller; only admins can
   * name another user as its owner. Throws `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND`.
   */
  create: mutation({
    args: {
      title: v.string(),
      description: v.optional(v.string()),
      visibility: v.optional(vPlaylistVisibility),
      userId: v.optional(v.string()),
    },
    returns: v.string(),
  }),
  /**
   * Changes the given fields; null clears the description. For the owner. Throws
   * `NOT_FOUND`, `FORBIDDEN`.
   */
  update: mutation({
    args: {
      id: v.string(),
      title: v.optional(v.string()),
      description: clearable(v.string()),
      visibility: v.optional(vPlaylistVisibility),
    },
    returns: v.null(),
  }),
  /**
   * Removes a playlist at once. Many items are deleted in the background. For the owner.
   * Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  remove: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Adds a track, and returns the id of the new item. `position` is a 0-based index, by
   * default the end. With `onDuplicate: "skip"` a track that is in the playlist already
   * is not added, and the id of its item is returned; with `"reject"` it throws
   * `CONFLICT`. For the owner and collaborators. Throws `NOT_FOUND`, `FORBIDDEN`, and
   * `LIMIT_EXCEEDED` for an index more than 8,000 items from both ends.
   */
  addTrack: mutation({
    args: {
      ...playlistId,
      trackId: v.string(),
      position: v.optional(v.number()),
      onDuplicate: v.optional(vOnDuplicate),
    },
    returns: v.string(),
  }),
  /**
   * Adds up to 500 tracks as one block, by default at the end. Adds all of them or none,
   * apart from those skipped. Throws the same errors as `addTrack`.
   */
  addTracks: mutation({
    args: {
      ...playlistId,
      trackIds: v.array(v.string()),
      position: v.optional(v.number()),
      onDuplicate: v.optional(vOnDuplicate),
    },
    returns: v.object({
      itemIds: v.array(v.string()),
      skippedTrackIds: v.array(v.string()),
    }),
  }),
  /**
   * Removes the first occurrence of a track. Does nothing if the track is not in the
   * playlist. Throws `NOT_FOUND` for the playlist, `FORBIDDEN`.
   */
  removeTrack: mutation({
    args: { ...playlistId, trackId: v.string() },
    returns: v.null(),
  }),
  /**
   * Removes one item. For the owner and collaborators. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  removeItem: mutation({ args: { itemId: v.string() }, returns: v.null() }),
  /** Removes up to 500 items: all of them or none. Throws `NOT_FOUND`, `FORBIDDEN`. */
  removeItems: mutation({
    args: { ...playlistId, itemIds: v.array(v.string()) },
    returns: v.null(),
  }),
  /**
   * Moves an item after another item of its playlist, or to the front with `after:
   * null`. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  moveItem: mutation({
    args: { itemId: v.string(), after: nullable(v.string()) },
    returns: v.null(),
  }),
  /**
   * Moves up to 500 items as one block, in the order given, after another item or to the
   * front. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  moveItems: mutation({
    args: { ...playlistId, itemIds: v.array(v.string()), after: nullable(v.string()) },
    returns: v.null(),
  }),
  /**
   * Removes all items that the playlist has now. In a playlist of more than 1,000 items
   * this goes on in the background, and `trackCount` falls meanwhile. For the owner and
   * collaborators. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  clear: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Copies a playlist that the caller may see to a new private one of theirs, and
   * returns its id. Tracks that they may not see are left out. More than 500 items are
   * copied in the background, and `trackCount` of the copy grows meanwhile. Throws
   * `NOT_FOUND`, `UNAUTHENTICATED`.
   */
  duplicate: mutation({
    args: { id: v.string(), title: v.optional(v.string()) },
    returns: v.string(),
  }),
  /**
   * Counts the items of a playlist and their durations again, many of them in the
   * background. The counts are always exact; this is for rows that were written in
   * another way. For admins.
   */
  recount: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Returns the ids of the caller's own playlists that contain a track. Looks only at their
   * oldest 200.
   */
  containing: query({
    args: { trackId: v.string() },
    returns: v.array(v.string()),
  }),
  /**
   * Makes up to 500 edits in order, all of them or none, and returns the playlist's new
   * version. For the owner and collaborators. Throws `CONFLICT` if the playlist is not
   * at `expectedVersion`, `NOT_FOUND`, `FORBIDDEN`.
   */
  applyEdits: mutation({
    args: {
      ...playlistId,
      edits: v.array(vPlaylistEdit),
      expectedVersion: v.optional(v.number()),
    },
    returns: v.object({ version: v.number() }),
  }),
  /**
   * Returns the token of the playlist's share link. Creates one if there is none; with
   * `renew` it creates a new one, and the old link ends. For the owner. Throws
   * `NOT_FOUND`, `FORBIDDEN`.
   */
  share: mutation({
    args: { id: v.string(), renew: v.optional(v.boolean()) },
    returns: v.string(),
  }),
  /**
   * Ends the share link, if there is one. For the owner. Throws `NOT_FOUND`,
   * `FORBIDDEN`.
   */
  unshare: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Returns what a share link shows: public tracks and the owner's own vip tracks to
   * anybody, private tracks to nobody. Null for an unknown token.
   */
  getShared: query({
    args: { token: v.string() },
    returns: nullable(vPlaylistWithTracks),
  }),
  /**
   * Lets another user see the playlist and edit its items. For the owner. Throws
   * `NOT_FOUND`, `FORBIDDEN`, and `LIMIT_EXCEEDED` if the playlist has 100
   * collaborators.
   */
  addCollaborator: mutation({
    args: { ...playlistId, userId: v.string() },
    returns: v.null(),
  }),
  /**
   * Removes a collaborator. The owner can remove anyone; collaborators can remove
   * themselves. Does nothing if the user is not a collaborator. Throws `NOT_FOUND`,
   * `FORBIDDEN`.
   */
  removeCollaborator: mutation({
    args: { ...playlistId, userId: v.string() },
    returns: v.null(),
  }),
  /**
   * Returns who can edit the items besides the owner, at most 100. For signed-in users
   * who see the playlist.
   */
  collaborators: query({ args: playlistId, returns: v.array(vCollaborator) }),
};

/** How many tracks or edits one call can take. */
export const MAX_EDITS = 500;

/** How many users can edit a playlist besides its owner. */
export const MAX_COLLABORATORS = 100;

/** Checks the given fields of a playlist. Throws `INVALID_ARGUMENT` with the field's name. */
export function checkPlaylist(fields: { title?: string; description?: string }) {
  const { title, description } = fields;
  if (title !== undefined) checkText("title", title, "title");
  if (description !== undefined) {
    checkText("description", description, "description", { blank: true });
  }
}

/** The title of a copy for which none was given. */
export function titleOfCopy(title: string): string {
  return `${[...title].slice(0, 250).join("")} (copy)`.slice(0, textLimits.title);
}

/** 192 random bits for a share link, safe in a URL. */
export function newShareToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}
