import { convexTest, type TestConvex } from "convex-test";
import {
  componentsGeneric,
  type FunctionReference,
  type GenericSchema,
  httpRouter,
  makeFunctionReference,
  mutationGeneric,
  queryGeneric,
  type SchemaDefinition,
} from "convex/server";
import { ConvexError, convexToJson, jsonToConvex, type Value, v } from "convex/values";
import { MusicLibrary } from "../../src/client/index.js";
import type { ComponentApi } from "../../src/component/_generated/component.js";
import { contract, internalContract } from "../../src/shared/contract.js";
import type { Operation } from "../../src/shared/operation.js";
import { register } from "../../src/test.js";

/*
 * A host that mounts all of `library.api` for its clients, and the same functions of
 * `library.system` under `system/`, so that both are called by name.
 */

const components = componentsGeneric() as unknown as { musicLibrary: ComponentApi };

export const library = new MusicLibrary(components.musicLibrary, {
  fileMigration: { allowedHosts: ["media.example.com"] },
});

/** Every mounted function by its name, such as `tracks.get`, with its validators. */
export const mounted = operationsOf("", library.api, contract);

/** What is mounted for scripts alone, such as `internal/migrations.importTracks`. */
export const scripts = operationsOf("internal/", library.internal, internalContract);
for (const name of mounted.keys()) scripts.delete(`internal/${name}`);

type Operations = Record<string, Operation>;

function operationsOf(folder: string, areas: object, shapes: Record<string, Operations>) {
  return new Map<string, Operation>(
    Object.entries(areas).flatMap(([area, functions]) =>
      Object.keys(functions as object).map((name) => {
        return [`${folder}${area}.${name}`, shapes[area]![name]!] as const;
      }),
    ),
  );
}

/** The function of a name, as it is registered. */
export function registered(name: string): unknown {
  const [path, own] = name.split(".") as [string, string];
  return (modules[path] as Record<string, unknown>)[own];
}

type Method = (ctx: unknown, args: unknown) => Promise<Value>;

/** What `library.system` offers of an area, as functions that can be called by name. */
function systemFunctions(area: string) {
  const methods = (library.system as unknown as Record<string, Record<string, Method>>)[
    area
  ]!;
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => {
      const { type, args, returns } = mounted.get(`${area}.${name}`)!;
      const build = type === "query" ? queryGeneric : mutationGeneric;
      const handler = async (ctx: unknown, given: unknown) => await method(ctx, given);
      return [name, build({ args, returns, handler })] as const;
    }),
  );
}

/** Calls a mutation by its path and undoes what it did, so that it can be tried. */
const tried = mutationGeneric({
  args: { path: v.string(), args: v.string() },
  returns: v.null(),
  handler: async (ctx, { path, args }) => {
    const reference = makeFunctionReference<"mutation">(path);
    const result: Value = await ctx.runMutation(
      reference,
      jsonToConvex(JSON.parse(args)) as never,
    );
    throw new ConvexError({ undone: JSON.stringify(convexToJson(result)) });
  },
});

const http = httpRouter();
library.registerRoutes(http);

/** The host's files. */
const modules: Record<string, unknown> = {
  "_generated/api": {},
  http: { default: http },
  undo: { tried },
};
for (const [area, functions] of Object.entries(library.api)) {
  modules[area] = functions;
  modules[`system/${area}`] = systemFunctions(area);
}
for (const [area, functions] of Object.entries(library.internal)) {
  modules[`internal/${area}`] = functions;
}

export function startHost() {
  const files = Object.entries(modules).map(
    ([path, module]) => [`./${path}.js`, async () => module] as const,
  );
  const t: Host = convexTest({
    modules: Object.fromEntries(files),
    transactionLimits: true,
  });
  register(t);
  return t;
}

export type Host = TestConvex<SchemaDefinition<GenericSchema, boolean>>;

export type Caller = Pick<Host, "query" | "mutation">;

/** A mounted function, as a client calls it, or as the host does for itself. */
function referenceTo(name: string, { asSystem }: { asSystem: boolean }) {
  const path = name.replace(".", ":");
  return makeFunctionReference(asSystem ? `system/${path}` : path) as FunctionReference<
    "query" | "mutation"
  >;
}

/** How a mounted function is called; `undone` tries a mutation without a trace. */
export type Call = { asSystem?: boolean; undone?: boolean };

export async function call(
  as: Caller,
  name: string,
  args: object,
  { asSystem = false, undone = false }: Call = {},
): Promise<unknown> {
  const reference = referenceTo(name, { asSystem });
  if ((mounted.get(name) ?? scripts.get(name))!.type === "query") {
    return await as.query(reference as FunctionReference<"query">, args as never);
  }
  if (!undone) {
    return await as.mutation(reference as FunctionReference<"mutation">, args as never);
  }
  const path = `${asSystem ? "system/" : ""}${name.replace(".", ":")}`;
  try {
    const attempt = makeFunctionReference<"mutation">("undo:tried");
    return await as.mutation(attempt, {
      path,
      args: JSON.stringify(convexToJson(args as Value)),
    });
  } catch (error) {
    const { data } = error as { data?: { undone?: string } };
    if (data?.undone === undefined) throw error;
    return jsonToConvex(JSON.parse(data.undone));
  }
}
