/** A range of a file's bytes. Both ends are included. */
export type ByteRange = { start: number; end: number };

/**
 * Parses a `Range` header. Returns null for the whole file, if there is no header or its
 * unit is not bytes. Several ranges at once are not supported.
 */
export function parseRange(
  header: string | null,
  size: number,
): ByteRange | "unsatisfiable" | null {
  if (header === null) return null;
  const [, spec] = /^bytes=(.*)$/i.exec(header.trim()) ?? [];
  if (spec === undefined) return null;
  if (spec.includes(",")) return "unsatisfiable";
  const [, first, last] = /^\s*(\d*)\s*-\s*(\d*)\s*$/.exec(spec) ?? [];
  if (first === undefined || (first === "" && last === "")) return null;
  const isSuffix = first === "";
  const start = isSuffix ? Math.max(0, size - Number(last)) : Number(first);
  const end = isSuffix || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || end < start) return "unsatisfiable";
  return { start, end };
}
