import { useQuery } from "convex/react";
import { api } from "../../convex/_generated/api";
import { ownsPlaylist } from "../session/permissions";
import { useSession } from "../session/useSession";
import { EmptyState } from "../ui/EmptyState";
import { Page } from "../ui/Page";
import { SkeletonRows } from "../ui/Skeleton";
import { PlaylistActions } from "./PlaylistActions";
import { PlaylistHeading, PlaylistHeadingSkeleton } from "./PlaylistHeading";
import { PlaylistItems } from "./PlaylistItems";

export function PlaylistPage({ id }: { id: string }) {
  const { user } = useSession();
  const playlist = useQuery(api.playlists.get, { id });
  const collaborators = useQuery(api.playlists.collaborators, { playlistId: id });

  if (playlist === undefined) {
    return (
      <Page title="Playlist" heading={<PlaylistHeadingSkeleton />}>
        <SkeletonRows count={5} label="Loading the playlist" />
      </Page>
    );
  }
  if (playlist === null) {
    return (
      <Page title="Playlist">
        <EmptyState icon="lock" title="There is nothing to see here">
          The playlist is private, or it isn’t there any more.
        </EmptyState>
      </Page>
    );
  }
  const isOwner = ownsPlaylist(user, playlist);
  const isCollaborator =
    user !== null && collaborators?.some(({ userId }) => userId === user._id) === true;
  return (
    <Page
      title={playlist.title}
      heading={
        <PlaylistHeading playlist={playlist} people={collaborators ?? []}>
          <PlaylistActions
            playlist={playlist}
            collaborators={collaborators ?? []}
            isOwner={isOwner}
          />
        </PlaylistHeading>
      }
    >
      <PlaylistItems playlistId={id} mayEdit={isOwner || isCollaborator} />
    </Page>
  );
}
