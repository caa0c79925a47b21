// What a full-text index of Convex looks at: the first 16 words of a query, and of
// those the ones of at most 32 bytes.
const MOST_TERMS = 16;
const LONGEST_TERM_BYTES = 32;

/** The words of a query that the full-text index can use; empty when there are none. */
export function searchTerms(query: string): string {
  return (query.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => new TextEncoder().encode(word).length <= LONGEST_TERM_BYTES)
    .slice(0, MOST_TERMS)
    .join(" ");
}

/** Merges lists that are each in order of relevance: all first ones, all second ones, … */
export function interleave<T>(lists: T[][]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, rank) =>
    lists.flatMap((list) => list.slice(rank, rank + 1)),
  ).flat();
}
