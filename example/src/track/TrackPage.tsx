import type { Track } from "convex-music-library";
import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { usePlayer } from "../player/usePlayer";
import { mayEditTrack } from "../session/permissions";
import { useSession } from "../session/useSession";
import { Badge } from "../ui/Badge";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { Skeleton } from "../ui/Skeleton";
import { clockTime, spokenTime } from "./duration";
import { PlayCover } from "./PlayCover";
import { TrackEditor } from "./TrackEditor";

export function TrackPage({ id }: { id: string }) {
  const { user } = useSession();
  const track = useQuery(api.tracks.get, { id });
  if (track === undefined) {
    return (
      <Page title="Track" heading={<TrackHeadingSkeleton />}>
        {null}
      </Page>
    );
  }
  if (track === null) {
    return (
      <Page title="Track">
        <EmptyState icon="lock" title="There is nothing to hear here">
          The track isn’t for everybody, or it isn’t there any more.
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={track.title} heading={<TrackHeading track={track} />}>
      {mayEditTrack(user, track) && <TrackEditor track={track} />}
    </Page>
  );
}

const layout = "grid items-end gap-6 sm:grid-cols-[11rem_minmax(0,1fr)]";

function TrackHeading({ track }: { track: Track }) {
  const player = usePlayer();
  return (
    <header className={layout}>
      <PlayCover
        track={track}
        onPlay={() => player.playQueue([track], 0)}
        className="size-28 sm:size-44"
      />
      <div className="grid gap-2">
        <h1 className="text-2xl font-semibold wrap-anywhere sm:text-4xl">
          {track.title}
        </h1>
        <p className="text-lg text-muted">{track.artist}</p>
        <p className="flex min-h-6 flex-wrap items-center gap-3 text-sm text-muted">
          <Badge look={track.visibility === "vip" ? "accent" : "quiet"}>
            {track.visibility}
          </Badge>
          {track.record && <span>{track.record}</span>}
          {track.durationSeconds !== undefined && (
            <>
              <span aria-hidden="true">{clockTime(track.durationSeconds)}</span>
              <span className="sr-only">{spokenTime(track.durationSeconds)}</span>
            </>
          )}
          {track.isLoop && <span>plays in a loop</span>}
        </p>
      </div>
    </header>
  );
}

function TrackHeadingSkeleton() {
  return (
    <div role="status" aria-label="Loading the track" className={layout}>
      <Skeleton className="size-28 sm:size-44" />
      <div className="grid gap-2">
        <Skeleton className="h-9 w-3/5 sm:h-11" />
        <Skeleton className="h-6 w-1/3" />
        <Skeleton className="h-6 w-2/5" />
      </div>
    </div>
  );
}
