/*
 * A random order of tracks without reading all of them: each has a key from 0 to 1, and
 * a random selection is what follows a random number in the order of the keys.
 */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * The shuffle key of a track: a hash of its text, so that it needs no randomness in a
 * mutation and can be computed again.
 */
export function shuffleKeyOf(text: string): number {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, FNV_PRIME);
  }
  return toFraction(mix(hash));
}

/** A sequence of evenly spread numbers from 0 to 1 (mulberry32), the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = mix(seed | 0);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return toFraction(mix(state));
  };
}

/** A copy of a list in random order (Fisher–Yates). */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const index = Math.floor(random() * (last + 1));
    [result[last], result[index]] = [result[index]!, result[last]!];
  }
  return result;
}

// Spreads every bit of a number over all others (the finalizer of MurmurHash3).
function mix(number: number): number {
  let mixed = number;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function toFraction(number: number): number {
  return (number >>> 0) / 2 ** 32;
}
