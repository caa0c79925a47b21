import type { Playlist } from "convex-music-library";
import { Dialog } from "../ui/Dialog";
import { Collaborators } from "./Collaborators";
import { ShareLink } from "./ShareLink";

export type Collaborator = { userId: string; name: string; imageUrl?: string };

/** Who else gets to the playlist: whoever has the link, and those who work on it. */
export function SharePlaylist({
  playlist,
  collaborators,
  onClose,
}: {
  playlist: Playlist;
  collaborators: Collaborator[];
  onClose: () => void;
}) {
  return (
    <Dialog title={`Share “${playlist.title}”`} onClose={onClose}>
      <ShareLink playlist={playlist} />
      <Collaborators playlist={playlist} collaborators={collaborators} />
    </Dialog>
  );
}
