import { nullable } from "convex-helpers/validators";
import {
  type GenericValidator,
  type Infer,
  type ObjectType,
  type PropertyValidators,
  v,
} from "convex/values";

/** A function that a host can mount. */
export type Operation = {
  type: "query" | "mutation";
  args: PropertyValidators;
  returns: GenericValidator;
  /** Whether its result depends on the host's settings. Mutations always get them. */
  takesSettings?: true;
};

export type OperationArgs<O extends Operation> = ObjectType<O["args"]>;
export type OperationResult<O extends Operation> = Infer<O["returns"]>;

export function query<
  A extends PropertyValidators,
  R extends GenericValidator,
  S extends { takesSettings?: true },
>(shape: { args: A; returns: R } & S) {
  return { type: "query" as const, ...shape };
}

export function mutation<
  A extends PropertyValidators,
  R extends GenericValidator,
>(shape: { args: A; returns: R }) {
  return { type: "mutation" as const, ...shape };
}

/** How many rows to return. Each function names its default and maximum. */
export const limit = v.optional(v.number());

/** A field of an update: absent leaves it as it is, null clears it. */
export function clearable<V extends Parameters<typeof nullable>[0]>(validator: V) {
  return v.optional(nullable(validator));
}
