import { createHash } from "node:crypto";

/** Finds ids that come more than once, with eight bytes for each. */
export class Repeats {
  #hashes = new BigUint64Array(1024);
  #count = 0;

  add(id: string) {
    if (this.#count === this.#hashes.length) {
      const larger = new BigUint64Array(this.#count * 2);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#count] = createHash("sha1").update(id).digest().readBigUInt64LE();
    this.#count += 1;
  }

  /** The 0-based places of ids that came before, each with the place where it first was. */
  places(): { place: number; first: number }[] {
    const hashes = this.#hashes.subarray(0, this.#count);
    const sorted = hashes.slice().sort();
    const repeated = new Set(sorted.filter((hash, i) => i > 0 && hash === sorted[i - 1]));
    if (repeated.size === 0) return [];
    const firsts = new Map<bigint, number>();
    const places: { place: number; first: number }[] = [];
    for (const [place, hash] of hashes.entries()) {
      if (!repeated.has(hash)) continue;
      const first = firsts.get(hash);
      if (first === undefined) firsts.set(hash, place);
      else places.push({ place, first });
    }
    return places;
  }
}
