import { randomBytes } from "node:crypto";
import { RequestError } from "../errors.js";
import { checkApp } from "./check.js";
import { evaluateDefinitions } from "./definitions.js";
import { evaluateAuthConfig } from "./auth-config.js";
import { evaluationIsolate } from "./evaluate.js";
import { fileBasedExports, toDefinitionExports } from "./exports.js";
import { analyzeFunctions } from "./functions.js";
import { diffIndexes, evaluateSchema } from "./schema.js";
import type {
  CheckedComponent,
  ComponentDefinition,
  EvaluatedDefinition,
  ModuleSource,
  SchemaJson,
  StartPushRequest,
  StartPushResponse,
} from "./types.js";

/** A valid push, with its files. */
export type AnalyzedPush = {
  response: StartPushResponse;
  /** The bundled files of each definition, by definition path. */
  modules: Map<string, ModuleSource[]>;
  /** The app's files with its `auth.config.js`, which depends on the environment. */
  appModules: ModuleSource[];
};

/** The state of the deployment with which a push is evaluated and compared. */
export type PushContext = {
  environment: Record<string, string>;
  /** Built-in variables such as `CONVEX_SITE_URL`. */
  systemEnvironment: Record<string, string>;
  /** The current schema of a component. */
  currentSchema(componentPath: string): SchemaJson | null;
};

type DefinitionSource = {
  definition: ComponentDefinition;
  schema: ModuleSource | null;
  modules: ModuleSource[];
  serverVersion: string;
};

/**
 * Analyses a push as a deployment does: definitions, schemas and functions, then whether
 * they fit together.
 *
 * @throws RequestError if the push is invalid.
 */
export function analyzePush(
  request: StartPushRequest,
  context: PushContext,
): AnalyzedPush {
  const env = (name: string) =>
    context.environment[name] ?? context.systemEnvironment[name];
  const appModules = request.appDefinition.changedModules;
  const appAuth = evaluateAuthConfig(appModules, env);
  const sources = definitionSources(request, evaluateDefinitions(request, env));
  const analysis: Record<string, EvaluatedDefinition> = {};
  for (const [path, source] of sources) {
    analysis[path] = evaluateDefinition(source, path === "" ? env : () => undefined);
  }
  const app = checkApp(analysis, { validateEnv: request.forCodegen !== true });
  const indexDiffs = Object.fromEntries(
    componentsOf(app).map(({ componentPath, definitionPath }) => [
      componentPath,
      diffIndexes(context.currentSchema(componentPath), analysis[definitionPath]!.schema),
    ]),
  );
  return {
    response: {
      environmentVariables: context.environment,
      externalDepsId: null,
      componentDefinitionPackages: Object.fromEntries(
        [...sources.keys()].map((path) => [path, {}]),
      ),
      appAuth,
      analysis,
      app,
      schemaChange: { allocatedComponentIds: {}, schemaIds: {}, indexDiffs },
    },
    modules: new Map([...sources].map(([path, { modules }]) => [path, modules])),
    appModules,
  };
}

/** A component and all components below it. */
export function componentsOf(component: CheckedComponent): CheckedComponent[] {
  const children = Object.values(component.childComponents);
  return [component, ...children.flatMap(componentsOf)];
}

function definitionSources(
  request: StartPushRequest,
  definitions: Map<string, ComponentDefinition>,
): Map<string, DefinitionSource> {
  const { appDefinition } = request;
  const sources = new Map<string, DefinitionSource>([
    [
      "",
      {
        definition: definitions.get("")!,
        schema: appDefinition.schema,
        modules: appDefinition.changedModules.filter(
          ({ path }) => path !== "auth.config.js",
        ),
        serverVersion: appDefinition.udfServerVersion,
      },
    ],
  ]);
  for (const component of request.componentDefinitions) {
    sources.set(component.definitionPath, {
      definition: definitions.get(component.definitionPath)!,
      schema: component.schema,
      modules: component.functions,
      serverVersion: component.udfServerVersion,
    });
  }
  return sources;
}

function evaluateDefinition(
  source: DefinitionSource,
  env: (name: string) => string | undefined,
): EvaluatedDefinition {
  const { definition, modules } = source;
  checkEnvironment(modules);
  const isolate = evaluationIsolate(definition.path, modules, {
    subject: "functions",
    env,
    allowTime: true,
  });
  const functions = analyzeFunctions(isolate, modules);
  return {
    definition: {
      ...definition,
      exports: toDefinitionExports(fileBasedExports(functions)),
    },
    schema: source.schema && evaluateSchema(definition.path, source.schema),
    functions,
    udfConfig: {
      serverVersion: source.serverVersion,
      importPhaseRngSeed: { $bytes: randomBytes(32).toString("base64") },
      importPhaseUnixTimestamp: { $integer: int64(BigInt(Date.now()) * 1_000_000n) },
    },
  };
}

function checkEnvironment(modules: ModuleSource[]) {
  const module = modules.find(({ environment }) => environment === "node");
  if (!module) return;
  throw new RequestError(
    "UnsupportedEnvironment",
    `${module.path} says "use node", which the local deployment cannot run.`,
  );
}

function int64(value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes.toString("base64");
}
