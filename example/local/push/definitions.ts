import { messageOf, RequestError } from "../errors.js";
import { evaluationIsolate, isRecord, loadForPush } from "./evaluate.js";
import type { ComponentDefinition, ModuleSource, StartPushRequest } from "./types.js";

type Source = { path: string; module: ModuleSource; dependencies: string[] };

const EMPTY_APP: ComponentDefinition = {
  path: "",
  definitionType: { type: "app" },
  childComponents: [],
  httpMounts: {},
  exports: { type: "branch", branch: [] },
};

/**
 * Evaluates every `convex.config.ts` of a push, each after those that it imports.
 *
 * @param env - The variables that the app's definition can read. Components can read none.
 */
export function evaluateDefinitions(
  request: StartPushRequest,
  env: (name: string) => string | undefined,
): Map<string, ComponentDefinition> {
  const sources = sourcesOf(request);
  const evaluated = new Map<string, ComponentDefinition>();
  const visit = (path: string, parents: string[]) => {
    if (evaluated.has(path)) return;
    if (parents.includes(path)) {
      throw invalidDefinitionError(`Component definitions depend on each other: ${path}`);
    }
    const source = sources.get(path);
    if (!source) {
      if (path !== "")
        throw invalidDefinitionError(`Component definition not found: ${path}`);
      evaluated.set("", EMPTY_APP);
      return;
    }
    for (const dependency of source.dependencies) visit(dependency, [...parents, path]);
    evaluated.set(path, evaluateDefinition(source, evaluated, env));
  };
  visit("", []);
  for (const path of sources.keys()) visit(path, []);
  return evaluated;
}

function sourcesOf(request: StartPushRequest): Map<string, Source> {
  const sources = new Map<string, Source>();
  const { definition, dependencies } = request.appDefinition;
  if (definition) sources.set("", { path: "", module: definition, dependencies });
  for (const component of request.componentDefinitions) {
    sources.set(component.definitionPath, {
      path: component.definitionPath,
      module: component.definition,
      dependencies: component.dependencies,
    });
  }
  return sources;
}

function evaluateDefinition(
  source: Source,
  evaluated: Map<string, ComponentDefinition>,
  env: (name: string) => string | undefined,
): ComponentDefinition {
  const modules = [source.module, ...source.dependencies.map(stubFor(evaluated))];
  const isolate = evaluationIsolate(source.path, modules, {
    subject: "app definition",
    env: source.path === "" ? env : throwEnvironmentError,
  });
  const exports = loadForPush(isolate, source.module.path, (reason) =>
    invalidDefinitionError(`Failed to evaluate ${label(source.path)}: ${reason}`),
  );
  const names = Object.keys(exports).filter((name) => name !== "default");
  if (names.length > 0) {
    throw invalidExportError(source.path, "`convex.config.ts` has more than one export");
  }
  return { ...callExport(source.path, exports.default), path: source.path };
}

function callExport(path: string, definition: unknown): ComponentDefinition {
  if (definition === undefined) throw invalidExportError(path, "missing default export");
  if (!isRecord(definition)) {
    throw invalidExportError(path, "the default export is not an object");
  }
  if (typeof definition.export !== "function") {
    throw invalidExportError(
      path,
      "missing `export` property on the default export of `convex.config.ts`",
    );
  }
  try {
    // Copies the value to this realm. It is sent as JSON anyway.
    return JSON.parse(JSON.stringify(definition.export())) as ComponentDefinition;
  } catch (error) {
    throw invalidDefinitionError(
      `Failed to evaluate ${label(path)}: ${messageOf(error)}`,
    );
  }
}

/** What a definition gets when it imports another one: its name and its path. */
function stubFor(evaluated: Map<string, ComponentDefinition>) {
  return (path: string): ModuleSource => {
    const definition = evaluated.get(path)!;
    const { definitionType } = definition;
    const defaultName = definitionType.type === "app" ? "" : definitionType.name;
    return {
      path: `_componentDeps/${Buffer.from(path).toString("base64url")}`,
      environment: "isolate",
      source:
        `export default { export: () => (${JSON.stringify(definition)}), ` +
        `componentDefinitionPath: ${JSON.stringify(path)}, defaultName: ${JSON.stringify(defaultName)} };`,
    };
  };
}

function throwEnvironmentError(): never {
  throw new Error(
    "Environment variables are only supported in the app's convex.config.ts. " +
      "Learn more at https://docs.convex.dev/components/authoring#environment-variables",
  );
}

function label(path: string): string {
  return path === "" ? "the app's convex.config.ts" : `convex.config.ts of "${path}"`;
}

function invalidExportError(path: string, why: string): RequestError {
  const owner = path === "" ? "in your app" : `in component \`${path}\``;
  const maker = path === "" ? "defineApp()" : "defineComponent()";
  return invalidDefinitionError(
    `The default export of \`convex.config.ts\` ${owner} has an invalidDefinitionError value (${why}). ` +
      `It must be the return value of \`${maker}\` from 'convex/server'.`,
  );
}

function invalidDefinitionError(message: string): RequestError {
  return new RequestError("InvalidDefinition", message);
}
