import type { FunctionReference, PaginationResult } from "convex/server";
import type { PlaylistItem } from "../../shared/playlists.js";
import type { LoadedPage } from "./playlistPages.js";

type Mutation<Args extends Record<string, unknown>, Result> = FunctionReference<
  "mutation",
  "public",
  Args,
  Result
>;

/** The host's mounted functions, for example `api.playlists`. */
export type PlaylistFunctions = {
  listTracks: FunctionReference<
    "query",
    "public",
    LoadedPage["args"],
    PaginationResult<PlaylistItem>
  >;
  addTrack: Mutation<{ playlistId: string; trackId: string }, string>;
  removeItem: Mutation<{ itemId: string }, null>;
  moveItem: Mutation<{ itemId: string; after: string | null }, null>;
};
