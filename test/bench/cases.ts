import type { Bound } from "./table.js";

export type Work = () => Promise<unknown>;

/** A call of a mounted function, of which is told what it costs. */
export type Case<World> = {
  /** The function, as `tracks.list`. */
  name: string;
  /** Which call of it, where several are measured. */
  how?: string;
  /** The function as the platform names it, where a host calls it otherwise. */
  path?: string;
  /** What the figures leave out. */
  note?: string;
  /** Gets ready what is not measured, and returns the call. */
  prepare: (world: World) => Work | Promise<Work>;
};

/** Documents that any implementation must read and write. */
export type Least = { read: number; written: number };

/** What is asked of a call of the library. */
export type LibraryCase<World> = Case<World> & {
  /** At `n` items: see `docs/performance.md` for the rule. Unknown for a derived case. */
  least?: (n: number) => Least;
  bound?: Bound;
  /** Why the figures may grow with the number of items. */
  growth?: string;
};

export function labelOf({ name, how }: Pick<Case<never>, "name" | "how">) {
  return how === undefined ? name : `${name}, ${how}`;
}

export function pathOf({ name, path }: Pick<Case<never>, "name" | "path">) {
  return path ?? name.replace(".", ":");
}

/** The notes of those cases that have one, by label. */
export function notesOf(cases: Pick<Case<never>, "name" | "how" | "note">[]) {
  return new Map(
    cases.flatMap((one) =>
      one.note === undefined ? [] : [[labelOf(one), one.note] as const],
    ),
  );
}
