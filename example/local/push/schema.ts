import { messageOf, RequestError } from "../errors.js";
import { evaluationIsolate, isRecord, loadForPush } from "./evaluate.js";
import type { IndexDiff, IndexJson, ModuleSource, SchemaJson } from "./types.js";
import { canonicalSchema } from "./validators.js";

/** Evaluates a `schema.ts` and returns the result of `defineSchema(…).export()`. */
export function evaluateSchema(label: string, module: ModuleSource): SchemaJson {
  const isolate = evaluationIsolate(label, [module], {
    subject: "schema",
    env: () => {
      throw new Error("Environment variables unsupported when evaluating schema");
    },
  });
  const fail = (reason: string) =>
    new RequestError(
      "InvalidSchema",
      `Hit an error while evaluating your schema:\n${reason}`,
    );
  const schema = loadForPush(isolate, module.path, fail).default;
  if (!isRecord(schema) || typeof schema.export !== "function") {
    throw fail("The default export of `schema.ts` is not the result of `defineSchema`.");
  }
  try {
    return canonicalSchema(JSON.parse(schema.export() as string) as SchemaJson);
  } catch (error) {
    throw fail(messageOf(error));
  }
}

/** What a push changes in the indexes of one component. */
export function diffIndexes(
  previous: SchemaJson | null,
  next: SchemaJson | null,
): IndexDiff {
  const before = indexesOf(previous);
  const after = indexesOf(next);
  const missingFrom = (others: IndexJson[]) => (index: IndexJson) =>
    !others.some((other) => JSON.stringify(other) === JSON.stringify(index));
  return {
    added_indexes: after.filter(missingFrom(before)),
    removed_indexes: before.filter(missingFrom(after)),
    enabled_indexes: [],
    disabled_indexes: [],
  };
}

function indexesOf(schema: SchemaJson | null): IndexJson[] {
  return (schema?.tables ?? []).flatMap((table): IndexJson[] => {
    const name = (descriptor: string) => `${table.tableName}.${descriptor}`;
    const database = table.indexes.map(({ indexDescriptor, fields }) => ({
      name: name(indexDescriptor),
      type: "database" as const,
      fields: [...fields, "_creationTime"],
    }));
    const search = (table.searchIndexes ?? []).map(
      ({ indexDescriptor, searchField, filterFields }) => ({
        name: name(indexDescriptor),
        type: "search" as const,
        searchField,
        filterFields,
      }),
    );
    const vector = (table.vectorIndexes ?? []).map(({ indexDescriptor, ...fields }) => ({
      name: name(indexDescriptor),
      type: "vector" as const,
      ...fields,
    }));
    return [...database, ...search, ...vector];
  });
}
