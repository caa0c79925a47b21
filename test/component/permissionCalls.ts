import {
  type FunctionArgs,
  type FunctionReference,
  type FunctionReturnType,
  getFunctionName,
} from "convex/server";
import { api } from "../../src/component/_generated/api.js";
import type { Caller } from "../../src/shared/caller.js";
import { type Component, settings } from "./setup.js";

/*
 * A call of every function of the guide to permissions, by the name that it has there.
 */

/** A track, a playlist with it and its file: somebody's, or the caller's own. */
export type Thing = {
  trackId: string;
  fileId: string;
  playlistId: string;
  itemId: string;
  token: string;
};

/** Calls a function, and tells whether the thing was reached. */
export type Call = (
  as: Client,
  thing: Thing,
  people: { self: string; other: string },
) => Promise<boolean>;

type OwnArgs<F extends FunctionReference<"query" | "mutation">> = Omit<
  FunctionArgs<F>,
  "caller" | "settings"
>;

/** What a query gets of the settings: one of them depends on them. */
function settingsOf(query: FunctionReference<"query">) {
  return getFunctionName(query) === "storage:usage" ? { settings } : {};
}

/** The component in the name of a caller. */
export function clientOf(t: Component, caller: Caller) {
  return {
    does: async <F extends FunctionReference<"mutation">>(
      mutation: F,
      args: OwnArgs<F>,
    ) => {
      await t.mutation(mutation, { caller, ...args } as never);
      return true;
    },
    asks: async <F extends FunctionReference<"query">>(
      query: F,
      args: OwnArgs<F>,
    ): Promise<FunctionReturnType<F>> =>
      await t.query(query, { caller, ...settingsOf(query), ...args } as never),
    shows: async <F extends FunctionReference<"query">>(
      query: F,
      args: OwnArgs<F>,
      id: string,
    ) => JSON.stringify(await t.query(query, { caller, ...args } as never)).includes(id),
  };
}

type Client = ReturnType<typeof clientOf>;

const page = { paginationOpts: { numItems: 200, cursor: null } };
const { users, tracks, playlists, storage } = api;

export const ofTracks: Record<string, Call> = {
  "tracks.list": (as, { trackId }) => as.shows(tracks.list, {}, trackId),
  "tracks.paginate": (as, { trackId }) => as.shows(tracks.paginate, page, trackId),
  "tracks.search": (as, { trackId }) =>
    as.shows(tracks.search, { query: "song" }, trackId),
  "tracks.get": (as, { trackId }) => as.shows(tracks.get, { id: trackId }, trackId),
  "tracks.update": (as, { trackId }) =>
    as.does(tracks.update, { id: trackId, title: "New" }),
  "tracks.remove": (as, { trackId }) => as.does(tracks.remove, { id: trackId }),
  "storage.getUrl, of a track's file": async (as, { fileId }) =>
    (await as.asks(storage.getUrl, { storageId: fileId })) !== null,
};

export const ofPlaylists: Record<string, Call> = {
  "playlists.list": (as, { playlistId }) => as.shows(playlists.list, {}, playlistId),
  "playlists.paginate": (as, { playlistId }) =>
    as.shows(playlists.paginate, page, playlistId),
  "playlists.mine": (as, { playlistId }) => as.shows(playlists.mine, {}, playlistId),
  "playlists.get": (as, { playlistId: id }) => as.shows(playlists.get, { id }, id),
  "playlists.getWithTracks": (as, { playlistId: id }) =>
    as.shows(playlists.getWithTracks, { id }, id),
  "playlists.listTracks": (as, { playlistId, itemId }) =>
    as.shows(playlists.listTracks, { playlistId, ...page }, itemId),
  "playlists.getShared, with its token": (as, { token, playlistId }) =>
    as.shows(playlists.getShared, { token }, playlistId),
  "playlists.collaborators": (as, { playlistId }, { other }) =>
    as.shows(playlists.collaborators, { playlistId }, other),
  "playlists.containing": (as, { trackId, playlistId }) =>
    as.shows(playlists.containing, { trackId }, playlistId),
  "playlists.update": (as, { playlistId: id }) =>
    as.does(playlists.update, { id, title: "New" }),
  "playlists.remove": (as, { playlistId: id }) => as.does(playlists.remove, { id }),
  "playlists.share": (as, { playlistId: id }) => as.does(playlists.share, { id }),
  "playlists.unshare": (as, { playlistId: id }) => as.does(playlists.unshare, { id }),
  "playlists.addCollaborator": (as, { playlistId }, { other: userId }) =>
    as.does(playlists.addCollaborator, { playlistId, userId }),
  "playlists.removeCollaborator": (as, { playlistId }, { other: userId }) =>
    as.does(playlists.removeCollaborator, { playlistId, userId }),
  "playlists.removeCollaborator, of oneself": (as, { playlistId }, { self: userId }) =>
    as.does(playlists.removeCollaborator, { playlistId, userId }),
  "playlists.addTrack": (as, { playlistId, trackId }) =>
    as.does(playlists.addTrack, { playlistId, trackId }),
  "playlists.addTracks": (as, { playlistId, trackId }) =>
    as.does(playlists.addTracks, { playlistId, trackIds: [trackId] }),
  "playlists.removeTrack": (as, { playlistId, trackId }) =>
    as.does(playlists.removeTrack, { playlistId, trackId }),
  "playlists.removeItem": (as, { itemId }) => as.does(playlists.removeItem, { itemId }),
  "playlists.removeItems": (as, { playlistId, itemId }) =>
    as.does(playlists.removeItems, { playlistId, itemIds: [itemId] }),
  "playlists.moveItem": (as, { itemId }) =>
    as.does(playlists.moveItem, { itemId, after: null }),
  "playlists.moveItems": (as, { playlistId, itemId }) =>
    as.does(playlists.moveItems, { playlistId, itemIds: [itemId], after: null }),
  "playlists.applyEdits": (as, { playlistId }) =>
    as.does(playlists.applyEdits, { playlistId, edits: [] }),
  "playlists.clear": (as, { playlistId: id }) => as.does(playlists.clear, { id }),
  "playlists.duplicate": (as, { playlistId: id }) => as.does(playlists.duplicate, { id }),
  "playlists.recount": (as, { playlistId: id }) => as.does(playlists.recount, { id }),
};

export const ofNothing: Record<string, Call> = {
  "users.current": async (as) => (await as.asks(users.current, {})) !== null,
  "users.ensureCurrent": (as) => as.does(users.ensureCurrent, {}),
  "users.setRole": (as, _, { other: userId }) =>
    as.does(users.setRole, { userId, role: "vip" }),
  "users.list": async (as) => (await as.asks(users.list, page)) !== null,
  "tracks.create": (as) =>
    as.does(tracks.create, { title: "Song", artist: "Band", isLoop: false }),
  "playlists.create": (as) => as.does(playlists.create, { title: "Mix" }),
  "storage.generateUploadUrl": (as) => as.does(storage.generateUploadUrl, {}),
  "storage.usage": async (as) => (await as.asks(storage.usage, {})).files >= 0,
  "storage.recount": (as, _, { other: userId }) => as.does(storage.recount, { userId }),
};
