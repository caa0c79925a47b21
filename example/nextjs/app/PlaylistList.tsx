"use client";

import type { api } from "@/convex/_generated/api";
import { type Preloaded, usePreloadedQuery } from "convex/react";
import Link from "next/link";

export function PlaylistList({
  preloaded,
}: {
  preloaded: Preloaded<typeof api.playlists.list | typeof api.playlists.mine>;
}) {
  const playlists = usePreloadedQuery(preloaded);
  if (playlists.length === 0) return <p>There are no playlists yet.</p>;
  return (
    <ul>
      {playlists.map(({ _id, title, trackCount }) => (
        <li key={_id}>
          <Link href={`/playlists/${_id}`}>{title}</Link>{" "}
          <small>{trackCount === 1 ? "1 track" : `${trackCount} tracks`}</small>
        </li>
      ))}
    </ul>
  );
}
