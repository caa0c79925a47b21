import type { Track } from "convex-music-library";
import { Cover } from "../cover/Cover";
import { usePlayer } from "../player/usePlayer";
import { Icon } from "../ui/Icon";

/** A track's cover, which plays it, or pauses it while it plays. */
export function PlayCover({
  track,
  onPlay,
  className = "size-11",
}: {
  track: Track;
  onPlay: () => void;
  className?: string;
}) {
  const player = usePlayer();
  const isCurrent = player.track?._id === track._id;
  const isPlaying = isCurrent && player.state === "playing";
  const name = `${track.title} by ${track.artist}`;
  return (
    <button
      type="button"
      aria-label={isPlaying ? `Pause ${name}` : `Play ${name}`}
      disabled={track.url === null}
      onClick={isCurrent ? player.toggle : onPlay}
      className={`group relative shrink-0 rounded-md ${className}`}
    >
      <Cover
        text={`${track.artist} ${track.title}`}
        src={track.imageUrl}
        className="size-full"
      />
      <span
        className={`absolute inset-0 grid place-items-center rounded-md bg-shade text-on-shade transition-opacity ${isCurrent ? "" : "opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"}`}
      >
        <Icon name={isPlaying ? "pause" : "play"} className="size-6" />
      </span>
    </button>
  );
}
