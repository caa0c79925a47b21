import type { Playlist } from "convex-music-library";
import { useMutation } from "convex/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { api } from "../../convex/_generated/api";
import { Button, IconButton } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { EditPlaylist } from "./EditPlaylist";
import { PlayPlaylist } from "./PlayPlaylist";
import { type Collaborator, SharePlaylist } from "./SharePlaylist";

/** What the visitor can do with the playlist as a whole. */
export function PlaylistActions({
  playlist,
  collaborators,
  isOwner,
}: {
  playlist: Playlist;
  collaborators: Collaborator[];
  isOwner: boolean;
}) {
  const [open, setOpen] = useState<"share" | "edit" | "remove" | null>(null);
  const [, navigate] = useLocation();
  const remove = useMutation(api.playlists.remove);
  const close = () => setOpen(null);
  return (
    <div className="flex flex-wrap gap-3">
      <PlayPlaylist playlistId={playlist._id} />
      {isOwner && (
        <>
          <Button icon="share" onClick={() => setOpen("share")}>
            Share
          </Button>
          <IconButton
            icon="pencil"
            label="Edit the playlist"
            onClick={() => setOpen("edit")}
          />
          <IconButton
            icon="trash"
            label="Delete the playlist"
            onClick={() => setOpen("remove")}
          />
        </>
      )}
      {open === "share" && (
        <SharePlaylist
          playlist={playlist}
          collaborators={collaborators}
          onClose={close}
        />
      )}
      {open === "edit" && <EditPlaylist playlist={playlist} onClose={close} />}
      {open === "remove" && (
        <Confirm
          title={`Delete “${playlist.title}”?`}
          deed="Delete the playlist"
          onClose={close}
          onConfirm={async () => {
            await remove({ id: playlist._id });
            navigate("/playlists");
          }}
        >
          It goes for good, with its share link. Its tracks stay in the library.
        </Confirm>
      )}
    </div>
  );
}
