import { build, type Plugin } from "esbuild";

const GLOBALS = [
  "Buffer",
  "__dirname",
  "__filename",
  "clearImmediate",
  "exports",
  "global",
  "module",
  "process",
  "require",
  "setImmediate",
];

/** The way in which generated code reads environment variables. */
export const GENERATED_ENV = "globalThis.process.env";

const USES = [
  GENERATED_ENV,
  "process.env",
  ...GLOBALS,
  ...GLOBALS.map((name) => `globalThis.${name}`),
];

export type Scan = {
  /** What the code asks of Node.js outside `typeof`, once for each place. */
  nodeUses: string[];
  /** The paths of its imports, static and dynamic. */
  imports: string[];
};

/**
 * Looks for what only Node.js has. esbuild's `define` replaces free identifiers
 * alone, so that strings, properties and local names of the same spelling do not
 * count.
 */
export async function scan(source: string): Promise<Scan> {
  const imports: string[] = [];
  const { outputFiles } = await build({
    stdin: { contents: source, loader: "js" },
    bundle: true,
    format: "esm",
    write: false,
    treeShaking: false,
    logLevel: "error",
    define: Object.fromEntries(USES.map((use, index) => [use, markerOf(index)])),
    plugins: [keepImports(imports)],
  });
  const marked = outputFiles[0]!.text.matchAll(/(?<!typeof )\bNODE_USE_(\d+)\b/g);
  return { nodeUses: [...marked].map(([, index]) => USES[Number(index)]!), imports };
}

function markerOf(index: number) {
  return `NODE_USE_${index}`;
}

function keepImports(imports: string[]): Plugin {
  return {
    name: "keep-imports",
    setup(build) {
      build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        imports.push(path);
        return { path, external: true };
      });
    },
  };
}
