import { posix } from "node:path";
import ts from "typescript";
import { errorCodes } from "../../../src/shared/errors.js";
import { commentOf, parse } from "./comments.js";
import { declarationOf, namedShapes } from "./shapes.js";

/** Something that an entry point of the package exports. */
export type Export = { name: string; comment: string; declaration: string };

/** What an entry point exports, as `tsc` has declared it: what can be called, then types. */
export function exportsOf(path: string): Export[] {
  const found = allExportsOf(path);
  const isType = ({ declaration }: Export) => declaration.startsWith("type ");
  return [...found.filter((each) => !isType(each)), ...found.filter(isType)];
}

function allExportsOf(path: string): Export[] {
  const { statements } = parse(path);
  const passedOn = statements.filter(ts.isExportDeclaration);
  return [
    ...statements.filter(isExported).map(toExport),
    ...passedOn.flatMap((statement) => reExported(path, statement)),
  ];
}

function reExported(
  path: string,
  { moduleSpecifier, exportClause }: ts.ExportDeclaration,
) {
  const { text } = moduleSpecifier as ts.StringLiteral;
  const { elements } = exportClause as ts.NamedExports;
  const file = posix.join(posix.dirname(path), text.replace(/\.js$/, ".d.ts"));
  const declared = parse(file).statements.filter(isExported).map(toExport);
  return elements.map(({ name }) => declared.find((each) => each.name === name.text)!);
}

function isExported(statement: ts.Statement): statement is ts.DeclarationStatement {
  return (
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.[0]?.kind === ts.SyntaxKind.ExportKeyword
  );
}

function toExport(statement: ts.DeclarationStatement): Export {
  const variable = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]
    : undefined;
  const name = (variable ?? statement).name!.getText();
  return { name, comment: commentOf(statement), declaration: declared(name, statement) };
}

function declared(name: string, statement: ts.Statement): string {
  if (namedShapes.has(name)) return declarationOf(name);
  // The declared type of what holds validators is as long as they are.
  if (name === "userEventArgs")
    return "const userEventArgs: { event: Validator<UserEvent> };";
  if (name === "ErrorCode") return `type ErrorCode = ${literals(errorCodes)};`;
  return statement
    .getText()
    .replace(/^export (declare )?/, "")
    .replace(/^ +#private;\n/m, "");
}

function literals(values: readonly string[]) {
  return values.map((value) => JSON.stringify(value)).join(" | ");
}
