import ts from "typescript";
import {
  type ComponentFunction,
  componentFiles,
  functionsOf,
  handlerOf,
} from "./functions.js";
import { operations } from "./operations.js";
import { parsed, type Sources } from "./sources.js";
import { chainOf, nameOf, nodesOf, placeOf, propertyOf } from "./syntax.js";

/* What the component's functions say of their arguments and results. */

/* The directory asks it of public functions; here internal ones do it as well. */

export function validatesArguments(sources: Sources): string[] {
  return withoutProperty("args", sources);
}

export function validatesResults(sources: Sources): string[] {
  return withoutProperty("returns", sources);
}

function withoutProperty(property: string, sources: Sources): string[] {
  return functionsOf(sources)
    .filter(({ options }) => !propertyOf(options, property))
    .map(({ name, call }) => `${placeOf(call)}: ${name}`);
}

/** A function that never returns a value declares null. */
export function declaresNullForNothing(sources: Sources): string[] {
  return functionsOf(sources)
    .filter((one) => propertyOf(one.options, "returns") && returnsNothing(one))
    .filter((one) => !declaresNull(one))
    .map(({ name, call }) => `${placeOf(call)}: ${name}`);
}

function returnsNothing(one: ComponentFunction): boolean {
  const body = handlerOf(one)?.body;
  if (!body || !ts.isBlock(body)) return false;
  return ownReturns(body).every(
    ({ expression }) => !expression || expression.kind === ts.SyntaxKind.NullKeyword,
  );
}

/** The return statements of a function, without those of functions in it. */
function ownReturns(body: ts.Block): ts.ReturnStatement[] {
  const found: ts.ReturnStatement[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

function declaresNull({ name, options }: ComponentFunction): boolean {
  const returns = propertyOf(options, "returns");
  if (!returns || !ts.isPropertyAssignment(returns)) return false;
  if (ts.isCallExpression(returns.initializer)) {
    return chainOf(returns.initializer.expression).join(".") === "v.null";
  }
  return operations.get(name)?.returns.kind === "null";
}

/** No `any`, neither as a type nor as a validator, and no check of types turned off. */
export function hasClearTypes({ files, component }: Sources): string[] {
  const all = [component, "src/client", "src/react"].flatMap((folder) =>
    parsed(files, folder),
  );
  return all.flatMap((file) => [
    ...nodesOf(file, isAnyType).map(placeOf),
    ...nodesOf(file, isAnyValidator).map(placeOf),
    ...[...file.text.matchAll(/@ts-\w+/g)].map(([text]) => `${file.fileName}: ${text}`),
  ]);
}

function isAnyType(node: ts.Node): node is ts.KeywordTypeNode {
  return node.kind === ts.SyntaxKind.AnyKeyword;
}

function isAnyValidator(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && chainOf(node.expression).join(".") === "v.any";
}

/** Reads go through indexes: no `.filter()` of a query, and none read to its end. */
export function readsThroughIndexes(sources: Sources): string[] {
  return componentFiles(sources).flatMap((file) =>
    nodesOf(file, ts.isCallExpression)
      .filter((call) => ["filter", "collect"].includes(nameOf(call)))
      .filter((call) => ts.isPropertyAccessExpression(call.expression))
      .filter((call) => nodesOf(call.expression, isTableQuery).length > 0)
      .map(placeOf),
  );
}

/** `ctx.db.query("tracks")`, or `stream(ctx.db, schema).query("tracks")`. */
function isTableQuery(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === "query"
  );
}
