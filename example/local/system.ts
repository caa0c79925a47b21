import type { PaginationOptions } from "convex/server";
import type { JSONValue } from "convex/values";
import type { CallOutcome } from "./engine/calls.js";
import type { TableOrder } from "./engine/database.js";
import type { Engine } from "./engine/engine.js";
import type { Environment } from "./environment.js";
import { messageOf } from "./errors.js";
import { componentsOf } from "./push/analysis.js";
import type { AnalyzedModule } from "./push/types.js";

const SYSTEM_PREFIX = "_system/";

type SystemQuery = (args: JSONValue, component: string) => JSONValue | Promise<JSONValue>;

type TableArgs = { table: string; order: TableOrder; paginationOpts: PaginationOptions };

/** Whether a path is that of a built-in function of the deployment. */
export function isSystemFunction(path: string): boolean {
  return path.startsWith(SYSTEM_PREFIX);
}

/** The built-in queries that the CLI uses. */
export class SystemFunctions {
  constructor(
    private readonly environment: Environment,
    private readonly engine: () => Engine | null,
    private readonly cloudUrl: () => string,
  ) {}

  async run(path: string, args: JSONValue, component: string): Promise<CallOutcome> {
    const record = { logLines: [], reads: new Set<string>(), journal: null };
    const name = path.slice(SYSTEM_PREFIX.length).replace(/:default$/, "");
    const fail = (errorMessage: string) =>
      ({ ok: false, errorMessage, ...record }) as const;
    const query = this.#queries[name];
    if (!query) return fail(`The local deployment has no function '${path}'.`);
    try {
      return { ok: true, value: await query(args, component), ...record };
    } catch (error) {
      return fail(messageOf(error));
    }
  }

  readonly #queries: Record<string, SystemQuery> = {
    "cli/queryEnvironmentVariables": () =>
      Object.keys(this.environment.all()).sort().map(this.#variable),
    "cli/queryEnvironmentVariables:get": (args) => {
      const { name } = args as { name: string };
      return name in this.environment.all() ? this.#variable(name) : null;
    },
    "cli/convexUrl:cloudUrl": () => this.cloudUrl(),
    "cli/modules:apiSpec": (_, component) => this.#apiSpec(component),
    "cli/tables": (_, component) => this.#tables(component),
    "cli/tableData": (args, component) =>
      this.#tableData(args as unknown as TableArgs, component),
  };

  /** The tables of the schema, as one page. */
  #tables(component: string): JSONValue {
    const tables = this.engine()?.schemaOf(component)?.tables ?? [];
    const page = tables.map(({ tableName }) => ({ name: tableName }));
    return { page, isDone: true, continueCursor: "" };
  }

  async #tableData({ table, ...options }: TableArgs, component: string) {
    const engine = this.engine();
    return engine === null
      ? { page: [], isDone: true, continueCursor: "" }
      : await engine.documentsPage(component, table, options);
  }

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
