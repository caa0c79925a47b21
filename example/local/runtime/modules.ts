import { posix } from "node:path";
import { Script } from "node:vm";
import { transformSync } from "esbuild";
import type { ModuleSource } from "../push/types.js";

/** A bundled file, compiled once and run in as many realms as need it. */
export type CompiledModules = {
  /** The script of a file, or undefined when the bundle has no such file. */
  script(path: string): Script | undefined;
  paths: string[];
};

/** What was compiled before, for when the same push starts anew. */
const prepared = new WeakMap<ModuleSource[], CompiledModules>();

/**
 * Prepares the files of one definition. Each is compiled when it is first asked for.
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

/** Turns an ES module into a script whose value is a CommonJS-style module function. */
function compile(source: string, filename: string): Script {
  const { code } = transformSync(source, {
    format: "cjs",
    platform: "neutral",
    target: "esnext",
    supported: { "dynamic-import": false },
    // What the conversion itself uses stays hidden from the code that is converted.
    define: { require: "undefined", module: "undefined", exports: "undefined" },
    logLevel: "silent",
  });
  return new Script(`(function (exports, require, module) {${code}\n})`, { filename });
}

/** Resolves an import between the files of a bundle. */
export function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier);
}
