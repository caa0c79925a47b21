import { usePaginatedQuery } from "convex-helpers/react";
import { Link } from "wouter";
import { api } from "../../convex/_generated/api";
import { mayUpload } from "../session/permissions";
import { useSession } from "../session/useSession";
import { buttonStyle } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { EndOfList } from "../ui/EndOfList";
import { SkeletonRows } from "../ui/Skeleton";
import { TrackList } from "./TrackList";

const FIRST_ROWS = 50;

/** The newest first, and more of them as one scrolls. */
export function AllTracks() {
  const { results, status, loadMore } = usePaginatedQuery(
    api.tracks.paginate,
    { order: "desc" },
    { initialNumItems: FIRST_ROWS },
  );
  if (status === "LoadingFirstPage") {
    return <SkeletonRows count={8} label="Loading tracks" />;
  }
  if (results.length === 0 && status === "Exhausted") return <NoTracks />;
  return (
    <div>
      <TrackList tracks={results} />
      <EndOfList status={status} loadMore={loadMore} />
    </div>
  );
}

function NoTracks() {
  const { user } = useSession();
  return (
    <EmptyState
      icon="music"
      title="No tracks yet"
      action={
        mayUpload(user) && (
          <Link href="/upload" className={buttonStyle("primary")}>
            Upload the first one
          </Link>
        )
      }
    >
      What is uploaded shows here at once.
    </EmptyState>
  );
}
