/** Encodes a commit time for the sync protocol: eight little-endian bytes in base64. */
export function encodeTimestamp(time: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(time);
  return bytes.toString("base64");
}

/** Commit times, in nanoseconds since 1970. Each is later than the one before. */
export class CommitClock {
  #latest = 0n;

  /** The time of the latest commit. */
  get latest(): bigint {
    return this.#latest;
  }

  /** The time of a new commit. */
  next(): bigint {
    const now = BigInt(Date.now()) * 1_000_000n;
    this.#latest = now > this.#latest ? now : this.#latest + 1n;
    return this.#latest;
  }

  /** Moves the clock past a time that a client saw on an earlier deployment. */
  observe(encoded: string): void {
    const observed = Buffer.from(encoded, "base64").readBigUInt64LE();
    if (observed > this.#latest) this.#latest = observed;
  }
}
