import type { GenericValidator, PropertyValidators, Validator } from "convex/values";
import ts from "typescript";
import * as caller from "../../../src/shared/caller.js";
import * as clerk from "../../../src/shared/clerk.js";
import * as documents from "../../../src/shared/documents.js";
import * as migrations from "../../../src/shared/migrations.js";
import * as playlists from "../../../src/shared/playlists.js";
import * as settings from "../../../src/shared/settings.js";
import * as storage from "../../../src/shared/storage.js";
import * as tracks from "../../../src/shared/tracks.js";
import * as users from "../../../src/shared/users.js";
import { parse, propertyComments, variablesOf } from "./comments.js";

/*
 * The shapes of arguments and results as TypeScript writes them, from the validators
 * that check them.
 */

const files = {
  documents,
  caller,
  settings,
  users,
  tracks,
  playlists,
  storage,
  clerk,
  migrations,
};
const validators: Record<string, unknown> = Object.assign({}, ...Object.values(files));
const sources = Object.keys(files).map((file) => parse(`src/shared/${file}.ts`));
const variables = new Map(sources.flatMap((source) => [...variablesOf(source)]));

/** The types that are made from a validator, by name. */
export const namedShapes: ReadonlyMap<string, GenericValidator> = new Map(
  sources.flatMap((source) =>
    source.statements.flatMap((statement) => {
      const name = nameOfShape(statement);
      return name === undefined ? [] : [[name, validatorOf(`v${name}`)] as const];
    }),
  ),
);

/** The name of a type that is made from a validator: `Infer<typeof v…>`, or an interface. */
function nameOfShape(statement: ts.Statement): string | undefined {
  if (ts.isInterfaceDeclaration(statement)) return statement.name.text;
  if (!ts.isTypeAliasDeclaration(statement)) return undefined;
  const isInferred = /^Infer<typeof \w+>$/.test(statement.type.getText());
  return isInferred ? statement.name.text : undefined;
}

function validatorOf(name: string) {
  return validators[name] as GenericValidator;
}

/** A named type in full, each field with its comment. */
export function declarationOf(name: string): string {
  const validator = namedShapes.get(name)!;
  const names = new Map(exportedNames);
  names.delete(keyOf(validator));
  const comments = propertyComments(variables, shapeOf(name));
  return `type ${name} = ${shape(validator, names, comments)};`;
}

/** The variable that lists the fields of a named type. */
function shapeOf(name: string): string {
  const fields = `${name[0]!.toLowerCase()}${name.slice(1)}Shape`;
  return variables.has(fields) ? fields : `v${name}`;
}

/** The names by which shapes are told, in place of being told in full. */
export type Names = ReadonlyMap<string, string>;

// Two validators of the same shape are one type, optional or not.
function keyOf(validator: GenericValidator) {
  return JSON.stringify((validator as unknown as { json: unknown }).json);
}

// What the package does not export has no name for its readers.
const NOT_EXPORTED = ["Settings"];

/** The names of the package's types. */
export const exportedNames: Names = new Map([
  [keyOf(users.vRole), "Role"],
  ...[...namedShapes]
    .filter(([name]) => !NOT_EXPORTED.includes(name))
    .map(([name, validator]) => [keyOf(validator), name] as const),
]);

/** The fields of an object, as in its type. */
export function fieldsOf(
  fields: PropertyValidators,
  names: Names,
  comments: ReadonlyMap<string, string> = new Map(),
): string {
  const lines = Object.entries(fields).map(([name, field]) => {
    const comment = comments.get(name);
    const mark = field.isOptional === "optional" ? "?" : "";
    const told = comment === undefined ? "" : `/** ${comment.replaceAll("\n", " ")} */\n`;
    return `${told}${name}${mark}: ${shape(field, names)};`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n}`;
}

export function shape(
  generic: GenericValidator,
  names: Names,
  comments?: ReadonlyMap<string, string>,
): string {
  const name = names.get(keyOf(generic));
  if (name !== undefined) return name;
  const validator = generic as Validator<unknown, "required", string>;
  switch (validator.kind) {
    case "float64":
      return "number";
    case "literal":
      return JSON.stringify(validator.value);
    case "array":
      return arrayOf(shape(validator.element, names));
    case "record":
      return `Record<${shape(validator.key, names)}, ${shape(validator.value, names)}>`;
    case "union":
      return unionOf(validator.members.map((member) => shape(member, names)));
    case "object":
      return objectShape(validator.fields, names, comments);
    default:
      return validator.kind;
  }
}

function arrayOf(element: string) {
  return /^\w+$/.test(element) ? `${element}[]` : `Array<${element}>`;
}

/** Null comes last, as people write it. */
function unionOf(members: string[]) {
  const others = members.filter((member) => member !== "null");
  return [...others, ...(others.length < members.length ? ["null"] : [])].join(" | ");
}

function objectShape(
  fields: PropertyValidators,
  names: Names,
  comments?: ReadonlyMap<string, string>,
) {
  const { page, continueCursor, numItems, cursor } = fields;
  if (numItems && cursor) return "PaginationOptions";
  if (!page || !continueCursor) return fieldsOf(fields, names, comments);
  const { element } = page as Validator<unknown[], "required", string> & {
    element: GenericValidator;
  };
  return `PaginationResult<${shape(element, names)}>`;
}
