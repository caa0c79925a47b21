import { type Case, labelOf, pathOf } from "./cases.js";
import { type Cost, costOf, type Measurable } from "./measure.js";

/** What a call costs at one size; a call that the platform refuses costs what it got to. */
export type Figure = Cost & { refusal?: string };

/** The figures of a call, in the order of the sizes. */
export type Figures = Map<string, Figure[]>;

/** Measures all cases, one after the other, at the size that the world has now. */
export async function addFigures<World>(
  figures: Figures,
  deployment: Measurable,
  world: World,
  cases: Case<World>[],
) {
  for (const one of cases) {
    const work = await one.prepare(world);
    let refusal: string | undefined;
    const cost = await costOf(deployment, pathOf(one), async () => {
      await work().catch((error: Error) => (refusal = error.message));
    });
    const known = figures.get(labelOf(one)) ?? [];
    figures.set(labelOf(one), [...known, { ...cost, refusal }]);
  }
}
