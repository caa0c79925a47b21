import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { repository } from "../../packaging/repository.js";

/** A TypeScript file of the repository, with its comments. */
export function parse(path: string): ts.SourceFile {
  const text = readFileSync(join(repository, path), "utf8");
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** What the doc comment of a declaration says, as Markdown; empty when there is none. */
export function commentOf(node: ts.Node): string {
  const comment = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc);
  if (comment === undefined) return "";
  const lines = comment
    .getText()
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  return lines
    .join("\n")
    .trim()
    .replace(/^@param ([\w.]+) /gm, "- `$1`: ");
}

/** The variables of a file, by name. */
export function variablesOf(source: ts.SourceFile): Map<string, ts.VariableDeclaration> {
  const declarations = source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations]);
  return new Map(
    declarations.map((declaration) => [declaration.name.getText(), declaration]),
  );
}

/**
 * The comments of an object's properties, by name: of the first object literal in a
 * variable, and of those that it spreads or extends.
 */
export function propertyComments(
  variables: ReadonlyMap<string, ts.VariableDeclaration>,
  name: string,
): Map<string, string> {
  const declaration = variables.get(name);
  const literal = declaration && firstObject(declaration);
  const comments = new Map<string, string>();
  if (!literal) return comments;
  const extended = /= (\w+)\.extend\(/.exec(declaration.getText())?.[1];
  const spread = literal.properties
    .filter(ts.isSpreadAssignment)
    .map(({ expression }) => expression.getText());
  for (const base of extended === undefined ? spread : [extended, ...spread]) {
    for (const [key, comment] of propertyComments(variables, base))
      comments.set(key, comment);
  }
  for (const property of literal.properties) {
    const comment = commentOf(property);
    if (comment !== "") comments.set(property.name?.getText() ?? "", comment);
  }
  return comments;
}

function firstObject(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (ts.isObjectLiteralExpression(node)) return node;
  return ts.forEachChild(node, firstObject);
}
