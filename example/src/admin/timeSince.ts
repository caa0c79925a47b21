import { useEffect, useState } from "react";

const units: [unit: Intl.RelativeTimeFormatUnit, milliseconds: number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** When something was, seen from now: "3 minutes ago". */
export function timeSince(time: number, now: number): string {
  const elapsed = Math.max(0, now - time);
  for (const [unit, milliseconds] of units) {
    if (elapsed >= milliseconds)
      return format.format(-Math.floor(elapsed / milliseconds), unit);
  }
  return "just now";
}

const TICK_MS = 20_000;

/** The time, told again now and then. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
