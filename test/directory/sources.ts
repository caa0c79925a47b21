import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { filesBelow, repository } from "../packaging/repository.js";

/*
 * What a reviewer of the component directory is shown of a repository: the files right
 * in the component's folder, the manifest, and a few names for what hosts import.
 */

/** Where a component is looked for, in this order; the first one found is reviewed. */
const COMPONENT_FOLDERS = [
  "convex/src/component",
  "convex/component",
  "convex",
  "src/component",
  "src",
  ".",
  "packages/component",
  "lib",
];

const WRAPPERS = ["client/index", "client", "react", "index", "test"].flatMap((name) => [
  `src/${name}.ts`,
  `src/${name}.tsx`,
]);

export type Sources = {
  /** The folder of the component that is reviewed. */
  component: string;
  /** Texts by path. */
  files: Record<string, string>;
};

/** @param root The folder of a repository. */
export async function shownToReviewers(root = repository): Promise<Sources> {
  const component = await reviewedFolder(root);
  const inComponent = (await readdir(join(root, component)))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${component}/${name}`);
  const wrappers = [...WRAPPERS, "test.ts", "test.tsx"].filter((path) =>
    existsSync(join(root, path)),
  );
  return {
    component,
    files: await textsOf(root, ["package.json", ...inComponent, ...wrappers]),
  };
}

/** All that hosts import, of which a reviewer is shown the entries alone. */
export async function wrapperSources(root = repository): Promise<Record<string, string>> {
  const folders = ["src/client", "src/react"].map(async (folder) =>
    (await filesBelow(join(root, folder)))
      .filter((path) => !path.includes(".test."))
      .map((path) => `${folder}/${path}`),
  );
  return await textsOf(root, (await Promise.all(folders)).flat());
}

async function reviewedFolder(root: string): Promise<string> {
  for (const folder of COMPONENT_FOLDERS) {
    const config = join(root, folder, "convex.config.ts");
    if (!existsSync(config)) continue;
    if (/defineComponent\s*\(/.test(await readFile(config, "utf8"))) return folder;
  }
  throw new Error("No convex.config.ts with defineComponent() was found.");
}

async function textsOf(root: string, paths: string[]) {
  const read = paths.map(
    async (path) => [path, await readFile(join(root, path), "utf8")] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** The parsed files of a folder. */
export function parsed(files: Record<string, string>, folder: string): ts.SourceFile[] {
  return Object.entries(files)
    .filter(([path]) => path.startsWith(`${folder}/`) && /\.tsx?$/.test(path))
    .map(([path, text]) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
}
