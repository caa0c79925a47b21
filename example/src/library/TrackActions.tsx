import type { Track } from "convex-music-library";
import { useState } from "react";
import { useSession } from "../session/useSession";
import { IconButton } from "../ui/Button";
import { AddToPlaylist } from "./AddToPlaylist";

/** What can be done with a track in a list. The room for it is there from the start. */
export function TrackActions({ track }: { track: Track }) {
  const { user } = useSession();
  const [isAdding, setIsAdding] = useState(false);
  return (
    <div className="flex w-11 justify-end">
      {user && (
        <IconButton
          icon="plus"
          label={`Add ${track.title} to a playlist`}
          onClick={() => setIsAdding(true)}
        />
      )}
      {isAdding && <AddToPlaylist track={track} onClose={() => setIsAdding(false)} />}
    </div>
  );
}
