/** Random choices that are the same at every run with the same seed. */
export type Random = {
  /** A whole number from 0 to one less than the count. */
  below(count: number): number;
  /** True as often as the share says, from 0 to 1. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[];
};

/** Starts a sequence of random choices (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    chance: (share) => next() < share,
    pick: (items) => items[below(items.length)]!,
    shuffled(items) {
      const order = [...items];
      for (let i = order.length - 1; i > 0; i--) {
        const other = below(i + 1);
        [order[i], order[other]] = [order[other]!, order[i]!];
      }
      return order;
    },
  };
}
