import type { JSONValue } from "convex/values";
import type { CallOutcome } from "./engine/calls.js";
import type { Engine } from "./engine/engine.js";
import type { Environment } from "./environment.js";
import { componentsOf } from "./push/analysis.js";
import type { AnalyzedModule } from "./push/types.js";

const SYSTEM_PREFIX = "_system/";

/** Whether a path names a function of the deployment itself. */
export function isSystemFunction(path: string): boolean {
  return path.startsWith(SYSTEM_PREFIX);
}

/** The built-in queries that the CLI's commands read from a deployment. */
export class SystemFunctions {
  constructor(
    private readonly environment: Environment,
    private readonly engine: () => Engine | null,
    private readonly cloudUrl: () => string,
  ) {}

  run(path: string, args: JSONValue, component: string): CallOutcome {
    const record = { logLines: [], reads: new Set<string>(), journal: null };
    const name = path.slice(SYSTEM_PREFIX.length).replace(/:default$/, "");
    const query = this.#queries[name];
    if (query) return { ok: true, value: query(args, component), ...record };
    return {
      ok: false,
      errorMessage: `The local deployment has no function '${path}'.`,
      ...record,
    };
  }

  readonly #queries: Record<string, (args: JSONValue, component: string) => JSONValue> = {
    "cli/queryEnvironmentVariables": () =>
      Object.keys(this.environment.all()).sort().map(this.#variable),
    "cli/queryEnvironmentVariables:get": (args) => {
      const { name } = args as { name: string };
      return name in this.environment.all() ? this.#variable(name) : null;
    },
    "cli/convexUrl:cloudUrl": () => this.cloudUrl(),
    "cli/modules:apiSpec": (_, component) => this.#apiSpec(component),
  };

  #variable = (name: string): JSONValue => {
    const value = this.environment.all()[name]!;
    return { _id: name, _creationTime: 0, name, value };
  };

  #apiSpec(componentPath: string): JSONValue {
    const response = this.engine()?.push.response;
    if (!response) return [];
    const component = componentsOf(response.app).find(
      (component) => component.componentPath === componentPath,
    );
    const { functions } = response.analysis[component?.definitionPath ?? ""]!;
    return Object.entries(functions).flatMap(([path, module]) =>
      specOfModule(path, module),
    );
  }
}

function specOfModule(path: string, module: AnalyzedModule): JSONValue[] {
  const functions = module.functions.map((fn) => ({
    identifier: `${path}:${fn.name}`,
    functionType: fn.udfType,
    visibility: fn.visibility,
    args: JSON.parse(fn.args) as JSONValue,
    returns: JSON.parse(fn.returns) as JSONValue,
  }));
  const routes = (module.httpRoutes ?? []).map(({ route }) => ({
    functionType: "HttpAction",
    ...route,
  }));
  return [...functions, ...routes];
}
