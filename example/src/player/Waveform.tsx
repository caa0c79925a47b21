import { useRef } from "react";
import { useWaveform } from "./useWaveform";

/** A picture of what plays; a plain bar until there is one. It says nothing by itself. */
export function Waveform({ progress }: { progress: number }) {
  const container = useRef<HTMLDivElement>(null);
  const isDrawn = useWaveform(container);
  return (
    <div aria-hidden="true" className="absolute inset-0">
      {!isDrawn && (
        <div className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 overflow-hidden rounded-full bg-line">
          <div className="h-full bg-accent" style={{ width: `${progress * 100}%` }} />
        </div>
      )}
      <div
        ref={container}
        data-waveform={isDrawn ? "drawn" : "plain"}
        className="size-full"
      />
    </div>
  );
}
