/** Writes a number with separators, as `1,234`. */
export function formatCount(value: number): string {
  return value.toLocaleString("en-US");
}

/** Writes a number of things, as `1 row` or `1,234 rows`. */
export function counted(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? "" : "s"}`;
}
