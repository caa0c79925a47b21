import type { GenericValidator } from "convex/values";
import { contract, internalContract } from "../../src/shared/contract.js";
import type { Operation } from "../../src/shared/operation.js";

/** What the class calls of the component, by its name there: `tracks.list`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [contract, internalContract].flatMap((areas) =>
    Object.entries<Record<string, Operation>>(areas).flatMap(([area, functions]) =>
      Object.entries(functions).map(
        ([name, operation]) => [`${area}.${name}`, operation] as const,
      ),
    ),
  ),
);

/** The kinds of all validators that a validator is made of. */
export function kindsOf(validator: GenericValidator): string[] {
  return [validator.kind, ...partsOf(validator).flatMap(kindsOf)];
}

function partsOf(validator: GenericValidator): GenericValidator[] {
  switch (validator.kind) {
    case "object":
      return Object.values<GenericValidator>(validator.fields);
    case "array":
      return [validator.element as GenericValidator];
    case "record":
      return [validator.key as GenericValidator, validator.value as GenericValidator];
    case "union":
      return validator.members as GenericValidator[];
    default:
      return [];
  }
}
