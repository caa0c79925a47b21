/** A commit time, as clients exchange it: eight little-endian bytes in base64. */
export function encodeTimestamp(time: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(time);
  return bytes.toString("base64");
}

/** Nanoseconds since 1970 that never repeat and never go back. */
export class CommitClock {
  #latest = 0n;

  /** The time of the latest commit. */
  get latest(): bigint {
    return this.#latest;
  }

  /** Takes the time of a new commit. */
  next(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n;
    this.#latest = now > this.#latest ? now : this.#latest + 1n;
    return this.#latest;
  }

  /** Catches up with what a client saw of a deployment that ran here before. */
  observe(encoded: string): void {
    const observed = Buffer.from(encoded, "base64").readBigUInt64LE();
    if (observed > this.#latest) this.#latest = observed;
  }
}
