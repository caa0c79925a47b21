import { labelOf, type LibraryCase } from "./cases.js";
import type { Figure, Figures } from "./figures.js";
import { SIZES } from "./sizes.js";
import { columns, markdownTable } from "./table.js";

const shown = columns.filter(([field]) => field !== "functions");

/**
 * Every call of the library, and below it the plain function's, if there is one. A
 * figure that is not the same at all sizes is given for each.
 */
export function callTable<World>(
  cases: LibraryCase<World>[],
  library: Figures,
  plain: Figures,
  notes: Map<string, string>,
): string {
  const head = [
    "call",
    ...shown.map(([, title]) => title),
    "least read",
    "least written",
  ];
  const body = cases.flatMap((one) => {
    const label = labelOf(one);
    const least = one.least === undefined ? [] : SIZES.map(one.least);
    const own = [
      `\`${one.name}\`${one.how === undefined ? "" : `, ${one.how}`}`,
      ...costCells(library.get(label) ?? []),
      sizesCell(least.map(({ read }) => count(read))),
      sizesCell(least.map(({ written }) => count(written))),
    ];
    const plainFigures = plain.get(label);
    if (plainFigures === undefined) return [own];
    return [own, [plainTitle(notes.get(label)), ...costCells(plainFigures), "", ""]];
  });
  return markdownTable(head, body);
}

function plainTitle(note: string | undefined) {
  return note === undefined ? "– plain" : `– plain (${note})`;
}

function costCells(figures: Figure[]) {
  return shown.map(([field]) =>
    sizesCell(
      figures.map((figure) =>
        figure.refusal === undefined ? count(figure[field]) : "refused",
      ),
    ),
  );
}

function sizesCell(texts: string[]) {
  return new Set(texts).size === 1 ? texts[0]! : texts.join(" / ");
}

function count(value: number) {
  return value.toLocaleString("en-US");
}
