import type { Playlist } from "convex-music-library";
import { EmptyState } from "../ui/EmptyState";
import { PlaylistGrid, PlaylistGridSkeleton } from "./PlaylistGrid";

/** One's own playlists, and those that one collaborates on; undefined while loading. */
export function MyPlaylists({ playlists }: { playlists: Playlist[] | undefined }) {
  if (playlists === undefined) {
    return <PlaylistGridSkeleton label="Loading your playlists" />;
  }
  if (playlists.length === 0) {
    return (
      <EmptyState icon="list" title="No playlists yet">
        Name one above, then add tracks from the library.
      </EmptyState>
    );
  }
  return <PlaylistGrid playlists={playlists} />;
}
