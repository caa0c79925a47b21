import { can } from "../../../shared/permissions.js";
import type { Doc, Id } from "../../_generated/dataModel.js";
import type { QueryCtx } from "../../_generated/server.js";
import { type UserActor, visibilitiesOf } from "../visibility.js";
import { mergeByRelevance } from "./searchText.js";

/**
 * The tracks that match and that the actor may see, best first. Searches once for each
 * visibility, because a search index can't filter by "this or that".
 */
export async function searchReadableTracks(
  ctx: QueryCtx,
  actor: UserActor,
  terms: string,
  count: number,
): Promise<Doc<"tracks">[]> {
  const matches = (
    filters: { visibility?: Doc<"tracks">["visibility"]; createdBy?: Id<"users"> } = {},
  ) =>
    ctx.db
      .query("tracks")
      .withSearchIndex("search", (q) => {
        const words = q.search("searchText", terms);
        const { visibility, createdBy } = filters;
        const seen =
          visibility === undefined ? words : words.eq("visibility", visibility);
        return createdBy === undefined ? seen : seen.eq("createdBy", createdBy);
      })
      .take(count);
  if (can(actor, "administer")) return await matches();
  const { all, own } = visibilitiesOf(actor, ["public", "vip", "private"]);
  const results = await Promise.all([
    ...all.map((visibility) => matches({ visibility })),
    ...own.map(({ visibility, ownerId }) => matches({ visibility, createdBy: ownerId })),
  ]);
  return mergeByRelevance(terms, results).slice(0, count);
}
