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

/**
 * Tracks that an actor may see, by shuffle key: those from a key on, or those before it.
 */
export function shuffledTracks(
  ctx: QueryCtx,
  actor: UserActor,
  range: { from: number } | { before: number },
) {
  const tracks = () => stream(ctx.db, schema).query("tracks");
  const { all, own } = visibilitiesOf(actor, ["public", "vip", "private"]);
  return mergedStream(
    [
      ...all.map((visibility) =>
        tracks().withIndex("byShuffle", (q) => {
          const seen = q.eq("visibility", visibility);
          return "from" in range
            ? seen.gte("shuffleKey", range.from)
            : seen.lt("shuffleKey", range.before);
        }),
      ),
      ...own.map(({ visibility, ownerId }) =>
        tracks().withIndex("byCreatorShuffle", (q) => {
          const seen = q.eq("createdBy", ownerId).eq("visibility", visibility);
          return "from" in range
            ? seen.gte("shuffleKey", range.from)
            : seen.lt("shuffleKey", range.before);
        }),
      ),
    ].map((rows) => rows.order("asc")),
    ["shuffleKey"],
  );
}
