import ts from "typescript";

/** All nodes of a kind below a node. */
export function nodesOf<Kind extends ts.Node>(
  root: ts.Node,
  is: (node: ts.Node) => node is Kind,
): Kind[] {
  const found: Kind[] = [];
  const visit = (node: ts.Node) => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** `["internal", "tracks", "list"]` of `internal.tracks.list`; none for other expressions. */
export function chainOf(node: ts.Expression): string[] {
  if (ts.isIdentifier(node)) return [node.text];
  if (node.kind === ts.SyntaxKind.ThisKeyword) return ["this"];
  if (!ts.isPropertyAccessExpression(node)) return [];
  const before = chainOf(node.expression);
  return before.length === 0 ? [] : [...before, node.name.text];
}

/** The last name of what is called. */
export function nameOf({ expression }: ts.CallExpression): string {
  return chainOf(expression).at(-1) ?? lastName(expression);
}

function lastName(expression: ts.Expression): string {
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : "";
}

/** The value of a property of an object literal. */
export function propertyOf(
  literal: ts.ObjectLiteralExpression | undefined,
  name: string,
): ts.ObjectLiteralElementLike | undefined {
  return literal?.properties.find(
    (property) =>
      property.name !== undefined &&
      ts.isIdentifier(property.name) &&
      property.name.text === name,
  );
}

export function isExported(statement: ts.VariableStatement): boolean {
  return (ts.getModifiers(statement) ?? []).some(
    ({ kind }) => kind === ts.SyntaxKind.ExportKeyword,
  );
}

/** Where a node is: `src/component/tracks.ts:12`. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart());
  return `${file.fileName}:${line + 1}`;
}

export type NamedImport = { name: string; local: string; from: string; node: ts.Node };

/** What a file imports by name. */
export function namedImports(file: ts.SourceFile): NamedImport[] {
  return nodesOf(file, ts.isImportDeclaration).flatMap((declaration) => {
    const bindings = declaration.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) return [];
    return bindings.elements.map((node) => ({
      name: (node.propertyName ?? node.name).text,
      local: node.name.text,
      from: (declaration.moduleSpecifier as ts.StringLiteral).text,
      node,
    }));
  });
}
