import { filesBelow } from "./repository.js";

const MODULE_EXTENSION = /\.[jt]sx?$/;

/** The modules that the Convex CLI finds in a functions directory, without extension. */
export async function cliModules(directory: string): Promise<string[]> {
  return (await filesBelow(directory)).filter(isPushed).map(withoutExtension);
}

export function withoutExtension(path: string): string {
  return path.replace(MODULE_EXTENSION, "");
}

/** The rule of `entryPoints` in the CLI's bundler. */
function isPushed(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    MODULE_EXTENSION.test(name) &&
    !path.startsWith("_generated/") &&
    !/^schema\.[jt]s$/.test(name) &&
    !/^[.#]/.test(name) &&
    name.split(".").length === 2 &&
    !path.includes(" ")
  );
}
