import type { SchemaJson, ValidatorJson } from "./types.js";

/**
 * Orders object fields bytewise, at every depth.
 *
 * A deployment keeps them in an ordered map, so the code that the CLI generates
 * from its answers depends on this order. Members of a union keep theirs.
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

/** A copy with keys in bytewise order and each value mapped. */
export function sortedByKey<In, Out>(
  record: Record<string, In>,
  map: (value: In) => Out,
): Record<string, Out> {
  const entries = Object.entries(record).sort(([a], [b]) => compareBytes(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)]));
}

/** Orders strings by their UTF-8 bytes. */
export function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
