import { makeFunctionReference } from "convex/server";
import { contract } from "../../src/shared/contract.js";
import type { Operation } from "../../src/shared/operation.js";
import type { LibraryCase } from "./cases.js";
import type { Library } from "./library.js";

/*
 * A case for each query that has none of its own, called with usual arguments. They show
 * what it costs, and that the cost does not grow with the library.
 */

const ROWS = 50;

/** What arguments of these names usually are. */
const usual: Record<string, (library: Library) => unknown> = {
  limit: () => ROWS,
  seed: () => 1,
  paginationOpts: () => ({ numItems: ROWS, cursor: null }),
  query: () => "song",
  trackId: ({ trackIds }) => trackIds[ROWS],
  playlistId: ({ playlistId }) => playlistId,
};

const idsByArea: Record<string, (library: Library) => unknown> = {
  tracks: usual.trackId!,
  playlists: usual.playlistId!,
};

/** Cases for the queries of the contract that the given cases leave out. */
export function derivedCases(cases: { name: string }[]): LibraryCase<Library>[] {
  const measured = new Set(cases.map(({ name }) => name));
  return Object.entries<Record<string, Operation>>(contract).flatMap(
    ([area, operations]) =>
      Object.entries(operations)
        .filter(([name]) => !measured.has(`${area}.${name}`))
        .flatMap(([name, operation]) => derivedCase(area, name, operation)),
  );
}

function derivedCase(
  area: string,
  name: string,
  { type, args }: Operation,
): LibraryCase<Library>[] {
  if (type !== "query") return [];
  const values = Object.entries(args).map(
    ([argument, validator]) =>
      [
        argument,
        argument === "id" ? idsByArea[area] : usual[argument],
        validator.isOptional,
      ] as const,
  );
  if (values.some(([, value, isOptional]) => !value && isOptional === "required")) {
    return [];
  }
  const query = makeFunctionReference<"query">(`${area}:${name}`);
  return [
    {
      name: `${area}.${name}`,
      how: "with usual arguments",
      prepare: (library) => {
        const given = values.flatMap(([argument, value]) =>
          value === undefined ? [] : [[argument, value(library)] as const],
        );
        return () => library.owner.query(query, Object.fromEntries(given));
      },
    },
  ];
}
