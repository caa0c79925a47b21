import type { Track } from "../../../shared/tracks.js";

/** The text under which a track is found: an index searches a single field. */
export function searchTextOf({
  title,
  artist,
  record,
}: Pick<Track, "title" | "artist" | "record">) {
  return [title, artist, record].filter((text) => text !== undefined).join("\n");
}

// What a full-text index of Convex looks at: the first 16 words of a query, and of
// those the ones of at most 32 bytes.
const MAX_TERMS = 16;
const MAX_TERM_BYTES = 32;

/** The words of a query that the full-text index can use; empty when there are none. */
export function searchTerms(query: string): string {
  return (query.match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => new TextEncoder().encode(word).length <= MAX_TERM_BYTES)
    .slice(0, MAX_TERMS)
    .join(" ");
}

/**
 * Merges the results of several searches for the same words, best first. The
 * platform tells the order within each search, but no figure by which to compare
 * two: so all are weighed anew, and what weighs the same keeps its rank.
 */
export function mergeByRelevance<T extends { searchText: string }>(
  terms: string,
  results: T[][],
): T[] {
  const wanted = wordsOf(terms);
  return results
    .flatMap((list) =>
      list.map((item, rank) => ({ item, rank, weight: weightOf(item, wanted) })),
    )
    .sort((a, b) => b.weight - a.weight || a.rank - b.rank)
    .map(({ item }) => item);
}

/** A whole word weighs 2 and the beginning of one 1, more so in a short text. */
function weightOf({ searchText }: { searchText: string }, wanted: string[]): number {
  const words = wordsOf(searchText);
  const matches = wanted.map((term) => {
    if (words.includes(term)) return 2;
    return words.some((word) => word.startsWith(term)) ? 1 : 0;
  });
  const total = matches.reduce<number>((sum, match) => sum + match, 0);
  return total / Math.sqrt(words.length + 1);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
