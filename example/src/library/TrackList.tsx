import type { Track } from "convex-music-library";
import { usePlayer } from "../player/usePlayer";
import { TrackActions } from "./TrackActions";
import { TrackRow } from "../track/TrackRow";

/** A list of tracks. Playing one goes on with those below it. */
export function TrackList({ tracks }: { tracks: Track[] }) {
  const player = usePlayer();
  return (
    <ul>
      {tracks.map((track, index) => (
        <li key={track._id} className="lazy-row">
          <TrackRow track={track} onPlay={() => player.playQueue(tracks, index)}>
            <TrackActions track={track} />
          </TrackRow>
        </li>
      ))}
    </ul>
  );
}
