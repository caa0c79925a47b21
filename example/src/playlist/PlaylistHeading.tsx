import type { Playlist } from "convex-music-library";
import type { ReactNode } from "react";
import { Cover } from "../cover/Cover";
import { clockTime, counted, spokenTime } from "../track/duration";
import { Badge } from "../ui/Badge";
import { Skeleton } from "../ui/Skeleton";

const layout = "grid items-end gap-6 sm:grid-cols-[11rem_minmax(0,1fr)]";

export function PlaylistHeading({
  playlist,
  people,
  children,
}: {
  playlist: Playlist;
  /** Who works on it beside its owner. */
  people: { name: string }[];
  children?: ReactNode;
}) {
  const { title, description, visibility, trackCount, durationSeconds } = playlist;
  return (
    <header className={layout}>
      <Cover text={title} className="size-28 rounded-xl sm:size-44" />
      <div className="grid gap-3">
        <h1 className="text-2xl font-semibold wrap-anywhere sm:text-4xl">{title}</h1>
        {description && <p className="max-w-prose text-muted">{description}</p>}
        <p className="flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          <Badge>{visibility}</Badge>
          <span>{counted(trackCount, "track")}</span>
          <span aria-hidden="true">{clockTime(durationSeconds)}</span>
          <span className="sr-only">{spokenTime(durationSeconds)}</span>
          {people.length > 0 && (
            <span>with {people.map(({ name }) => name).join(", ")}</span>
          )}
        </p>
        {children}
      </div>
    </header>
  );
}

export function PlaylistHeadingSkeleton() {
  return (
    <div className={layout}>
      <Skeleton className="size-28 rounded-xl sm:size-44" />
      <div className="grid gap-3">
        <Skeleton className="h-9 w-3/5 sm:h-11" />
        <Skeleton className="h-6 w-2/5" />
        <Skeleton className="h-11 w-1/3" />
      </div>
    </div>
  );
}
