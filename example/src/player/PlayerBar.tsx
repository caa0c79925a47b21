import { Link } from "wouter";
import { Cover } from "../cover/Cover";
import { Icon } from "../ui/Icon";
import { PlayerControls } from "./PlayerControls";
import { Seek } from "./Seek";
import { usePlayer } from "./usePlayer";
import { Volume } from "./Volume";

/** What plays, and what can be done about it. It is there, and as high, when nothing plays. */
export function PlayerBar() {
  const { track } = usePlayer();
  return (
    <section
      aria-label="Player"
      className="mx-auto grid h-24 max-w-6xl grid-cols-[minmax(0,1fr)_auto] grid-rows-[auto_auto] content-center items-center gap-x-4 gap-y-1 px-4 md:grid-cols-[minmax(0,13rem)_auto_minmax(0,1fr)_auto] md:grid-rows-1 md:gap-x-6 md:px-8"
    >
      {track === null ? (
        <p className="flex items-center gap-3 text-sm text-muted md:col-span-4">
          <span className="grid size-11 place-items-center rounded-md bg-sunken">
            <Icon name="music" />
          </span>
          Choose a track, and it plays here.
        </p>
      ) : (
        <>
          <NowPlaying />
          <PlayerControls />
          <Seek key={track._id} />
          <Volume />
        </>
      )}
    </section>
  );
}

function NowPlaying() {
  const { track, error } = usePlayer();
  if (track === null) return null;
  return (
    <div className="flex min-w-0 items-center gap-3">
      <Cover text={`${track.artist} ${track.title}`} src={track.imageUrl} />
      <div className="min-w-0">
        <p className="truncate font-semibold">
          <Link href={`/tracks/${track._id}`} className="rounded-sm hover:underline">
            {track.title}
          </Link>
        </p>
        <p role="status" className="truncate text-sm text-muted">
          {error === null ? (
            track.artist
          ) : (
            <span className="text-danger">{error.message}</span>
          )}
        </p>
      </div>
    </div>
  );
}
