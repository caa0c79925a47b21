import { messageOf, RequestError } from "../errors.js";
import type { Isolate } from "../runtime/isolate.js";
import { isRecord, loadForPush } from "./evaluate.js";
import type {
  AnalyzedFunction,
  AnalyzedModule,
  CronSpec,
  HttpRoute,
  ModuleSource,
  UdfType,
  ValidatorJson,
} from "./types.js";
import { canonicalValidator, compareBytes } from "./validators.js";

const ROUTABLE_METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

/** Evaluates the files of one definition and lists the functions in them. */
export function analyzeFunctions(
  isolate: Isolate,
  modules: ModuleSource[],
): Record<string, AnalyzedModule> {
  const paths = modules.map((module) => module.path).filter((path) => !isShared(path));
  const analyzed = paths
    .sort(compareBytes)
    .map((path) => [path, analyzeModule(isolate, path)] as const);
  return Object.fromEntries(analyzed);
}

/** Whether a file is code that the bundler split off, without functions of its own. */
export function isShared(path: string): boolean {
  return path.startsWith("_deps/");
}

function analyzeModule(isolate: Isolate, path: string): AnalyzedModule {
  const exports = loadForPush(isolate, path, (reason) => analysisError(path, reason));
  return {
    functions: Object.entries(exports).flatMap(([name, value]) =>
      analyzeExport(path, name, value),
    ),
    httpRoutes: path === "http.js" ? httpRoutesOf(exports.default) : null,
    cronSpecs: path === "crons.js" ? cronSpecsOf(exports.default) : null,
    sourceMapped: null,
  };
}

function analyzeExport(path: string, name: string, value: unknown): AnalyzedFunction[] {
  if (!(isRecord(value) || typeof value === "function")) return [];
  const registered = value as Record<string, unknown>;
  const udfType = udfTypeOf(registered);
  const isPublic = "isPublic" in registered;
  const isInternal = "isInternal" in registered;
  if (udfType === null || (isPublic && isInternal)) return [];
  const kind = isPublic ? "public" : isInternal ? "internal" : null;
  const args = exportedValidator(path, name, registered, "exportArgs") ?? ANY;
  if (args.type !== "object" && args.type !== "any") {
    throw analysisError(
      path,
      `Invalid JSON returned from ${path}:${name}.exportArgs(): Args validator must be an object or any`,
    );
  }
  const returns = exportedValidator(path, name, registered, "exportReturns");
  return [
    {
      name,
      pos: null,
      udfType,
      visibility: kind && { kind },
      args: JSON.stringify(args),
      returns: JSON.stringify(returns),
    },
  ];
}

const ANY: ValidatorJson = { type: "any" };

function udfTypeOf(registered: Record<string, unknown>): UdfType | null {
  const types = (["Query", "Mutation", "Action"] as const).filter(
    (type) => `is${type}` in registered,
  );
  return types.length === 1 ? types[0]! : null;
}

function exportedValidator(
  path: string,
  name: string,
  registered: Record<string, unknown>,
  method: "exportArgs" | "exportReturns",
): ValidatorJson | null {
  const exporter = registered[method];
  if (typeof exporter !== "function") return null;
  try {
    const json = exporter.call(registered) as string;
    const validator = JSON.parse(json) as ValidatorJson | null;
    return validator && canonicalValidator(validator);
  } catch (error) {
    throw analysisError(path, `${name}.${method}() failed: ${messageOf(error)}`);
  }
}

type Router = { isRouter: true; getRoutes(): [string, string, unknown][] };

function httpRoutesOf(router: unknown) {
  if (router === undefined) {
    throw invalidModuleError("`convex/http.js` must have a default export of a Router.");
  }
  if (!isRecord(router) || router.isRouter !== true) {
    throw invalidModuleError("The default export of `convex/http.js` is not a Router.");
  }
  return (router as Router).getRoutes().map(([path, method]) => {
    if (!ROUTABLE_METHODS.includes(method)) {
      throw invalidModuleError(
        `'${method}' is not a routable method (one of ${ROUTABLE_METHODS.join(", ")})`,
      );
    }
    const route: HttpRoute = { path, method };
    return { route, pos: null };
  });
}

type Crons = { isCrons: true; export(): string };

function cronSpecsOf(crons: unknown): Record<string, CronSpec> {
  if (crons === undefined) {
    throw invalidModuleError(
      "`convex/crons.js` must have a default export of a Crons object.",
    );
  }
  if (!isRecord(crons) || crons.isCrons !== true) {
    throw invalidModuleError(
      "The default export of `convex/crons.js` is not a Crons object.",
    );
  }
  return JSON.parse((crons as Crons).export()) as Record<string, CronSpec>;
}

function analysisError(path: string, reason: string): RequestError {
  return invalidModuleError(`Failed to analyze ${path}: ${reason}`);
}

function invalidModuleError(message: string): RequestError {
  return new RequestError("InvalidModules", message);
}
