/** Titles of equal length, so that bytes can be compared, from one number up to another. */
export function trackTitles(from: number, to: number): string[] {
  return Array.from(
    { length: to - from },
    (_, index) => `Song ${String(from + index).padStart(5, "0")}`,
  );
}
