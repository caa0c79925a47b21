import { labelOf, type LibraryCase } from "./cases.js";
import { contract } from "../../src/shared/contract.js";
import type { Figure, Figures } from "./figures.js";
import type { Cost } from "./measure.js";
import { overBound } from "./table.js";

/** By how much a figure may differ between the two largest sizes. */
export const SLACK = {
  documentsRead: 2,
  documentsWritten: 2,
  bytesRead: 512,
  bytesWritten: 512,
  indexRanges: 2,
} satisfies Partial<Cost>;

/** Which calls cost more than they may, grow where they should not, or fail. */
export function faults<World>(cases: LibraryCase<World>[], figures: Figures): string[] {
  return cases.flatMap((one) => {
    const label = labelOf(one);
    const all = figures.get(label) ?? [];
    const refused = all.filter(({ refusal }) => refusal !== undefined);
    return [
      ...refused.map(({ refusal }) => `${label}: ${refusal}`),
      ...all
        .filter(({ functions }) => functions !== 1)
        .map(() => `${label}: did not run once`),
      ...all.flatMap((figure) => overBound(label, figure, one.bound ?? {})),
      ...(one.growth === undefined ? grown(label, all) : []),
    ];
  });
}

function grown(label: string, figures: Figure[]): string[] {
  const [smaller, larger] = figures.slice(-2);
  if (smaller === undefined || larger === undefined) return [];
  return (Object.keys(SLACK) as (keyof typeof SLACK)[])
    .filter((field) => Math.abs(larger[field] - smaller[field]) > SLACK[field])
    .map(
      (field) => `${label}: ${field} grows from ${smaller[field]} to ${larger[field]}`,
    );
}

/** Mounted functions that nothing is told of. */
export function unmeasured(cases: { name: string }[]): string[] {
  const measured = new Set(cases.map(({ name }) => name));
  return Object.entries(contract)
    .flatMap(([area, functions]) =>
      Object.keys(functions).map((name) => `${area}.${name}`),
    )
    .filter((name) => !measured.has(name))
    .map((name) => `${name}: not measured`);
}
