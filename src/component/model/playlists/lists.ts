import { EmptyStream, mergedStream, stream } from "convex-helpers/server/stream";
import { can } from "../../../shared/permissions.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import schema from "../../schema.js";
import { type UserActor, visibilitiesOf } from "../visibility.js";
import { sharedPlaylists } from "./collaborators.js";

type Order = "asc" | "desc";

/**
 * Public playlists, the actor's own, and the latest of those shared with them, by time of
 * creation, as a merge of index ranges: rows that they may not see are never read.
 */
export async function readablePlaylists(ctx: QueryCtx, actor: UserActor, order: Order) {
  const playlists = () => stream(ctx.db, schema).query("playlists");
  if (can(actor, "administer")) return playlists().order(order);
  const shared = await sharedPlaylists(ctx, actor.userId);
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
