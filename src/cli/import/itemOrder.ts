import { GAP } from "../../shared/order.js";

/** How a position compares before its value does: numbers, then NaN, then none. */
const NUMBER = 0;
const NOT_A_NUMBER = 1;
const NONE = 2;

/** The rank of an item that has none, because it is left out. */
const UNRANKED = 0xffffffff;

/**
 * Finds out the places of items within their playlists, with a few bytes for each: by
 * their positions as PostgreSQL sorts them (numbers, NaN, nulls last), then as they
 * come. Positions may be missing, repeated, or any numbers.
 */
export class Ranking {
  #groups = new Uint32Array(1024);
  #positions = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  #count = 0;

  /** @param group The number of the playlist; null leaves the item out. */
  add(group: number | null, position: number | null) {
    if (this.#count === this.#groups.length) this.#grow();
    this.#groups[this.#count] = group ?? UNRANKED;
    this.#positions[this.#count] = position ?? 0;
    this.#kinds[this.#count] = kindOf(position);
    this.#count += 1;
  }

  /** The 0-based place of each item, in the order in which they were added. */
  ranks(): Uint32Array {
    const groups = this.#groups;
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    order.sort((a, b) => groups[a]! - groups[b]! || this.#compare(a, b) || a - b);
    const ranks = new Uint32Array(this.#count);
    let rank = 0;
    for (const [place, index] of order.entries()) {
      const isFirst = place === 0 || groups[order[place - 1]!] !== groups[index];
      rank = isFirst ? 0 : rank + 1;
      ranks[index] = rank;
    }
    return ranks;
  }

  #compare(a: number, b: number): number {
    const byKind = this.#kinds[a]! - this.#kinds[b]!;
    if (byKind !== 0 || this.#kinds[a] !== NUMBER) return byKind;
    const [one, other] = [this.#positions[a]!, this.#positions[b]!];
    // Not their difference: of two infinities that is no number.
    if (one === other) return 0;
    return one < other ? -1 : 1;
  }

  #grow() {
    const size = this.#count * 2;
    const groups = new Uint32Array(size);
    const positions = new Float64Array(size);
    const kinds = new Uint8Array(size);
    groups.set(this.#groups);
    positions.set(this.#positions);
    kinds.set(this.#kinds);
    this.#groups = groups;
    this.#positions = positions;
    this.#kinds = kinds;
  }
}

/** The sort key of an item at a 0-based place. */
export function positionAt(rank: number): number {
  return (rank + 1) * GAP;
}

function kindOf(position: number | null): number {
  if (position === null) return NONE;
  return Number.isNaN(position) ? NOT_A_NUMBER : NUMBER;
}
