import { mergedStream, stream } from "convex-helpers/server/stream";
import { can } from "../../../shared/permissions.js";
import type { QueryCtx } from "../../_generated/server.js";
import schema from "../../schema.js";
import { type UserActor, visibilitiesOf } from "../visibility.js";

/**
 * The tracks that an actor may see, by time of creation, as a merge of index ranges: rows
 * that they may not see are never read.
 */
export function readableTracks(ctx: QueryCtx, actor: UserActor, order: "asc" | "desc") {
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

/** The tracks that an actor may see whose shuffle key is at least `from`, by that key. */
export function shuffledTracks(ctx: QueryCtx, actor: UserActor, from: number) {
  const tracks = () => stream(ctx.db, schema).query("tracks");
  const { all, own } = visibilitiesOf(actor, ["public", "vip", "private"]);
  return mergedStream(
    [
      ...all.map((visibility) =>
        tracks().withIndex("byShuffle", (q) =>
          q.eq("visibility", visibility).gte("shuffleKey", from),
        ),
      ),
      ...own.map(({ visibility, ownerId }) =>
        tracks().withIndex("byCreatorShuffle", (q) =>
          q.eq("createdBy", ownerId).eq("visibility", visibility).gte("shuffleKey", from),
        ),
      ),
    ].map((rows) => rows.order("asc")),
    ["shuffleKey"],
  );
}
