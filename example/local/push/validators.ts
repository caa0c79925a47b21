import type { SchemaJson, ValidatorJson } from "./types.js";

/**
 * Sorts object fields by their UTF-8 bytes, at every depth.
 *
 * A deployment keeps the fields in an ordered map, and the CLI generates code in this
 * order. The members of a union keep their order.
 */
export function canonicalValidator(validator: ValidatorJson): ValidatorJson {
  switch (validator.type) {
    case "array":
      return { ...validator, value: canonicalValidator(validator.value) };
    case "union":
      return { ...validator, value: validator.value.map(canonicalValidator) };
    case "record":
      return {
        ...validator,
        keys: canonicalValidator(validator.keys),
        values: {
          ...validator.values,
          fieldType: canonicalValidator(validator.values.fieldType),
        },
      };
    case "object":
      return {
        ...validator,
        value: sortedByKey(validator.value, (field) => ({
          ...field,
          fieldType: canonicalValidator(field.fieldType),
        })),
      };
    default:
      return validator;
  }
}

/** The schema with the validators of all tables in canonical order. */
export function canonicalSchema(schema: SchemaJson): SchemaJson {
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      documentType: canonicalValidator(table.documentType),
    })),
  };
}

/** A copy with sorted keys and mapped values. */
export function sortedByKey<In, Out>(
  record: Record<string, In>,
  map: (value: In) => Out,
): Record<string, Out> {
  const entries = Object.entries(record).sort(([a], [b]) => compareBytes(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

/** Compares strings by their UTF-8 bytes. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
