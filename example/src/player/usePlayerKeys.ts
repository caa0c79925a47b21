import { useEffect, useRef } from "react";
import type { TrackPlayer } from "convex-music-library/react";

/**
 * Space plays and pauses, Shift with an arrow goes to the next or previous track. Not
 * where a key has a meaning of its own: in fields and on buttons.
 */
export function usePlayerKeys(player: TrackPlayer) {
  const latest = useRef(player);
  useEffect(() => {
    latest.current = player;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || hasOwnMeaning(event.target)) return;
      const { track, toggle, next, previous } = latest.current;
      if (track === null) return;
      if (event.key === " ") toggle();
      else if (event.shiftKey && event.key === "ArrowRight") next();
      else if (event.shiftKey && event.key === "ArrowLeft") previous();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function hasOwnMeaning(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, button, a, dialog, [contenteditable]") !==
      null
  );
}
