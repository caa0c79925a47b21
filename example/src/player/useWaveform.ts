import { type RefObject, useEffect, useState } from "react";
import { useTheme } from "../theme/useTheme";
import { type Peaks, peaksOf } from "./peaks";
import { usePlayer } from "./usePlayer";

/** Draws what plays into an element. Tells whether there is something to see. */
export function useWaveform(container: RefObject<HTMLElement | null>): boolean {
  const { track, audio } = usePlayer();
  const theme = useTheme();
  const url = track?.url ?? null;
  const [peaks, setPeaks] = useState<Peaks | null>(null);

  useEffect(() => {
    if (url === null) return;
    const controller = new AbortController();
    void peaksOf(url, controller.signal).then(
      (found) => !controller.signal.aborted && setPeaks(found),
    );
    return () => {
      controller.abort();
      setPeaks(null);
    };
  }, [url]);

  useEffect(() => {
    const element = container.current;
    if (element === null || audio === null || peaks === null) return;
    let destroy: (() => void) | null = () => undefined;
    void import("wavesurfer.js").then(({ default: WaveSurfer }) => {
      if (destroy === null) return;
      const waveform = WaveSurfer.create({
        container: element,
        media: audio,
        url: audio.currentSrc,
        peaks: [peaks.values],
        duration: peaks.durationSeconds,
        height: "auto",
        barWidth: 2,
        barGap: 2,
        barRadius: 2,
        barMinHeight: 2,
        normalize: true,
        cursorWidth: 0,
        interact: false,
        waveColor: colorOf(element, "--color-edge"),
        progressColor: colorOf(element, "--color-accent"),
      });
      destroy = () => waveform.destroy();
    });
    return () => {
      destroy?.();
      destroy = null;
    };
    // Drawn anew in the colours of another theme.
  }, [container, peaks, audio, theme]);

  return peaks !== null;
}

/** A colour as a canvas takes it. */
function colorOf(element: HTMLElement, property: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
