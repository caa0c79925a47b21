import {
  type Auth,
  type FunctionReference,
  type FunctionVisibility,
  type GenericActionCtx,
  type GenericDataModel,
  internalMutationGeneric,
  internalQueryGeneric,
  mutationGeneric,
  queryGeneric,
  type RegisteredMutation,
  type RegisteredQuery,
} from "convex/server";
import type { Operation, OperationArgs, OperationResult } from "../shared/operation.js";
import type { Caller } from "../shared/caller.js";
import type { Settings } from "../shared/settings.js";

// An action's `runQuery` and `runMutation` have the fewest parameters, so the ctx of
// queries and mutations fits as well.
type AnyActionCtx = GenericActionCtx<GenericDataModel>;

/** The part of a host's ctx that queries need. Queries, mutations and actions have it. */
export type QueryCtx = Pick<AnyActionCtx, "runQuery"> & { auth: Auth };

/** The part of a host's ctx that mutations need. Mutations and actions have it. */
export type MutationCtx = Pick<AnyActionCtx, "runMutation"> & { auth: Auth };

type Area = Record<string, Operation>;
type Areas = Record<string, Area>;

/** The component's functions behind an area of the contract. */
export type ComponentArea<A extends Area> = {
  [Name in keyof A]: FunctionReference<
    A[Name]["type"],
    "internal",
    OperationArgs<A[Name]> & CallArgs<A[Name]>,
    OperationResult<A[Name]>
  >;
};

type CallArgs<O extends Operation> = O extends
  { type: "mutation" } | { takesSettings: true }
  ? { caller: Caller; settings: Settings }
  : { caller: Caller };

/** Functions for a host to export: public for its clients, internal for scripts. */
export type MountedArea<A extends Area, V extends FunctionVisibility> = {
  [Name in keyof A]: A[Name]["type"] extends "query"
    ? RegisteredQuery<V, OperationArgs<A[Name]>, Promise<OperationResult<A[Name]>>>
    : RegisteredMutation<V, OperationArgs<A[Name]>, Promise<OperationResult<A[Name]>>>;
};

type CtxOf<O extends Operation> = O["type"] extends "query" ? QueryCtx : MutationCtx;

type ArgsTuple<O extends Operation> =
  Record<string, never> extends OperationArgs<O>
    ? [args?: OperationArgs<O>]
    : [args: OperationArgs<O>];

/** Methods for a host's own functions. They run in the transaction of the ctx. */
export type AreaMethods<A extends Area> = {
  [Name in keyof A]: (
    ctx: CtxOf<A[Name]>,
    ...args: ArgsTuple<A[Name]>
  ) => Promise<OperationResult<A[Name]>>;
};

export type ComponentAreas<C extends Areas> = {
  [Name in keyof C]: ComponentArea<C[Name]>;
};
export type MountedAreas<C extends Areas, V extends FunctionVisibility> = {
  [Name in keyof C]: MountedArea<C[Name], V>;
};
export type AreasMethods<C extends Areas> = { [Name in keyof C]: AreaMethods<C[Name]> };

/** How to find the caller, and the host's settings. */
export type Binding = {
  caller: (ctx: { auth: Auth }) => Promise<Caller>;
  settings: (type: Operation["type"]) => Promise<Settings>;
};

/** Creates the methods of all areas. They take the host's ctx first. */
export function areasMethods<C extends Areas>(
  areas: C,
  component: ComponentAreas<C>,
  binding: Binding,
): AreasMethods<C> {
  return mapOperations(areas, component, (operation, reference) => {
    return async (ctx: AnyCtx, args: AnyArgs = {}) =>
      await call(ctx, operation, reference, args, binding);
  }) as AreasMethods<C>;
}

/** Creates the functions of all areas for a host to export, with the contract's validators. */
export function mountAreas<C extends Areas, V extends FunctionVisibility>(
  areas: C,
  component: ComponentAreas<C>,
  binding: Binding,
  visibility: V,
): MountedAreas<C, V> {
  return mapOperations(areas, component, (operation, reference) => {
    const build = builders[visibility][operation.type];
    return build({
      args: operation.args,
      returns: operation.returns,
      handler: (ctx: AnyCtx, args: AnyArgs) =>
        call(ctx, operation, reference, args, binding),
    });
  }) as MountedAreas<C, V>;
}

const builders = {
  public: { query: queryGeneric, mutation: mutationGeneric },
  internal: { query: internalQueryGeneric, mutation: internalMutationGeneric },
};

type AnyCtx = QueryCtx | MutationCtx;
type AnyArgs = Record<string, unknown>;
type AnyReference<Type extends Operation["type"]> = FunctionReference<
  Type,
  "internal",
  AnyArgs,
  unknown
>;

// `component` is a proxy that can't be enumerated, so the names come from the contract.
function mapOperations<C extends Areas>(
  areas: C,
  component: ComponentAreas<C>,
  make: (operation: Operation, reference: unknown) => unknown,
) {
  const mapped = Object.entries(areas).map(([areaName, area]) => {
    const references = component[areaName] as ComponentArea<Area>;
    const functions = Object.entries(area).map(
      ([name, operation]) => [name, make(operation, references[name])] as const,
    );
    return [areaName, Object.fromEntries(functions)] as const;
  });
  return Object.fromEntries(mapped) as unknown;
}

/** Calls the component. The caller comes last, so that no argument can replace it. */
async function call(
  ctx: AnyCtx,
  { type, takesSettings }: Operation,
  reference: unknown,
  args: AnyArgs,
  binding: Binding,
): Promise<unknown> {
  const fullArgs = {
    ...args,
    ...((type === "mutation" || takesSettings) && {
      settings: await binding.settings(type),
    }),
    caller: await binding.caller(ctx),
  };
  return type === "query"
    ? await (ctx as QueryCtx).runQuery(reference as AnyReference<"query">, fullArgs)
    : await (ctx as MutationCtx).runMutation(
        reference as AnyReference<"mutation">,
        fullArgs,
      );
}
