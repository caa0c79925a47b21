import type { Track } from "convex-music-library";
import { useEffect, useMemo, useRef, useState } from "react";

/** TEMPORARY stand-in with the interface of the library's useTrackPlayer. */
export function useTrackPlayer() {
  const audio = useMemo(() => new Audio(), []);
  const [queue, setQueue] = useState<Track[]>([]);
  const [index, setIndex] = useState(-1);
  const [state, setState] = useState<
    "idle" | "loading" | "playing" | "paused" | "ended" | "error"
  >("idle");
  const [currentSeconds, setCurrent] = useState(0);
  const [durationSeconds, setDuration] = useState(0);
  const [volume, setVolumeState] = useState(1);
  const now = useRef({ queue, index });
  now.current = { queue, index };
  const track = queue[index] ?? null;
  const start = (tracks: Track[], at: number) => {
    setQueue(tracks);
    setIndex(at);
    audio.src = tracks[at]?.url ?? "";
    audio.loop = tracks[at]?.isLoop ?? false;
    void audio.play().catch(() => setState("error"));
  };
  useEffect(() => {
    const on: Record<string, () => void> = {
      playing: () => setState("playing"),
      pause: () => setState("paused"),
      timeupdate: () => setCurrent(audio.currentTime),
      durationchange: () => setDuration(audio.duration || 0),
      error: () => setState("error"),
      ended: () => {
        const { queue, index } = now.current;
        if (index + 1 < queue.length) start(queue, index + 1);
      },
    };
    for (const [name, fn] of Object.entries(on)) audio.addEventListener(name, fn);
    return () => {
      for (const [name, fn] of Object.entries(on)) audio.removeEventListener(name, fn);
    };
  });
  return {
    queue,
    index,
    track,
    state,
    error: null as Error | null,
    currentSeconds,
    durationSeconds,
    volume,
    audio,
    playQueue: (tracks: Track[], at = 0) => start(tracks, at),
    toggle: () => (audio.paused ? void audio.play() : audio.pause()),
    next: () => index + 1 < queue.length && start(queue, index + 1),
    previous: () =>
      audio.currentTime > 3 || index <= 0
        ? (audio.currentTime = 0)
        : start(queue, index - 1),
    seek: (seconds: number) => {
      audio.currentTime = seconds;
    },
    setVolume: (value: number) => {
      audio.volume = value;
      setVolumeState(value);
    },
  };
}
export type TrackPlayer = ReturnType<typeof useTrackPlayer>;
