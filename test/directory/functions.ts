import ts from "typescript";
import { parsed, type Sources } from "./sources.js";
import { isExported, namedImports, nodesOf, propertyOf } from "./syntax.js";

const VISIBILITIES = {
  query: "public",
  mutation: "public",
  action: "public",
  internalQuery: "internal",
  internalMutation: "internal",
  internalAction: "internal",
} as const;

export type Builder = keyof typeof VISIBILITIES;

/** A call of one of the six builders of Convex functions. */
export type ComponentFunction = {
  /** `tracks.list`, or the module alone where the call is not an export of its own. */
  name: string;
  isNamed: boolean;
  builder: Builder;
  visibility: "public" | "internal";
  call: ts.CallExpression;
  /** The object that it is made of, if it is written so. */
  options?: ts.ObjectLiteralExpression;
};

export function isBuilder(name: string): name is Builder {
  return name in VISIBILITIES;
}

/** The component's own files. */
export function componentFiles({ files, component }: Sources): ts.SourceFile[] {
  return parsed(files, component);
}

export function functionsOf(sources: Sources): ComponentFunction[] {
  return componentFiles(sources).flatMap(functionsIn);
}

function functionsIn(file: ts.SourceFile): ComponentFunction[] {
  const names = new Map(namedImports(file).map(({ local, name }) => [local, name]));
  return nodesOf(file, ts.isCallExpression).flatMap((call) => {
    const builder = ts.isIdentifier(call.expression)
      ? names.get(call.expression.text)
      : undefined;
    if (builder === undefined || !isBuilder(builder)) return [];
    const exported = exportedNameOf(call);
    const module = file.fileName.replace(/^.*\/|\.ts$/g, "");
    const [options] = call.arguments;
    return [
      {
        name: exported === undefined ? module : `${module}.${exported}`,
        isNamed: exported !== undefined,
        builder,
        visibility: VISIBILITIES[builder],
        call,
        ...(options &&
          call.arguments.length === 1 &&
          ts.isObjectLiteralExpression(options) && { options }),
      },
    ];
  });
}

/** `list` of `export const list = query(…)`. */
function exportedNameOf(call: ts.CallExpression): string | undefined {
  const declaration = call.parent;
  if (!ts.isVariableDeclaration(declaration)) return undefined;
  const statement = declaration.parent.parent;
  if (!ts.isVariableStatement(statement) || !isExported(statement)) return undefined;
  return ts.isIdentifier(declaration.name) ? declaration.name.text : undefined;
}

/** The function that a Convex function runs. */
export function handlerOf({
  options,
}: ComponentFunction): ts.FunctionLikeDeclaration | undefined {
  const handler = propertyOf(options, "handler");
  if (handler && ts.isMethodDeclaration(handler)) return handler;
  if (!handler || !ts.isPropertyAssignment(handler)) return undefined;
  const { initializer } = handler;
  return ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)
    ? initializer
    : undefined;
}
