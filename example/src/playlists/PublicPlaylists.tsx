import { usePaginatedQuery } from "convex-helpers/react";
import { api } from "../../convex/_generated/api";
import { EmptyState } from "../ui/EmptyState";
import { EndOfList } from "../ui/EndOfList";
import { PlaylistGrid, PlaylistGridSkeleton } from "./PlaylistGrid";

const FIRST_PLAYLISTS = 48;

/** The public playlists among those that one may see. */
export function PublicPlaylists() {
  const { results, status, loadMore } = usePaginatedQuery(
    api.playlists.paginate,
    {},
    { initialNumItems: FIRST_PLAYLISTS },
  );
  if (status === "LoadingFirstPage") {
    return <PlaylistGridSkeleton label="Loading public playlists" />;
  }
  const playlists = results.filter(({ visibility }) => visibility === "public");
  if (playlists.length === 0 && status === "Exhausted") {
    return (
      <EmptyState icon="list" title="Nothing public yet">
        A playlist shows here when its owner makes it public.
      </EmptyState>
    );
  }
  return (
    <div>
      <PlaylistGrid playlists={playlists} />
      <EndOfList status={status} loadMore={loadMore} />
    </div>
  );
}
