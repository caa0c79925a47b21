import type { Playlist } from "convex-music-library";
import { Link } from "wouter";
import { Cover } from "../cover/Cover";
import { counted } from "../track/duration";
import { Icon } from "../ui/Icon";
import { Skeleton } from "../ui/Skeleton";

const grid = "grid grid-cols-2 gap-x-5 gap-y-7 sm:grid-cols-3 lg:grid-cols-4";

export function PlaylistGrid({ playlists }: { playlists: Playlist[] }) {
  return (
    <ul className={grid}>
      {playlists.map((playlist) => (
        <li key={playlist._id}>
          <Link
            href={`/playlists/${playlist._id}`}
            className="group grid gap-2 rounded-lg"
          >
            <Cover
              text={playlist.title}
              className="aspect-square w-full rounded-xl transition-transform group-hover:scale-[1.015]"
            />
            <span>
              <span className="flex items-center gap-1.5 font-semibold">
                <span className="truncate">{playlist.title}</span>
                {playlist.visibility === "private" && (
                  <>
                    <Icon name="lock" className="size-4 text-muted" />
                    <span className="sr-only">(private)</span>
                  </>
                )}
              </span>
              <span className="block text-sm text-muted">
                {counted(playlist.trackCount, "track")}
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function PlaylistGridSkeleton({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className={grid}>
      {Array.from({ length: 4 }, (_, index) => (
        <div key={index} className="grid gap-2">
          <Skeleton className="aspect-square w-full rounded-xl" />
          <Skeleton className="my-1 h-4 w-2/3" />
          <Skeleton className="my-1 h-3 w-1/3" />
        </div>
      ))}
    </div>
  );
}
