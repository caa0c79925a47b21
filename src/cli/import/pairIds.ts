import { createHash } from "node:crypto";

/**
 * Makes ids for the items of a table that has none. The id of an item comes from its
 * playlist, its track, and how often that pair came before, because a playlist may hold a
 * track twice. Reading the same file again makes the same ids.
 */
export class PairIds {
  readonly #counts = new Map<string, number>();

  next(playlistId: string, trackId: string): string {
    // The hash keeps ids of any length within the limit. JSON keeps the two ids apart,
    // whatever characters they hold.
    const pair = createHash("sha256")
      .update(JSON.stringify([playlistId, trackId]))
      .digest("hex")
      .slice(0, 32);
    const count = (this.#counts.get(pair) ?? 0) + 1;
    this.#counts.set(pair, count);
    return `pair-${pair}-${count}`;
  }
}
