/** A picture made from a text: the same text, the same picture. */
export type Artwork = {
  ground: string;
  figure: string;
  detail: string;
  pattern: "discs" | "arcs" | "bars" | "hills";
  /** A quarter turn, so many times. */
  turns: number;
};

const palettes: [ground: string, figure: string, detail: string][] = [
  ["#1f3a3d", "#e9b872", "#f6ead7"],
  ["#d9542b", "#f7e3c8", "#2b1d1a"],
  ["#f0d9b5", "#27496d", "#d1495b"],
  ["#2d2a4a", "#9ad1d4", "#f2c14e"],
  ["#8fb3a3", "#22333b", "#f5efe6"],
  ["#e7e2d6", "#b23a48", "#31493c"],
  ["#33415c", "#f4a259", "#eae0d5"],
  ["#5c3d46", "#f2b5a7", "#a1c6ae"],
];

const patterns: Artwork["pattern"][] = ["discs", "arcs", "bars", "hills"];

export function artworkOf(text: string): Artwork {
  const hash = hashOf(text);
  const [ground, figure, detail] = palettes[hash % palettes.length]!;
  return {
    ground,
    figure,
    detail,
    pattern: patterns[(hash >>> 4) % patterns.length]!,
    turns: (hash >>> 8) % 4,
  };
}

// FNV-1a, mixed once more, as its low bits are poor for short texts.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
