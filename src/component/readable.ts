import {
  EmptyStream,
  mergedStream,
  type QueryStream,
  stream,
} from "convex-helpers/server/stream";
import type { Doc } from "./_generated/dataModel.js";
import type { QueryCtx } from "./_generated/server.js";
import { can, canRead, type Visibility } from "../shared/permissions.js";
import type { UserActor } from "./access.js";
import schema from "./schema.js";

type Order = "asc" | "desc";

/** How many of the playlists that are shared with somebody are listed. */
const MOST_SHARED = 200;

/*
 * What an actor may see, by time of creation, as a merge of index ranges: rows
 * that they may not see are never read.
 */

export function readableTracks(ctx: QueryCtx, actor: UserActor, order: Order) {
  const tracks = () => stream(ctx.db, schema).query("tracks");
  if (can(actor, "administer")) return tracks().order(order);
  const { all, own } = visibilitiesOf(actor, ["public", "vip", "private"]);
  return mergedStream(
    [
      ...all.map((visibility) =>
        tracks()
          .withIndex("byVisibility", (q) => q.eq("visibility", visibility))
          .order(order),
      ),
      ...own.map(({ visibility, ownerId }) =>
        tracks()
          .withIndex("byCreator", (q) =>
            q.eq("createdBy", ownerId).eq("visibility", visibility),
          )
          .order(order),
      ),
    ],
    ["_creationTime"],
  );
}

/** Public playlists, the actor's own, and the latest of those shared with them. */
export async function readablePlaylists(ctx: QueryCtx, actor: UserActor, order: Order) {
  const playlists = () => stream(ctx.db, schema).query("playlists");
  if (can(actor, "administer")) return playlists().order(order);
  const shared = await sharedPlaylists(ctx, actor);
  const { all, own } = visibilitiesOf(actor, ["public", "private"]);
  return mergedStream(
    [
      ...all.map((visibility) =>
        playlists()
          .withIndex("byVisibility", (q) => q.eq("visibility", visibility))
          .order(order),
      ),
      ...own.map(({ visibility, ownerId }) =>
        playlists()
          .withIndex("byUserId", (q) =>
            q.eq("userId", ownerId).eq("visibility", visibility),
          )
          .order(order),
      ),
      ...shared
        .filter(({ visibility }) => visibility === "private")
        .map(({ _id, userId, visibility, _creationTime }) =>
          playlists()
            .withIndex("byUserId", (q) =>
              q
                .eq("userId", userId)
                .eq("visibility", visibility)
                .gte("_creationTime", _creationTime)
                .lte("_creationTime", _creationTime),
            )
            .order(order)
            .filterWith(async (row) => row._id === _id),
        ),
    ],
    ["_creationTime"],
  );
}

/** All playlists of the actor. */
export function ownPlaylists(ctx: QueryCtx, actor: UserActor, order: Order) {
  const { userId } = actor;
  if (userId === null) {
    return new EmptyStream<Doc<"playlists">>(order, ["_creationTime"]);
  }
  return mergedStream(
    (["public", "private"] as const).map((visibility) =>
      stream(ctx.db, schema)
        .query("playlists")
        .withIndex("byUserId", (q) => q.eq("userId", userId).eq("visibility", visibility))
        .order(order),
    ),
    ["_creationTime"],
  );
}

/** Playlists in which the actor collaborates, the latest first. */
export async function sharedPlaylists(ctx: QueryCtx, actor: UserActor) {
  const { userId } = actor;
  if (userId === null) return [];
  const rows = await ctx.db
    .query("playlistCollaborators")
    .withIndex("byUser", (q) => q.eq("userId", userId))
    .order("desc")
    .take(MOST_SHARED);
  const playlists = await Promise.all(
    rows.map((row) => ctx.db.get("playlists", row.playlistId)),
  );
  return playlists.filter((playlist) => playlist !== null);
}

/** The first rows of a stream, whose own `take(0)` would read all of it. */
export async function firstOf<Row extends Doc<"tracks" | "playlists">>(
  rows: QueryStream<Row>,
  count: number,
): Promise<Row[]> {
  return count === 0 ? [] : await rows.take(count);
}

/** Which visibilities the actor sees of everybody, and which only of their own. */
export function visibilitiesOf<V extends Visibility>(actor: UserActor, kinds: V[]) {
  const seesAll = (visibility: V) => canRead(actor, { visibility, ownerId: null });
  const { userId } = actor;
  const others = kinds.filter((visibility) => !seesAll(visibility));
  return {
    all: kinds.filter(seesAll),
    own:
      userId === null
        ? []
        : others.map((visibility) => ({ visibility, ownerId: userId })),
  };
}
