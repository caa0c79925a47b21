import { libraryError } from "../../../shared/errors.js";
import { can, canRead, accessError } from "../../../shared/permissions.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import type { UserActor } from "../visibility.js";

export function canReadTrack(actor: UserActor, track: Doc<"tracks">) {
  const { visibility, createdBy = null } = track;
  return canRead(actor, { visibility, ownerId: createdBy });
}

/** A track, or null when there is none that the actor may see. */
export async function readableTrack(ctx: QueryCtx, actor: UserActor, id: string) {
  const trackId = ctx.db.normalizeId("tracks", id);
  const track = trackId && (await ctx.db.get("tracks", trackId));
  return track && canReadTrack(actor, track) ? track : null;
}

/** As `readableTrack`, for a track that an argument names. Throws `NOT_FOUND`. */
export async function requireReadableTrack(
  ctx: QueryCtx,
  actor: UserActor,
  id: string,
  field: string,
) {
  const track = await readableTrack(ctx, actor, id);
  if (track !== null) return track;
  throw libraryError("NOT_FOUND", "There is no such track.", { field });
}

/** A track that the actor may change. Throws `NOT_FOUND`, `FORBIDDEN`. */
export async function requireChangeableTrack(
  ctx: QueryCtx,
  actor: UserActor,
  id: string,
) {
  const track = await readableTrack(ctx, actor, id);
  if (track !== null && can(actor, "changeTracks", track.createdBy ?? null)) return track;
  throw accessError(actor, "track", { seen: track !== null });
}
