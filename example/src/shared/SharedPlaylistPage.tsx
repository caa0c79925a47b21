import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { PlaylistHeading, PlaylistHeadingSkeleton } from "../playlist/PlaylistHeading";
import { usePlayer } from "../player/usePlayer";
import { TrackRow } from "../track/TrackRow";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { SkeletonRows } from "../ui/Skeleton";

/** What a share link shows, live and to anybody. */
export function SharedPlaylistPage({ token }: { token: string }) {
  const playlist = useQuery(api.playlists.getShared, { token });
  const player = usePlayer();

  if (playlist === undefined) {
    return (
      <Page title="Shared playlist" heading={<PlaylistHeadingSkeleton />}>
        <SkeletonRows count={5} label="Loading the playlist" />
      </Page>
    );
  }
  if (playlist === null) {
    return (
      <Page title="Shared playlist">
        <EmptyState icon="link" title="This link doesn’t work any more">
          Its owner has ended it. Ask them for a new one.
        </EmptyState>
      </Page>
    );
  }
  const { tracks } = playlist;
  return (
    <Page
      title={playlist.title}
      heading={
        <PlaylistHeading playlist={playlist} people={[]}>
          <Button
            look="primary"
            icon="play"
            className="justify-self-start"
            disabled={tracks.length === 0}
            onClick={() => player.playQueue(tracks, 0)}
          >
            Play
          </Button>
        </PlaylistHeading>
      }
    >
      {tracks.length === 0 ? (
        <EmptyState icon="music" title="Nothing to hear yet">
          Tracks show here as soon as they are added.
        </EmptyState>
      ) : (
        <ol>
          {tracks.map((track, index) => (
            // A track may be in a playlist twice.
            <li key={`${track._id} ${index}`} className="lazy-row">
              <TrackRow
                track={track}
                hasLink={false}
                onPlay={() => player.playQueue(tracks, index)}
              />
            </li>
          ))}
        </ol>
      )}
    </Page>
  );
}
