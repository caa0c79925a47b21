import { usePlaylist } from "convex-music-library/react";
import { Link } from "wouter";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { usePlayer } from "../player/usePlayer";
import { TrackRow } from "../track/TrackRow";
import { buttonStyle } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { EndOfList } from "../ui/EndOfList";
import { SkeletonRows } from "../ui/Skeleton";
import { SortableItems } from "./SortableItems";

const FIRST_ITEMS = 50;

/** The playlist's tracks in order. Edits show at once and settle to the server's order. */
export function PlaylistItems({
  playlistId,
  mayEdit,
}: {
  playlistId: string;
  mayEdit: boolean;
}) {
  const { items, status, loadMore, move, remove } = usePlaylist(
    api.playlists,
    playlistId,
    { initialNumItems: FIRST_ITEMS },
  );
  const player = usePlayer();
  const action = useAction();

  if (status === "LoadingFirstPage") {
    return <SkeletonRows count={5} label="Loading the tracks" />;
  }
  if (items.length === 0 && status === "Exhausted") return <NoItems mayEdit={mayEdit} />;
  const tracks = items.map(({ track }) => track);
  const play = (index: number) => player.playQueue(tracks, index);
  return (
    <div>
      {mayEdit ? (
        <SortableItems
          items={items}
          onPlay={play}
          onMove={(itemId, after) => void action.run(() => move(itemId, after))}
          onRemove={({ itemId, track }) =>
            void action.run(() => remove(itemId), `Removed ${track.title}.`)
          }
        />
      ) : (
        <ol>
          {items.map(({ itemId, track }, index) => (
            <li key={itemId} className="lazy-row">
              <TrackRow track={track} onPlay={() => play(index)} />
            </li>
          ))}
        </ol>
      )}
      <EndOfList status={status} loadMore={loadMore} />
    </div>
  );
}

function NoItems({ mayEdit }: { mayEdit: boolean }) {
  return (
    <EmptyState
      icon="music"
      title="No tracks in it yet"
      action={
        mayEdit && (
          <Link href="/" className={buttonStyle("primary")}>
            Add some from the library
          </Link>
        )
      }
    />
  );
}
