import { RequestError } from "../errors.js";
import type { AnalyzedModule, CheckedExport, ExportTree } from "./types.js";
import { compareBytes } from "./validators.js";

/** The public functions of a definition as a tree by file and name. */
export type ExportBranch = Map<string, ExportBranch | string>;

/**
 * Builds the export tree of a definition, with a branch for each part of a file's path and
 * a leaf for each public function, which is its path (`lib.js:list`).
 */
export function fileBasedExports(functions: Record<string, AnalyzedModule>) {
  const root: ExportBranch = new Map();
  for (const [path, module] of Object.entries(functions)) {
    const parts = path.replace(/\.js$/, "").split("/");
    for (const { name, visibility } of module.functions) {
      if (visibility?.kind !== "public") continue;
      insertLeaf(root, parts, name, `${path}:${name}`);
    }
  }
  return root;
}

function insertLeaf(
  root: ExportBranch,
  parts: string[],
  name: string,
  functionPath: string,
) {
  let branch = root;
  for (const part of parts) {
    const next = branch.get(part) ?? new Map<string, never>();
    if (typeof next === "string") throw conflictError(functionPath);
    branch.set(part, next);
    branch = next;
  }
  if (branch.has(name)) throw conflictError(functionPath);
  branch.set(name, functionPath);
}

function conflictError(functionPath: string) {
  return new RequestError(
    "InvalidExport",
    `Path ${functionPath} conflicts with existing export`,
  );
}

/** The tree in the format of a definition's analysis. */
export function toDefinitionExports(
  branch: ExportBranch,
): Extract<ExportTree, { type: "branch" }> {
  return {
    type: "branch",
    branch: sortedEntries(branch).map(([name, node]) => [
      name,
      typeof node === "string"
        ? { type: "leaf", leaf: referenceTo(node) }
        : toDefinitionExports(node),
    ]),
  };
}

/** The tree in the format of an installed component. */
export function toCheckedExports(
  branch: ExportBranch,
  component: string,
): Record<string, CheckedExport> {
  return Object.fromEntries(
    sortedEntries(branch).map(([name, node]): [string, CheckedExport] => [
      name,
      typeof node === "string"
        ? {
            type: "leaf",
            resource: { type: "function", path: { component, udfPath: node } },
          }
        : { type: "branch", children: toCheckedExports(node, component) },
    ]),
  );
}

function referenceTo(functionPath: string): string {
  return `_reference/function/${functionPath}`;
}

function sortedEntries(branch: ExportBranch) {
  return [...branch].sort(([a], [b]) => compareBytes(a, b));
}
