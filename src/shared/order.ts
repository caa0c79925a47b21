/**
 * The order of a playlist: every item has a float64 sort key, its position.
 * A new item gets the midpoint of its neighbours; when float64 has no number
 * left between two of them, a neighbourhood is spread anew, which changes
 * positions but never the order.
 */

/** The distance between items where there is room without end. */
export const GAP = 1024;

/**
 * How many items around a used-up gap are spread anew: first these, then more. A
 * transaction may touch 4,096 ranges of indexes, and each item patched is one.
 */
export const RESPREAD_WIDTHS = [32, 64, 128, 256, 512, 1024, 2048] as const;

/** The positions beside a gap; null where the list ends. */
export type Gap = { lower: number | null; upper: number | null };

/**
 * Positions for `count` new items in a gap, in order, or null when float64 has
 * no room for them.
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
 * Positions for all items of a neighbourhood, the new ones included, or null
 * when a wider one should be taken instead.
 *
 * The room that is asked for grows with the square of the width: with a fixed
 * threshold, someone who always inserts into the newest gap would make every
 * insert spread a neighbourhood anew.
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
 * Where a compaction begins: so far above the last item that all items fit in
 * between, and as many that are added meanwhile.
 */
export function compactionTop(last: number, items: number): number {
  return last + GAP * (2 * items + 1000);
}

/** Positions for `count` items from the last to the first, a gap apart, below `floor`. */
export function compactedPositions(floor: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => floor - (index + 1) * GAP);
}

function isIncreasing(numbers: number[]) {
  return numbers.every((number, index) => index === 0 || numbers[index - 1]! < number);
}
