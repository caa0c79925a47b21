import { IconButton } from "../ui/Button";
import { usePlayer } from "./usePlayer";

/** Not on a phone, which has keys for it. */
export function Volume() {
  const { volume, muted, setVolume, setMuted } = usePlayer();
  const heard = muted ? 0 : volume;
  return (
    <div className="hidden items-center md:flex">
      <IconButton
        icon={heard > 0 ? "volume" : "muted"}
        label={heard > 0 ? "Mute" : "Unmute"}
        onClick={() => (volume > 0 ? setMuted(!muted) : setVolume(1))}
      />
      <input
        type="range"
        aria-label="Volume"
        min={0}
        max={1}
        step={0.05}
        value={heard}
        onChange={(event) => setVolume(event.target.valueAsNumber)}
        className="w-20 accent-accent"
      />
    </div>
  );
}
