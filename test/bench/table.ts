import type { Cost } from "./measure.js";

/** The most that a piece of work may cost. */
export type Bound = Partial<Cost>;

export type Row = { work: string; cost: Cost; bound: Bound };

export const columns = [
  ["functions", "functions"],
  ["documentsRead", "read"],
  ["documentsWritten", "written"],
  ["bytesRead", "bytes read"],
  ["bytesWritten", "bytes written"],
  ["indexRanges", "index ranges"],
] as const satisfies [keyof Cost, string][];

/** The rows as a table in Markdown; a bound stands behind its figure. */
export function costTable(rows: Row[]): string {
  const head = ["work", ...columns.map(([, title]) => title)];
  const body = rows.map(({ work, cost, bound }) => [
    work,
    ...columns.map(([field]) =>
      bound[field] === undefined
        ? `${cost[field]}`
        : `${cost[field]} (at most ${bound[field]})`,
    ),
  ]);
  return markdownTable(head, body);
}

export function markdownTable(head: string[], body: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

/** What costs more than it may. */
export function violations(rows: Row[]): string[] {
  return rows.flatMap(({ work, cost, bound }) => overBound(work, cost, bound));
}

export function overBound(work: string, cost: Cost, bound: Bound): string[] {
  return columns
    .filter(([field]) => cost[field] > (bound[field] ?? Infinity))
    .map(([field, title]) => `${work}: ${title} ${cost[field]} > ${bound[field]}`);
}
