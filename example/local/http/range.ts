/** The bytes of a file that a request asks for, both ends included. */
export type ByteRange = { start: number; end: number };

/**
 * Reads a `Range` header. Null means the whole file: no header, or one that is not about
 * bytes. Several ranges at once are not served.
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
