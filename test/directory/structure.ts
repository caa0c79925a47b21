import ts from "typescript";
import { componentFiles, functionsOf, isBuilder } from "./functions.js";
import type { Sources } from "./sources.js";
import { nameOf, namedImports, nodesOf, placeOf, propertyOf } from "./syntax.js";

/* What the component is made of. Each criterion returns what speaks against it. */

export function hasADefinition(sources: Sources): string[] {
  const path = `${sources.component}/convex.config.ts`;
  const file = componentFiles(sources).find(({ fileName }) => fileName === path);
  if (!file) return [`${path} is missing.`];
  const isImported = namedImports(file).some(
    ({ local, from }) => local === "defineComponent" && from === "convex/server",
  );
  const calls = nodesOf(file, ts.isCallExpression).map(nameOf);
  const exported = nodesOf(file, ts.isExportAssignment);
  return [
    ...(isImported && calls.includes("defineComponent")
      ? []
      : [`${path} does not call defineComponent() of convex/server.`]),
    ...(exported.length === 1 ? [] : [`${path} does not export a definition.`]),
  ];
}

const ENTRY_POINTS = ["./convex.config.js", "./_generated/component.js", "./test"];

export function exportsEntryPoints({ files }: Sources): string[] {
  const { exports = {} } = JSON.parse(files["package.json"]!) as {
    exports?: Record<string, unknown>;
  };
  return ENTRY_POINTS.filter((entry) => !(entry in exports));
}

export function hasFunctions(sources: Sources): string[] {
  const builders = functionsOf(sources).map(({ builder }) => builder);
  return ["query", "mutation"].filter(
    (builder) => !builders.some((one) => one === builder),
  );
}

export function usesItsOwnBuilders(sources: Sources): string[] {
  return componentFiles(sources).flatMap((file) =>
    namedImports(file)
      .filter(({ name }) => isBuilder(name.replace(/Generic$/, "")))
      .filter(({ from, name }) => {
        const isOwn = /^\.\/_generated\/server(\.js)?$/.test(from);
        return !isOwn || name.endsWith("Generic");
      })
      .map(({ name, from, node }) => `${placeOf(node)}: ${name} of ${from}`),
  );
}

export function isWrittenAsObjects(sources: Sources): string[] {
  return functionsOf(sources)
    .filter(({ isNamed, options }) => !isNamed || !propertyOf(options, "handler"))
    .map(({ call }) => placeOf(call));
}
