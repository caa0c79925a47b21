import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import ts from "typescript";

export type Import = { from: string; to: string };

/** The imports, exports-from and import types of a package's files. */
export async function importsOf(directory: string, paths: string[]): Promise<Import[]> {
  const found = paths.map(async (from) => {
    const text = await readFile(join(directory, from), "utf8");
    const { importedFiles } = ts.preProcessFile(text, true, true);
    return importedFiles.map(({ fileName: to }) => ({ from, to }));
  });
  return (await Promise.all(found)).flat();
}

export function isRelative({ to }: Import): boolean {
  return to.startsWith(".");
}

/** The file in the package that a relative import leads to, as its importer reads it. */
export function targetOf({ from, to }: Import): string {
  const target = posix.join(posix.dirname(from), to);
  if (from.endsWith(".d.ts")) return target.replace(/\.js$/, ".d.ts");
  return from.endsWith(".ts") ? target.replace(/\.js$/, ".ts") : target;
}

/** `convex` of `convex/server`, `@scope/name` of `@scope/name/path`. */
export function packageOf({ to }: Import): string {
  return to.match(/^(@[^/]+\/)?[^/]+/)![0];
}
