import type { Track } from "convex-music-library";
import { useMutation, useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { Cover } from "../cover/Cover";
import { useAction } from "../errors/useAction";
import { NewPlaylistForm } from "../playlists/NewPlaylistForm";
import { counted } from "../track/duration";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { SkeletonRows } from "../ui/Skeleton";

const MAX_PLAYLISTS = 200;

/** Puts a track on one of the playlists that one may change, or on a new one. */
export function AddToPlaylist({ track, onClose }: { track: Track; onClose: () => void }) {
  const playlists = useQuery(api.playlists.mine, { limit: MAX_PLAYLISTS });
  const holding = useQuery(api.playlists.containing, { trackId: track._id });
  const addTrack = useMutation(api.playlists.addTrack);
  const action = useAction();

  async function add(playlistId: string, title: string) {
    const added = await action.run(
      () => addTrack({ playlistId, trackId: track._id }),
      `Added to ${title}.`,
    );
    if (added) onClose();
  }

  return (
    <Dialog title={`Add “${track.title}” to …`} onClose={onClose}>
      {playlists === undefined ? (
        <SkeletonRows count={3} label="Loading playlists" />
      ) : (
        <ul className="-mx-2 grid max-h-72 overflow-y-auto">
          {playlists.map(({ _id, title, trackCount }) => (
            <li key={_id}>
              <button
                type="button"
                disabled={action.isBusy}
                onClick={() => void add(_id, title)}
                className="flex h-15 w-full items-center gap-3 rounded-lg px-2 text-left hover:bg-sunken"
              >
                <Cover text={title} />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-semibold">{title}</span>
                  <span className="block text-sm text-muted">
                    {counted(trackCount, "track")}
                  </span>
                </span>
                {holding?.includes(_id) && (
                  <span className="flex items-center gap-1 text-sm text-good">
                    <Icon name="check" className="size-4" />
                    In it
                  </span>
                )}
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="border-t border-line pt-5">
        <NewPlaylistForm onCreated={(id, title) => void add(id, title)} />
      </div>
    </Dialog>
  );
}
