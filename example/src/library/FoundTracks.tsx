import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { counted } from "../track/duration";
import { EmptyState } from "../ui/EmptyState";
import { SkeletonRows } from "../ui/Skeleton";
import { TrackList } from "./TrackList";
import { useLastKnown } from "./useLastKnown";

const MAX_FOUND = 100;

/** The best matches first. While a search is on, what was found before stays. */
export function FoundTracks({ query }: { query: string }) {
  const tracks = useLastKnown(useQuery(api.tracks.search, { query, limit: MAX_FOUND }));
  if (tracks === undefined) return <SkeletonRows count={8} label="Searching" />;
  return (
    <div className="grid gap-3">
      <p role="status" className="text-sm text-muted">
        {counted(tracks.length, "track")} found
      </p>
      {tracks.length > 0 ? (
        <TrackList tracks={tracks} />
      ) : (
        <EmptyState icon="search" title="Nothing found">
          Try fewer or other words. Search looks at titles, artists and records.
        </EmptyState>
      )}
    </div>
  );
}
