import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../..", import.meta.url));

/** What of a package.json these tests read. */
export type Manifest = {
  version: string;
  module: string;
  types: string;
  bin?: Record<string, string>;
  engines?: { node: string };
  scripts?: Record<string, string>;
  exports: Record<string, string | Record<string, string>>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional?: boolean }>;
  devDependencies: Record<string, string>;
};

export async function readManifest(directory = repository): Promise<Manifest> {
  return JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as Manifest;
}

/** The files below a directory, as sorted paths with slashes. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .map((path) => path.split(sep).join("/"))
    .sort();
}

/**
 * The environment for a command that stands for a user's own: without what npm
 * and Vitest tell the processes that they start.
 */
export function userEnvironment(): NodeJS.ProcessEnv {
  const inherited =
    /^(npm_(package|lifecycle)_|npm_config_local_prefix$|VITEST|NODE_ENV$|CONVEX_)/;
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !inherited.test(name)),
  );
}
