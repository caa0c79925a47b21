"use client";

import type { api } from "@/convex/_generated/api";
import { type Preloaded, usePreloadedQuery } from "convex/react";

/** A playlist as the server rendered it, live from then on. */
export function PlaylistView({
  preloaded,
}: {
  preloaded: Preloaded<
    typeof api.playlists.getWithTracks | typeof api.playlists.getShared
  >;
}) {
  const playlist = usePreloadedQuery(preloaded);
  if (playlist === null) return <p>This playlist is no longer here.</p>;
  return (
    <article>
      <h1>{playlist.title}</h1>
      {playlist.description && <p>{playlist.description}</p>}
      <ol>
        {playlist.tracks.map((track, place) => (
          // A track may be there twice.
          <li key={`${track._id} ${place}`}>
            {track.title} <small>{track.artist}</small>
            {track.url && (
              <audio controls preload="none" src={track.url} aria-label={track.title} />
            )}
          </li>
        ))}
      </ol>
    </article>
  );
}
