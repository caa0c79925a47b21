import type { Doc, Id } from "./_generated/dataModel.js";
import type { MutationCtx, QueryCtx } from "./_generated/server.js";
import { refuse } from "../shared/errors.js";
import {
  type Actor,
  can,
  canEditItems,
  canRead,
  refuseAnonymous,
  refuseChange,
} from "../shared/permissions.js";
import type { Caller } from "../shared/caller.js";
import type { Settings } from "../shared/settings.js";
import { ensureUser, userByExternalId, wasDeleted } from "./userRows.js";

/** Who acts, with the id of their row. */
export type UserActor = Actor<Id<"users">>;

const anonymous: UserActor = { role: "anonymous", userId: null };
const system: UserActor = { role: "system", userId: null };

/**
 * Looks up who asks, for a query. Queries can't write: somebody signed in whose
 * row has yet to be created reads as a guest, a deleted user as nobody.
 */
export async function findActor(ctx: QueryCtx, caller: Caller): Promise<UserActor> {
  if (caller.kind === "anonymous") return anonymous;
  if (caller.kind === "system") return system;
  const user = await userByExternalId(ctx, caller.externalId);
  if (user !== null) return { role: user.role, userId: user._id };
  const deleted = await wasDeleted(ctx, caller.externalId);
  return deleted ? anonymous : { role: "guest", userId: null };
}

/** Who acts in the background, by the id of their row: null is the host. Null if deleted. */
export async function actorById(
  ctx: QueryCtx,
  userId: Id<"users"> | null,
): Promise<UserActor | null> {
  if (userId === null) return system;
  const user = await ctx.db.get("users", userId);
  return user && { role: user.role, userId };
}

/**
 * Looks up who acts, for a mutation, and creates the row of a signed-in user
 * who has none. Throws `USER_DELETED`.
 */
export async function ensureActor(
  ctx: MutationCtx,
  caller: Caller,
  settings: Settings,
): Promise<UserActor> {
  if (caller.kind !== "user") return await findActor(ctx, caller);
  const user = await ensureUser(ctx, caller, settings);
  return { role: user.role, userId: user._id };
}

/** As `ensureActor`, for what only users do. Throws `UNAUTHENTICATED`. */
export async function requireUser(
  ctx: MutationCtx,
  caller: Caller,
  settings: Settings,
): Promise<Doc<"users">> {
  if (caller.kind !== "user") throw refuseAnonymous();
  return await ensureUser(ctx, caller, settings);
}

/** A track, or null when there is none that the actor may see. */
export async function readableTrack(ctx: QueryCtx, actor: UserActor, id: string) {
  const trackId = ctx.db.normalizeId("tracks", id);
  const track = trackId && (await ctx.db.get("tracks", trackId));
  return track && mayReadTrack(actor, track) ? track : null;
}

export function mayReadTrack(actor: UserActor, track: Doc<"tracks">) {
  return canRead(actor, {
    visibility: track.visibility,
    ownerId: track.createdBy ?? null,
  });
}

/** A track that the actor may change. Throws `NOT_FOUND`, `FORBIDDEN`. */
export async function changeableTrack(ctx: QueryCtx, actor: UserActor, id: string) {
  const track = await readableTrack(ctx, actor, id);
  if (track !== null && can(actor, "changeTracks", track.createdBy ?? null)) return track;
  throw refuseChange(actor, "track", { seen: track !== null });
}

/** A playlist, or null when there is none that the actor may see. */
export async function readablePlaylist(ctx: QueryCtx, actor: UserActor, id: string) {
  const playlistId = ctx.db.normalizeId("playlists", id);
  const playlist = playlistId && (await ctx.db.get("playlists", playlistId));
  if (!playlist) return null;
  const ownerId = playlist.userId ?? null;
  const readable =
    canRead(actor, { visibility: playlist.visibility, ownerId }) ||
    (await isCollaborator(ctx, actor, playlist._id));
  return readable ? playlist : null;
}

/** A playlist that is the actor's own to change. Throws `NOT_FOUND`, `FORBIDDEN`. */
export async function changeablePlaylist(ctx: QueryCtx, actor: UserActor, id: string) {
  const playlist = await readablePlaylist(ctx, actor, id);
  if (playlist !== null && mayChangePlaylist(actor, playlist)) return playlist;
  throw refuseChange(actor, "playlist", { seen: playlist !== null });
}

export function mayChangePlaylist(actor: UserActor, playlist: Doc<"playlists">) {
  return can(actor, "changePlaylists", playlist.userId ?? null);
}

/** A playlist whose items the actor may edit. Throws `NOT_FOUND`, `FORBIDDEN`. */
export async function editablePlaylist(ctx: QueryCtx, actor: UserActor, id: string) {
  const { playlist, isEditable, isSeen } = await editingOf(ctx, actor, id);
  if (playlist !== null && isEditable) return playlist;
  throw refuseChange(actor, "playlist", { seen: isSeen });
}

/**
 * An item and its playlist, whose items the actor may edit. An item of a hidden
 * playlist is refused like one that does not exist.
 */
export async function editableItem(ctx: QueryCtx, actor: UserActor, id: string) {
  if (actor.role === "anonymous") throw refuseAnonymous();
  const itemId = ctx.db.normalizeId("playlistTracks", id);
  const item = itemId && (await ctx.db.get("playlistTracks", itemId));
  const editing = item && (await editingOf(ctx, actor, item.playlistId));
  if (!item || !editing?.isSeen) {
    throw refuse("NOT_FOUND", "There is no such item.", { field: "itemId" });
  }
  if (!editing.isEditable) throw refuseChange(actor, "playlist", { seen: true });
  return { item, playlist: editing.playlist };
}

const hidden = { playlist: null, isEditable: false, isSeen: false } as const;

async function editingOf(ctx: QueryCtx, actor: UserActor, id: string) {
  const playlistId = ctx.db.normalizeId("playlists", id);
  const playlist = playlistId && (await ctx.db.get("playlists", playlistId));
  if (!playlist) return hidden;
  const ownerId = playlist.userId ?? null;
  const isEditable =
    mayChangePlaylist(actor, playlist) ||
    canEditItems(actor, {
      ownerId,
      isCollaborator: await isCollaborator(ctx, actor, playlist._id),
    });
  const isSeen =
    isEditable || canRead(actor, { visibility: playlist.visibility, ownerId });
  return { playlist, isEditable, isSeen };
}

async function isCollaborator(
  ctx: QueryCtx,
  actor: UserActor,
  playlistId: Id<"playlists">,
) {
  const { userId } = actor;
  if (userId === null) return false;
  const collaboration = await ctx.db
    .query("playlistCollaborators")
    .withIndex("byPlaylist", (q) => q.eq("playlistId", playlistId).eq("userId", userId))
    .first();
  return collaboration !== null;
}
