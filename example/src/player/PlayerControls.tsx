import { IconButton } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { usePlayer } from "./usePlayer";

export function PlayerControls() {
  const { state, toggle, next, previous } = usePlayer();
  const isPlaying = state === "playing" || state === "loading";
  return (
    <div className="flex items-center gap-1">
      <IconButton icon="previous" label="Previous track" onClick={previous} />
      <button
        type="button"
        aria-label={isPlaying ? "Pause" : "Play"}
        onClick={toggle}
        className="grid size-11 place-items-center rounded-full bg-accent text-accent-ink hover:opacity-90"
      >
        <Icon name={isPlaying ? "pause" : "play"} className="size-6" />
      </button>
      <IconButton icon="next" label="Next track" onClick={next} />
    </div>
  );
}
