import { useConvex } from "convex/react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { usePlayer } from "../player/usePlayer";
import { Button } from "../ui/Button";

/** Plays the whole playlist, up to its first 500 tracks. */
export function PlayPlaylist({ playlistId }: { playlistId: string }) {
  const convex = useConvex();
  const player = usePlayer();
  const action = useAction();
  return (
    <Button
      look="primary"
      icon="play"
      isBusy={action.isBusy}
      onClick={() =>
        void action.run(async () => {
          const playlist = await convex.query(api.playlists.getWithTracks, {
            id: playlistId,
          });
          if (playlist && playlist.tracks.length > 0)
            player.playQueue(playlist.tracks, 0);
        })
      }
    >
      Play
    </Button>
  );
}
