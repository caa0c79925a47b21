/**
 * The order of a playlist: every item has a float64 sort key, its position. A new item gets
 * the midpoint between its neighbours. If float64 has no number left between them, the items
 * around them get new positions, evenly spread. That never changes the order.
 */

/** The distance between items at the ends of a list, where space is unlimited. */
export const GAP = 1024;

/**
 * How many items around a full gap get new positions: tries the smallest number first. A
 * transaction may touch 4,096 index ranges, and each patched item is one.
 */
export const RESPREAD_WIDTHS = [32, 64, 128, 256, 512, 1024, 2048] as const;

/** The positions on both sides of a gap. Null at the end of the list. */
export type Gap = { lower: number | null; upper: number | null };

/**
 * Positions for `count` new items in a gap, in order, or null if float64 has too few
 * numbers between its sides.
 */
export function positionsBetween({ lower, upper }: Gap, count: number): number[] | null {
  const positions = Array.from({ length: count }, (_, index) => {
    if (lower === null && upper === null) return (index + 1) * GAP;
    if (upper === null) return lower! + (index + 1) * GAP;
    if (lower === null) return upper - (count - index) * GAP;
    return lower + ((upper - lower) * (index + 1)) / (count + 1);
  });
  return isIncreasing([lower ?? -Infinity, ...positions, upper ?? Infinity])
    ? positions
    : null;
}

/**
 * New positions for `width` items around a gap, including the new items, or null if a wider
 * range should be used.
 *
 * The required distance grows with the square of the width. With a fixed distance, someone
 * who always inserts into the newest gap would cause new positions at every insert.
 */
export function respread(gap: Gap, count: number, width: number): number[] | null {
  const { lower, upper } = gap;
  if (lower !== null && upper !== null && width < RESPREAD_WIDTHS.at(-1)!) {
    const resolution = Number.EPSILON * Math.max(Math.abs(lower), Math.abs(upper), 1);
    const step = (upper - lower) / (count + 1);
    if (step < (width ** 2 / 64) * resolution) return null;
  }
  return positionsBetween(gap, count);
}

/**
 * The position where a compaction starts: far enough above the last item for all items, and
 * for as many that are added meanwhile.
 */
export function compactionTop(last: number, items: number): number {
  return last + GAP * (2 * items + 1000);
}

/** Positions for `count` items, last item first, `GAP` apart, below `floor`. */
export function compactedPositions(floor: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => floor - (index + 1) * GAP);
}

function isIncreasing(numbers: number[]) {
  return numbers.every((number, index) => index === 0 || numbers[index - 1]! < number);
}
