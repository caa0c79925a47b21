import { GAP } from "../../shared/order.js";

/** The order of the kinds of positions: numbers first, then NaN, then no position. */
const NUMBER = 0;
const NOT_A_NUMBER = 1;
const NONE = 2;

/** The playlist number of items that are left out. */
const NO_PLAYLIST = 0xffffffff;

/**
 * Sorts items within their playlists by position, as PostgreSQL sorts numbers: NaN after
 * all others, nulls last. Items with the same position keep their order in the file. It
 * keeps a few bytes for each item.
 */
export class ItemOrder {
  #playlists = new Uint32Array(1024);
  #positions = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  #count = 0;

  /** @param playlist The number of the playlist, or null to leave the item out. */
  add(playlist: number | null, position: number | null) {
    if (this.#count === this.#playlists.length) this.#grow();
    this.#playlists[this.#count] = playlist ?? NO_PLAYLIST;
    this.#positions[this.#count] = position ?? 0;
    this.#kinds[this.#count] = kindOf(position);
    this.#count += 1;
  }

  /** Returns the 0-based index of each item in its playlist, in the order of the file. */
  indexes(): Uint32Array {
    const playlists = this.#playlists;
    const sorted = Uint32Array.from({ length: this.#count }, (_, item) => item);
    sorted.sort((a, b) => playlists[a]! - playlists[b]! || this.#compare(a, b) || a - b);
    const indexes = new Uint32Array(this.#count);
    let index = 0;
    for (const [place, item] of sorted.entries()) {
      const isFirst = place === 0 || playlists[sorted[place - 1]!] !== playlists[item];
      index = isFirst ? 0 : index + 1;
      indexes[item] = index;
    }
    return indexes;
  }

  #compare(a: number, b: number): number {
    const byKind = this.#kinds[a]! - this.#kinds[b]!;
    if (byKind !== 0 || this.#kinds[a] !== NUMBER) return byKind;
    const [one, other] = [this.#positions[a]!, this.#positions[b]!];
    // The difference of two infinities would be NaN.
    if (one === other) return 0;
    return one < other ? -1 : 1;
  }

  #grow() {
    const size = this.#count * 2;
    const playlists = new Uint32Array(size);
    const positions = new Float64Array(size);
    const kinds = new Uint8Array(size);
    playlists.set(this.#playlists);
    positions.set(this.#positions);
    kinds.set(this.#kinds);
    this.#playlists = playlists;
    this.#positions = positions;
    this.#kinds = kinds;
  }
}

/** Returns the sort key of the item at a 0-based index. */
export function positionAt(index: number): number {
  return (index + 1) * GAP;
}

function kindOf(position: number | null): number {
  if (position === null) return NONE;
  return Number.isNaN(position) ? NOT_A_NUMBER : NUMBER;
}
