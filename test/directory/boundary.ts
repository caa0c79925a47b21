import ts from "typescript";
import { componentFiles, functionsOf } from "./functions.js";
import { operations } from "./operations.js";
import { parsed, type Sources } from "./sources.js";
import { chainOf, nodesOf, placeOf } from "./syntax.js";

/* What passes between the app and the component. */

export function keepsAuthToTheApp(sources: Sources): string[] {
  return componentFiles(sources).flatMap((file) => [
    ...nodesOf(file, ts.isPropertyAccessExpression)
      .filter(({ name, expression }) => {
        const isOfCtx = chainOf(expression).at(-1) === "ctx" && name.text === "auth";
        return isOfCtx || name.text === "getUserIdentity";
      })
      .map(placeOf),
    ...nodesOf(file, ts.isBindingElement)
      .filter(({ name, propertyName }) => (propertyName ?? name).getText() === "auth")
      .map(placeOf),
  ]);
}

/** Public is what the app's side calls; what the component calls itself is internal. */
export function isAsPublicAsCalled(sources: Sources): string[] {
  const outside = calledByWrappers(sources);
  const inside = referencesOf("internal", componentFiles(sources));
  return functionsOf(sources).flatMap(({ name, visibility, call }) => {
    const place = `${placeOf(call)}: ${name}`;
    if (visibility === "public") {
      return outside.has(name) ? [] : [`${place} is public, and nobody outside calls it`];
    }
    return [
      ...(outside.has(name) ? [`${place} is internal, and called from outside`] : []),
      ...(inside.has(name) ? [] : [`${place} is internal, and nobody calls it`]),
    ];
  });
}

/** Wrappers call functions that exist, of the kind that they take them for, and no insides. */
export function callsPublicFunctions(sources: Sources): string[] {
  const functions = new Map(functionsOf(sources).map((one) => [one.name, one]));
  return [
    ...[...calledByWrappers(sources)]
      .filter((name) => functions.get(name)?.visibility !== "public")
      .map((name) => `${name} is called and is no public function`),
    ...[...operations]
      .filter(([name, { type }]) => functions.get(name)?.builder !== type)
      .map(([name, { type }]) => `${name} is called as a ${type}`),
    ...wrappers(sources).flatMap(importsOfInsides),
  ];
}

function importsOfInsides(file: ts.SourceFile): string[] {
  return nodesOf(file, ts.isImportDeclaration)
    .filter(({ moduleSpecifier }) => {
      const { text } = moduleSpecifier as ts.StringLiteral;
      return /\/component\//.test(text) && !/\/_generated\/component(\.js)?$/.test(text);
    })
    .map(placeOf);
}

const CLIENT = "src/client/index.ts";

/** Who calls is found out from `ctx.auth`, or by the host's callback; it is no argument. */
export function authenticatesInTheApp({ files }: Sources): string[] {
  const [client] = parsed({ [CLIENT]: files[CLIENT] ?? "" }, "src/client");
  const identifies = nodesOf(client!, ts.isPropertyAccessExpression).some(
    ({ name }) => name.text === "getUserIdentity",
  );
  const takesCallback = nodesOf(client!, ts.isPropertySignature).some(
    ({ name }) => name.getText() === "identify",
  );
  return [
    ...(identifies ? [] : [`${CLIENT} does not ask ctx.auth`]),
    ...(takesCallback ? [] : [`${CLIENT} takes no callback that identifies`]),
    ...[...operations]
      .filter(([, { args }]) => "caller" in args)
      .map(([name]) => `${name} lets its callers say who they are`),
  ];
}

/** Variables of the environment are read in handlers: at analysis there are none. */
export function readsVariablesInHandlers(sources: Sources): string[] {
  return componentFiles(sources).flatMap((file) =>
    nodesOf(file, ts.isPropertyAccessExpression)
      .filter(({ expression }) => expression.getText() === "env")
      .filter((node) => !ts.findAncestor(node, ts.isFunctionLike))
      .map(placeOf),
  );
}

/** Pages come from `paginator` or a stream: `.paginate()` is the app's alone. */
export function paginatesWithHelpers(sources: Sources): string[] {
  return componentFiles(sources).flatMap((file) =>
    nodesOf(file, ts.isCallExpression)
      .filter(({ expression }) => /\.paginate$/.test(expression.getText()))
      .filter((call) => nodesOf(call, ts.isCallExpression).some(isQueryOfDatabase))
      .map(placeOf),
  );
}

function isQueryOfDatabase({ expression }: ts.CallExpression): boolean {
  return chainOf(expression).slice(-2).join(".") === "db.query";
}

/** The functions that the class calls, by the contract and by their names. */
function calledByWrappers(sources: Sources): Set<string> {
  return new Set([
    ...operations.keys(),
    ...referencesOf("component", wrappers(sources)),
    ...referencesOf("#component", wrappers(sources)),
  ]);
}

function wrappers({ files }: Sources): ts.SourceFile[] {
  return ["src/client", "src/react"].flatMap((folder) => parsed(files, folder));
}

/** `tracks.list` wherever `internal.tracks.list` is written, for the root `internal`. */
function referencesOf(root: string, files: ts.SourceFile[]): Set<string> {
  const chains = files
    .flatMap((file) => nodesOf(file, ts.isPropertyAccessExpression))
    .map(chainOf)
    .map((chain) => chain.slice(chain.indexOf(root)))
    .filter((chain) => chain[0] === root && chain.length === 3);
  return new Set(chains.map(([, module, name]) => `${module}.${name}`));
}
