import type { Track } from "convex-music-library";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Badge } from "../ui/Badge";
import { clockTime, spokenTime } from "./duration";
import { PlayCover } from "./PlayCover";

/** A track in a list. What can be done with it comes last. */
export function TrackRow({
  track,
  onPlay,
  lead,
  children,
  hasLink = true,
}: {
  track: Track;
  onPlay: () => void;
  /** Comes before the cover: a handle to drag the row by. */
  lead?: ReactNode;
  children?: ReactNode;
  hasLink?: boolean;
}) {
  return (
    <div className="flex h-15 items-center gap-3">
      {lead}
      <PlayCover track={track} onPlay={onPlay} />
      <div className="min-w-0 flex-1">
        <p className="truncate font-semibold">
          {hasLink ? (
            <Link href={`/tracks/${track._id}`} className="rounded-sm hover:underline">
              {track.title}
            </Link>
          ) : (
            track.title
          )}
        </p>
        <p className="truncate text-sm text-muted">
          {track.artist}
          {track.visibility !== "public" && (
            <span className="sm:hidden"> · {track.visibility}</span>
          )}
        </p>
      </div>
      <p className="hidden w-1/4 truncate text-sm text-muted lg:block">{track.record}</p>
      <div className="hidden w-16 justify-end sm:flex">
        {track.visibility !== "public" && (
          <Badge look={track.visibility === "vip" ? "accent" : "quiet"}>
            {track.visibility}
          </Badge>
        )}
      </div>
      <p className="w-10 text-right text-sm text-muted tabular-nums">
        {track.durationSeconds !== undefined && (
          <>
            <span aria-hidden="true">{clockTime(track.durationSeconds)}</span>
            <span className="sr-only">{spokenTime(track.durationSeconds)}</span>
          </>
        )}
      </p>
      <div className="flex">{children}</div>
    </div>
  );
}
