import { posix } from "node:path";
import { Script } from "node:vm";
import { transformSync } from "esbuild";
import type { ModuleSource } from "../push/types.js";

/** Bundled files, each compiled once for all realms that run it. */
export type CompiledModules = {
  /** The script of a file, or undefined if the bundle does not contain it. */
  script(path: string): Script | undefined;
  paths: string[];
};

/** Compiled files by their sources, for a push that is started again. */
const prepared = new WeakMap<ModuleSource[], CompiledModules>();

/**
 * Prepares the files of one definition. Each is compiled when it is first used.
 *
 * @param label - Names the definition in stack traces.
 */
export function compileModules(label: string, sources: ModuleSource[]): CompiledModules {
  const known = prepared.get(sources) ?? prepare(label, sources);
  prepared.set(sources, known);
  return known;
}

function prepare(label: string, sources: ModuleSource[]): CompiledModules {
  const byPath = new Map(sources.map((module) => [module.path, module.source]));
  const scripts = new Map<string, Script>();
  return {
    paths: [...byPath.keys()],
    script(path) {
      const source = byPath.get(path);
      if (source === undefined) return undefined;
      const known = scripts.get(path);
      if (known) return known;
      const script = compile(source, `convex:/${posix.join(label, path)}`);
      scripts.set(path, script);
      return script;
    },
  };
}

/** Converts an ES module to a script whose value is a CommonJS module function. */
function compile(source: string, filename: string): Script {
  const { code } = transformSync(source, {
    format: "cjs",
    platform: "neutral",
    target: "esnext",
    supported: { "dynamic-import": false },
    // Hides the variables of the conversion from the converted code.
    define: { require: "undefined", module: "undefined", exports: "undefined" },
    logLevel: "silent",
  });
  return new Script(`(function (exports, require, module) {${code}\n})`, { filename });
}

/** Resolves an import between the files of a bundle. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}
