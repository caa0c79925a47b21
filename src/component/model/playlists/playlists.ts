import type { WithoutSystemFields } from "convex/server";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";

/*
 * The rows of playlists. Nothing else writes them, so that every change counts a version.
 */

type PlaylistRow = WithoutSystemFields<Doc<"playlists">>;

/** The fields that this file keeps by itself. */
type CountedFields = "trackCount" | "durationMs" | "version" | "updatedAt";

export type PlaylistFields = Omit<PlaylistRow, CountedFields>;

/** By how much a change alters the counts of a playlist. */
export type CountChange = { items: number; durationMs: number };

export const noCountChange: CountChange = { items: 0, durationMs: 0 };

/** Inserts an empty playlist. `updatedAt` is in ms, by default now. */
export async function insertPlaylist(
  ctx: MutationCtx,
  { updatedAt = Date.now(), ...fields }: PlaylistFields & { updatedAt?: number },
): Promise<Id<"playlists">> {
  const counts = { trackCount: 0, durationMs: 0, version: 0 };
  return await ctx.db.insert("playlists", { ...fields, ...counts, updatedAt });
}

/**
 * Changes fields and counts of a playlist, and returns its new version. `updatedAt` is in
 * ms, by default now.
 */
export async function changePlaylist(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  change: {
    fields?: Partial<PlaylistFields>;
    counts?: CountChange;
    updatedAt?: number;
  } = {},
): Promise<number> {
  const { fields, counts = noCountChange, updatedAt = Date.now() } = change;
  const version = playlist.version + 1;
  await ctx.db.patch("playlists", playlist._id, {
    ...fields,
    version,
    trackCount: playlist.trackCount + counts.items,
    durationMs: playlist.durationMs + counts.durationMs,
    updatedAt,
  });
  return version;
}

export async function deletePlaylistRow(ctx: MutationCtx, playlist: Doc<"playlists">) {
  await ctx.db.delete("playlists", playlist._id);
}

export async function playlistsOwnedBy(
  ctx: QueryCtx,
  userId: Id<"users">,
  count: number,
) {
  return await ctx.db
    .query("playlists")
    .withIndex("byUserId", (q) => q.eq("userId", userId))
    .take(count);
}

export async function playlistByLegacyId(ctx: QueryCtx, legacyId: string) {
  return await ctx.db
    .query("playlists")
    .withIndex("byLegacyId", (q) => q.eq("legacyId", legacyId))
    .unique();
}

export async function playlistByShareToken(ctx: QueryCtx, shareToken: string) {
  return await ctx.db
    .query("playlists")
    .withIndex("byShareToken", (q) => q.eq("shareToken", shareToken))
    .unique();
}
