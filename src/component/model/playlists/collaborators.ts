import { libraryError } from "../../../shared/errors.js";
import { MAX_COLLABORATORS } from "../../../shared/playlists.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";

/*
 * Who may edit the items of a playlist besides its owner. Nothing else writes these rows.
 */

/** How many of the playlists that are shared with a user are listed. */
const MAX_SHARED = 200;

export async function collaborationsOf(ctx: QueryCtx, playlistId: Id<"playlists">) {
  return await ctx.db
    .query("playlistCollaborators")
    .withIndex("byPlaylist", (q) => q.eq("playlistId", playlistId))
    .take(MAX_COLLABORATORS);
}

export async function isCollaborator(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  userId: Id<"users"> | null,
) {
  return userId !== null && (await collaboration(ctx, playlistId, userId)) !== null;
}

/** The playlists in which a user collaborates, the latest collaboration first. */
export async function sharedPlaylists(ctx: QueryCtx, userId: Id<"users"> | null) {
  if (userId === null) return [];
  const rows = await ctx.db
    .query("playlistCollaborators")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .order("desc")
    .take(MAX_SHARED);
  const playlists = await Promise.all(
    rows.map((row) => ctx.db.get("playlists", row.playlistId)),
  );
  return playlists.filter((playlist) => playlist !== null);
}

/**
 * Makes a user a collaborator. Does nothing for the owner and for who is one already.
 * Throws `LIMIT_EXCEEDED`.
 */
export async function insertCollaborator(
  ctx: MutationCtx,
  playlist: Doc<"playlists">,
  userId: Id<"users">,
) {
  const known = await collaborationsOf(ctx, playlist._id);
  if (userId === playlist.userId || known.some((row) => row.userId === userId)) return;
  if (known.length >= MAX_COLLABORATORS) {
    throw libraryError(
      "LIMIT_EXCEEDED",
      `A playlist can have at most ${MAX_COLLABORATORS} collaborators.`,
    );
  }
  await ctx.db.insert("playlistCollaborators", { playlistId: playlist._id, userId });
}

/** Removes a collaborator, if the user is one. */
export async function deleteCollaborator(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
  userId: Id<"users">,
) {
  const row = await collaboration(ctx, playlistId, userId);
  if (row !== null) await ctx.db.delete("playlistCollaborators", row._id);
}

export async function removeCollaborationsOfPlaylist(
  ctx: MutationCtx,
  playlistId: Id<"playlists">,
) {
  for (const row of await collaborationsOf(ctx, playlistId)) {
    await ctx.db.delete("playlistCollaborators", row._id);
  }
}

/** Removes some of a user's collaborations, and returns how many. */
export async function removeCollaborationsOfUser(
  ctx: MutationCtx,
  userId: Id<"users">,
  count: number,
): Promise<number> {
  const rows = await ctx.db
    .query("playlistCollaborators")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .take(count);
  for (const row of rows) await ctx.db.delete("playlistCollaborators", row._id);
  return rows.length;
}

async function collaboration(
  ctx: QueryCtx,
  playlistId: Id<"playlists">,
  userId: Id<"users">,
) {
  return await ctx.db
    .query("playlistCollaborators")
    .withIndex("byPlaylist", (q) => q.eq("playlistId", playlistId).eq("userId", userId))
    .first();
}
