import fc from "fast-check";
import type { Value } from "convex/values";
import { oddNumber, oddText } from "./fuzzing.js";

/*
 * Arguments made from the validators that functions export: values of the right types
 * that no sane client sends, and values of other types.
 */

/** A validator as functions export it. */
export type Shape =
  | { type: "null" | "number" | "boolean" | "string" | "bigint" | "bytes" | "any" }
  | { type: "literal"; value: Value }
  | { type: "id"; tableName: string }
  | { type: "array"; value: Shape }
  | { type: "union"; value: Shape[] }
  | { type: "record"; keys: Shape; values: { fieldType: Shape } }
  | ObjectShape;

export type ObjectShape = {
  type: "object";
  value: Record<string, { fieldType: Shape; optional: boolean }>;
};

type ObjectValue = Record<string, Value>;

/** What a mounted function says of its arguments. */
export function argsShapeOf(registered: unknown): ObjectShape {
  const { exportArgs } = registered as { exportArgs: () => string };
  return JSON.parse(exportArgs()) as ObjectShape;
}

/** Texts that a cursor may be made of by hand. */
export function cursors(texts: fc.Arbitrary<string>) {
  const part = fc.oneof(fc.integer(), fc.double({ noNaN: true }), texts);
  const ofLists = fc.oneof(
    fc.tuple(fc.double({ noNaN: true }), texts),
    fc.tuple(fc.integer(), fc.double({ noNaN: true }), texts),
  );
  return fc.oneof(
    fc.array(part, { maxLength: 4 }).map((parts) => JSON.stringify(parts)),
    ofLists.map((parts) => JSON.stringify(parts)),
    fc.constantFrom("[]", "{}", "[", "[null]", '[1e999,0,""]', '["\\ud800"]', "null"),
  );
}

/** Values of the right types. `known` are ids, tokens and the like that there are. */
export function wellTyped(
  shape: ObjectShape,
  known: string[],
): fc.Arbitrary<ObjectValue> {
  const texts = fc.oneof(fc.constantFrom(...known), oddText);
  const strings = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 3, arbitrary: oddText },
    { weight: 2, arbitrary: cursors(texts) },
  );
  return objectOf(shape);

  function objectOf({ value }: ObjectShape): fc.Arbitrary<ObjectValue> {
    const fields = Object.entries(value).map(
      ([name, { fieldType }]) => [name, valueOf(fieldType)] as const,
    );
    const requiredKeys = Object.keys(value).filter((name) => !value[name]!.optional);
    return fc.record(Object.fromEntries(fields), { requiredKeys, noNullPrototype: true });
  }

  function valueOf(shape: Shape): fc.Arbitrary<Value> {
    switch (shape.type) {
      case "null":
        return fc.constant(null);
      case "boolean":
        return fc.boolean();
      case "number":
        return oddNumber;
      case "string":
        return strings;
      case "literal":
        return fc.constant(shape.value);
      case "array":
        return arraysOf(valueOf(shape.value));
      case "union":
        return fc.oneof(...shape.value.map(valueOf));
      case "object":
        return objectOf(shape);
      default:
        throw new Error(`No arguments are of the type ${shape.type} so far.`);
    }
  }
}

function arraysOf(element: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> {
  return fc.oneof(
    { weight: 29, arbitrary: fc.array(element, { maxLength: 5 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(element, fc.constantFrom(2, 500, 501, 8192))
        .map(([value, length]) => Array<Value>(length).fill(value)),
    },
  );
}

const otherTypes = fc.constantFrom<Value>(
  ...[null, true, 0, NaN, "", "text", 1n, [], [[]], {}, { kind: "system" }],
  new ArrayBuffer(2),
);

/** Arguments of which one is of another type, missing, or not among those that there are. */
export function illTyped(shape: ObjectShape, known: string[]): fc.Arbitrary<ObjectValue> {
  const names = [...Object.keys(shape.value), "caller", "settings", "extra"];
  return fc
    .tuple(wellTyped(shape, known), fc.constantFrom(...names), otherTypes, fc.boolean())
    .map(([args, name, value, isMissing]) => {
      if (!isMissing || !(name in args)) return { ...args, [name]: value };
      const { [name]: _, ...others } = args;
      return others;
    });
}
