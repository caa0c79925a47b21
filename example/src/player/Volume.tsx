import { useRef } from "react";
import { IconButton } from "../ui/Button";
import { usePlayer } from "./usePlayer";

/** Not on a phone, which has keys for it. */
export function Volume() {
  const { volume, setVolume } = usePlayer();
  const before = useRef(1);

  function toggle() {
    if (volume > 0) before.current = volume;
    setVolume(volume > 0 ? 0 : before.current);
  }

  return (
    <div className="hidden items-center md:flex">
      <IconButton
        icon={volume > 0 ? "volume" : "muted"}
        label={volume > 0 ? "Mute" : "Unmute"}
        onClick={toggle}
      />
      <input
        type="range"
        aria-label="Volume"
        min={0}
        max={1}
        step={0.05}
        value={volume}
        onChange={(event) => setVolume(event.target.valueAsNumber)}
        className="w-20 accent-accent"
      />
    </div>
  );
}
