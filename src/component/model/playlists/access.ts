import { libraryError } from "../../../shared/errors.js";
import {
  can,
  canEditItems,
  canRead,
  unauthenticatedError,
  accessError,
} from "../../../shared/permissions.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import type { UserActor } from "../visibility.js";
import { isCollaborator } from "./collaborators.js";

/** A playlist, or null when there is none that the actor may see. */
export async function readablePlaylist(ctx: QueryCtx, actor: UserActor, id: string) {
  const playlist = await playlistById(ctx, id);
  if (playlist === null) return null;
  const { _id, visibility, userId: ownerId = null } = playlist;
  const isReadable =
    canRead(actor, { visibility, ownerId }) ||
    (await isCollaborator(ctx, _id, actor.userId));
  return isReadable ? playlist : null;
}

/** As `readablePlaylist`. Throws `UNAUTHENTICATED`, `NOT_FOUND`. */
export async function requireReadablePlaylist(
  ctx: QueryCtx,
  actor: UserActor,
  id: string,
) {
  const playlist = await readablePlaylist(ctx, actor, id);
  if (playlist !== null) return playlist;
  throw accessError(actor, "playlist", { seen: false });
}

/** A playlist that the actor owns or administers. Throws `NOT_FOUND`, `FORBIDDEN`. */
export async function requireChangeablePlaylist(
  ctx: QueryCtx,
  actor: UserActor,
  id: string,
) {
  const playlist = await readablePlaylist(ctx, actor, id);
  if (playlist !== null && canChangePlaylist(actor, playlist)) return playlist;
  throw accessError(actor, "playlist", { seen: playlist !== null });
}

export function canChangePlaylist(actor: UserActor, playlist: Doc<"playlists">) {
  return can(actor, "changePlaylists", playlist.userId ?? null);
}

/** A playlist whose items the actor may edit. Throws `NOT_FOUND`, `FORBIDDEN`. */
export async function requireEditablePlaylist(
  ctx: QueryCtx,
  actor: UserActor,
  id: string,
) {
  const { playlist, isEditable, isSeen } = await itemAccess(ctx, actor, id);
  if (playlist !== null && isEditable) return playlist;
  throw accessError(actor, "playlist", { seen: isSeen });
}

/**
 * An item whose playlist the actor may edit, with the playlist. An item of a hidden
 * playlist is answered like one that does not exist. Throws `UNAUTHENTICATED`,
 * `NOT_FOUND`, `FORBIDDEN`.
 */
export async function requireEditableItem(ctx: QueryCtx, actor: UserActor, id: string) {
  if (actor.role === "anonymous") throw unauthenticatedError();
  const itemId = ctx.db.normalizeId("playlistTracks", id);
  const item = itemId && (await ctx.db.get("playlistTracks", itemId));
  const access = item && (await itemAccess(ctx, actor, item.playlistId));
  if (!item || !access?.isSeen) {
    throw libraryError("NOT_FOUND", "There is no such item.", { field: "itemId" });
  }
  if (!access.isEditable) throw accessError(actor, "playlist", { seen: true });
  return { item, playlist: access.playlist };
}

const hidden = { playlist: null, isEditable: false, isSeen: false } as const;

async function itemAccess(ctx: QueryCtx, actor: UserActor, id: string) {
  const playlist = await playlistById(ctx, id);
  if (playlist === null) return hidden;
  const { _id, visibility, userId: ownerId = null } = playlist;
  const isEditable =
    canChangePlaylist(actor, playlist) ||
    canEditItems(actor, {
      ownerId,
      isCollaborator: await isCollaborator(ctx, _id, actor.userId),
    });
  const isSeen = isEditable || canRead(actor, { visibility, ownerId });
  return { playlist, isEditable, isSeen };
}

async function playlistById(ctx: QueryCtx, id: string) {
  const playlistId = ctx.db.normalizeId("playlists", id);
  return playlistId && (await ctx.db.get("playlists", playlistId));
}
