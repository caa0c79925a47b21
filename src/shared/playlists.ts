import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type Infer, type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import { checkText, textLimits } from "./input.js";
import { clearable, limit, mutation, query } from "./operation.js";
import { vTrack } from "./tracks.js";

export const vPlaylistVisibility = literals("public", "private");
/** Who sees a playlist beside its owner and collaborators: everybody, or admins alone. */
export type PlaylistVisibility = Infer<typeof vPlaylistVisibility>;

const playlistShape = {
  ...document,
  title: v.string(),
  description: v.optional(v.string()),
  /** The id of its owner; absent when it belongs to nobody. */
  userId: v.optional(v.string()),
  visibility: vPlaylistVisibility,
  /** The token of its share link; only for those who may share it. */
  shareToken: v.optional(v.string()),
  /** All items, those that the caller may not see included. */
  trackCount: v.number(),
  /** All items together; tracks without a known duration count nothing. */
  durationSeconds: v.number(),
  /** One more with each change: see `applyEdits`. */
  version: v.number(),
  /** When it was made in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  /** Of the last change, in ms. */
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
  /** The id of the user who added it; absent when host code did. */
  addedBy: v.optional(v.string()),
  /** When it was made in the system that it was imported from, in ms. */
  createdAt: v.optional(v.number()),
  track: vTrack,
};

/** An item: a track's place in a playlist. A track may have several. */
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
 * What becomes of a track that is in the playlist already: it is added again, left out, or
 * the call is refused with `CONFLICT`.
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
 * A change of a playlist's items. `after` is the item to come behind, null the front;
 * an addition without it goes to the end.
 */
export type PlaylistEdit = Infer<typeof vPlaylistEdit>;

const playlistId = { playlistId: v.string() };

export const playlists = {
  /** Playlists that the caller may see, oldest first: 50 by default, at most 200. */
  list: query({ args: { limit }, returns: v.array(vPlaylist) }),
  /** The caller's own playlists and those shared with them: 50 by default, at most 200. */
  mine: query({ args: { limit }, returns: v.array(vPlaylist) }),
  /** A page of the playlists that the caller may see, at most 200. */
  paginate: query({
    args: { paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vPlaylist),
  }),
  /** A playlist, or null when there is none that the caller may see. */
  get: query({ args: { id: v.string() }, returns: nullable(vPlaylist) }),
  /** A playlist with its first 500 tracks in order; hidden tracks are left out. */
  getWithTracks: query({
    args: { id: v.string() },
    returns: nullable(vPlaylistWithTracks),
  }),
  /** A page of a playlist's items in order, at most 200; hidden tracks are left out. */
  listTracks: query({
    args: { ...playlistId, paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vPlaylistItem),
  }),
  /**
   * Creates a playlist of the caller, and returns its id; only admins create one for
   * another user. Throws `UNAUTHENTICATED`, `FORBIDDEN`, `NOT_FOUND`.
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
   * Removes a playlist at once; the items of a long one are deleted in the background.
   * For the owner. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  remove: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Puts a track at a 0-based place, by default at the end, and returns the item's
   * id. With `onDuplicate: "skip"` it returns the item that was there, with
   * `"reject"` it throws `CONFLICT`. For the owner and collaborators. Throws
   * `NOT_FOUND`, `FORBIDDEN`, and `LIMIT_EXCEEDED` for a place more than 8,000 items
   * from both ends.
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
   * Puts up to 500 tracks in one block, by default at the end. All or nothing, but for
   * those skipped. Throws as `addTrack`.
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
   * Removes the first occurrence of a track; nothing to remove is no error. Throws
   * `NOT_FOUND` for the playlist, `FORBIDDEN`.
   */
  removeTrack: mutation({
    args: { ...playlistId, trackId: v.string() },
    returns: v.null(),
  }),
  /** Removes one item. For the owner and collaborators. Throws `NOT_FOUND`, `FORBIDDEN`. */
  removeItem: mutation({ args: { itemId: v.string() }, returns: v.null() }),
  /** Removes up to 500 items. All or nothing. Throws `NOT_FOUND`, `FORBIDDEN`. */
  removeItems: mutation({
    args: { ...playlistId, itemIds: v.array(v.string()) },
    returns: v.null(),
  }),
  /**
   * Moves an item behind another one of its playlist, or to the front with
   * `after: null`. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  moveItem: mutation({
    args: { itemId: v.string(), after: nullable(v.string()) },
    returns: v.null(),
  }),
  /**
   * Moves up to 500 items as a block, in the order given, behind another or to the
   * front. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  moveItems: mutation({
    args: { ...playlistId, itemIds: v.array(v.string()), after: nullable(v.string()) },
    returns: v.null(),
  }),
  /**
   * Removes all items that there are now. Those of a playlist of more than 1,000 go
   * in the background; `trackCount` falls as they do. For the owner and collaborators.
   * Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  clear: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * Copies a playlist that the caller may see, in order and without the tracks that
   * they may not see, to a new private one of theirs. One of more than 500 items is
   * copied in the background; `trackCount` of the copy grows as it is. Returns the
   * copy's id. Throws `NOT_FOUND`, `UNAUTHENTICATED`.
   */
  duplicate: mutation({
    args: { id: v.string(), title: v.optional(v.string()) },
    returns: v.string(),
  }),
  /**
   * Counts the items and durations of a playlist anew, a long one in the background.
   * The counts are kept exact; this is for rows that were written by other means. For
   * admins.
   */
  recount: mutation({ args: { id: v.string() }, returns: v.null() }),
  /** Which of the caller's own playlists hold a track: the ids of at most 200. */
  containing: query({
    args: { trackId: v.string() },
    returns: v.array(v.string()),
  }),
  /**
   * Makes up to 500 edits in order, all or nothing, and returns the playlist's new
   * version. For the owner and collaborators. Throws `CONFLICT` when the playlist is not
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
   * Returns the token of the playlist's share link, made anew if there was none or
   * if `renew` is set, which ends the old link. For the owner. Throws `NOT_FOUND`,
   * `FORBIDDEN`.
   */
  share: mutation({
    args: { id: v.string(), renew: v.optional(v.boolean()) },
    returns: v.string(),
  }),
  /** Ends the share link, if there is one. For the owner. Throws `NOT_FOUND`, `FORBIDDEN`. */
  unshare: mutation({ args: { id: v.string() }, returns: v.null() }),
  /**
   * What a share link shows: to anybody public tracks and the owner's own vip
   * tracks, private ones to nobody. Null for an unknown token.
   */
  getShared: query({
    args: { token: v.string() },
    returns: nullable(vPlaylistWithTracks),
  }),
  /**
   * Lets another user see the playlist and edit its items. For the owner. A playlist has
   * at most 100 collaborators: one more is `LIMIT_EXCEEDED`. Throws `NOT_FOUND`,
   * `FORBIDDEN`.
   */
  addCollaborator: mutation({
    args: { ...playlistId, userId: v.string() },
    returns: v.null(),
  }),
  /**
   * Ends a collaboration: the owner any, a collaborator their own. One that there is not
   * is no error. Throws `NOT_FOUND`, `FORBIDDEN`.
   */
  removeCollaborator: mutation({
    args: { ...playlistId, userId: v.string() },
    returns: v.null(),
  }),
  /**
   * Who may edit the items beside the owner, at most 100, for signed-in users who see the
   * playlist.
   */
  collaborators: query({ args: playlistId, returns: v.array(vCollaborator) }),
};

/** The most tracks or edits of one call. */
export const MOST_EDITS = 500;

/** The most users who may edit one playlist beside its owner. */
export const MOST_COLLABORATORS = 100;

/** Checks the given fields of a playlist. Throws `INVALID_ARGUMENT` with the field's name. */
export function checkPlaylist(fields: { title?: string; description?: string }) {
  const { title, description } = fields;
  if (title !== undefined) checkText("title", title, "title");
  if (description !== undefined) {
    checkText("description", description, "description", { blank: true });
  }
}

/** The title of a copy, for which none was given. */
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
