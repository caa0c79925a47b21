import { usePlaybackSeconds } from "convex-music-library/react";
import { clockTime, spokenTime } from "../track/duration";
import { usePlayer } from "./usePlayer";
import { Waveform } from "./Waveform";

const STEP_SECONDS = 1;

/** Where in the track one is: a slider over the waveform. */
export function Seek() {
  const player = usePlayer();
  const currentSeconds = usePlaybackSeconds(player);
  const { durationSeconds, seek } = player;
  const length = durationSeconds ?? 0;
  return (
    <div className="col-span-2 flex min-w-0 items-center gap-3 text-xs text-muted tabular-nums md:col-span-1">
      <span className="w-9 text-right">{clockTime(currentSeconds)}</span>
      <div className="group relative h-9 min-w-0 flex-1 rounded-md has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent">
        <Waveform progress={length > 0 ? currentSeconds / length : 0} />
        <input
          type="range"
          aria-label="Position"
          aria-valuetext={`${spokenTime(currentSeconds)} of ${spokenTime(length)}`}
          min={0}
          max={length}
          step={STEP_SECONDS / 10}
          value={Math.min(currentSeconds, length)}
          onChange={(event) => seek(event.target.valueAsNumber)}
          onKeyDown={(event) => {
            // A tenth of a second a key press would take for ever.
            const steps = { ArrowRight: 5, ArrowLeft: -5 }[event.key];
            if (steps === undefined || event.shiftKey) return;
            event.preventDefault();
            seek(Math.min(Math.max(currentSeconds + steps * STEP_SECONDS, 0), length));
          }}
          className="absolute inset-0 size-full cursor-pointer opacity-0"
        />
      </div>
      <span className="w-9">{clockTime(length)}</span>
    </div>
  );
}
