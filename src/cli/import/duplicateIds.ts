import { createHash } from "node:crypto";

/** Stands for a row without a valid id, which is never a duplicate. */
const NO_ID = 0n;

/** Finds ids that occur more than once. It keeps eight bytes for each. */
export class DuplicateIds {
  #hashes = new BigUint64Array(1024);
  #count = 0;

  /** @param id The id of the next row, or null if it has none that is valid. */
  add(id: string | null) {
    if (this.#count === this.#hashes.length) {
      const larger = new BigUint64Array(this.#count * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count] = id === null ? NO_ID : hashOf(id);
    this.#count += 1;
  }

  /** Returns the 0-based index of every duplicate, and of the first row with its id. */
  find(): { index: number; first: number }[] {
    const hashes = this.#hashes.subarray(0, this.#count);
    const sorted = hashes.slice().sort();
    const repeated = new Set(sorted.filter((hash, i) => i > 0 && hash === sorted[i - 1]));
    repeated.delete(NO_ID);
    if (repeated.size === 0) return [];
    const firsts = new Map<bigint, number>();
    const duplicates: { index: number; first: number }[] = [];
    for (const [index, hash] of hashes.entries()) {
      if (!repeated.has(hash)) continue;
      const first = firsts.get(hash);
      if (first === undefined) firsts.set(hash, index);
      else duplicates.push({ index, first });
    }
    return duplicates;
  }
}

function hashOf(id: string): bigint {
  return createHash("sha1").update(id).digest().readBigUInt64LE();
}
