/** How many letters may be wrong for a word to be suggested. */
const MAX_MISTAKES = 2;

/** Returns the word that is most likely meant by a mistyped one, if one is close enough. */
export function suggestionFor(typed: string, words: readonly string[]): string | null {
  const [closest] = words
    .map((word) => ({ word, mistakes: distance(typed.toLowerCase(), word) }))
    .filter(({ word, mistakes }) => mistakes <= Math.min(MAX_MISTAKES, word.length / 2))
    .sort((a, b) => a.mistakes - b.mistakes);
  return closest?.word ?? null;
}

/** Counts the letters to insert, remove or replace to turn one word into another. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
