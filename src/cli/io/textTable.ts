/** Lays out rows of cells as lines. The first column is text, the others are numbers. */
export function textTable(head: string[], body: string[][]): string[] {
  const rows = [head, ...body];
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => row[column]!.length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      )
      .join("  "),
  );
}
