import { convexToJson, getDocumentSize, type JSONValue, type Value } from "convex/values";
import type { ValidatorJson } from "../push/types.js";

const MAX_DOCUMENT_BYTES = 1 << 20;
const MAX_ARRAY_LENGTH = 8192;
const MAX_OBJECT_FIELDS = 1024;
const MAX_DOCUMENT_NESTING = 16;

/**
 * Checks a document against a deployment's limits that the engine does not know: the
 * length of arrays, the number of fields of objects, and how deep they are nested.
 *
 * @throws Error if the document exceeds one of them.
 */
export function checkStorable(document: Record<string, Value>): void {
  checkNested(document, 1);
}

/** @param level - 1 for the document itself. Only arrays and objects have a level. */
function checkNested(value: Value, level: number): void {
  if (Array.isArray(value)) {
    checkLevel(level);
    if (value.length > MAX_ARRAY_LENGTH) {
      throw new Error(
        `Array length is too long (${value.length} > maximum length ${MAX_ARRAY_LENGTH})`,
      );
    }
    for (const item of value) checkNested(item, level + 1);
  } else if (isObject(value)) {
    checkLevel(level);
    const fields = Object.values(value);
    if (fields.length > MAX_OBJECT_FIELDS) {
      throw new Error(
        `Object has too many fields (${fields.length} > maximum number ${MAX_OBJECT_FIELDS})`,
      );
    }
    for (const field of fields) {
      if (field !== undefined) checkNested(field, level + 1);
    }
  }
}

function checkLevel(level: number): void {
  if (level <= MAX_DOCUMENT_NESTING) return;
  throw new Error(
    `Document is too nested (nested ${level} levels deep > maximum nesting ${MAX_DOCUMENT_NESTING})`,
  );
}

/** @throws Error if the document is larger than 1 MiB. */
export function checkDocumentSize(document: Record<string, Value>): void {
  const size = getDocumentSize(document);
  if (size > MAX_DOCUMENT_BYTES) {
    throw new Error(`Value is too large (${size} > maximum size ${MAX_DOCUMENT_BYTES})`);
  }
}

/**
 * Describes how a value does not match a validator, or returns null if it does.
 *
 * The engine checks most of this itself, but accepts any value for `v.record`.
 */
export function mismatch(
  validator: ValidatorJson,
  value: Value | undefined,
  path = "",
): string | null {
  switch (validator.type) {
    case "array":
      if (!Array.isArray(value)) return unexpected(validator, value, path);
      return first(value, (item, index) =>
        mismatch(validator.value, item, `${path}[${index}]`),
      );
    case "union": {
      const fits = validator.value.some((member) => mismatch(member, value) === null);
      return fits ? null : unexpected(validator, value, path);
    }
    case "record":
      if (!isObject(value)) return unexpected(validator, value, path);
      return first(
        Object.entries(value),
        ([key, field]) =>
          mismatch(validator.keys, key, `${path}{${key}}`) ??
          mismatch(validator.values.fieldType, field, `${path}.${key}`),
      );
    case "object":
      if (!isObject(value)) return unexpected(validator, value, path);
      return objectMismatch(validator, value, path);
    default:
      return isLeaf(validator, value) ? null : unexpected(validator, value, path);
  }
}

function objectMismatch(
  validator: Extract<ValidatorJson, { type: "object" }>,
  value: Record<string, Value | undefined>,
  path: string,
): string | null {
  const extra = Object.keys(value).find(
    (key) => value[key] !== undefined && !(key in validator.value),
  );
  if (extra !== undefined) {
    return `Object contains extra field \`${extra}\` that is not in the validator. Path: ${path || "."}`;
  }
  return first(Object.entries(validator.value), ([key, { fieldType, optional }]) => {
    if (value[key] !== undefined) {
      return mismatch(fieldType, value[key], `${path}.${key}`);
    }
    return optional
      ? null
      : `Object is missing the required field \`${key}\`. Path: ${path || "."}`;
  });
}

function isLeaf(validator: ValidatorJson, value: Value | undefined): boolean {
  switch (validator.type) {
    case "null":
      return value === null;
    case "number":
      return typeof value === "number";
    case "bigint":
      return typeof value === "bigint";
    case "boolean":
      return typeof value === "boolean";
    case "string":
      return typeof value === "string";
    case "bytes":
      return value instanceof ArrayBuffer;
    case "literal":
      return value === validator.value;
    case "id":
      return typeof value === "string" && tableOfId(value) === validator.tableName;
    default:
      return true;
  }
}

/** The table of an id, in the engine's format. */
export function tableOfId(id: string): string {
  return id.replace(/^[0-9]+/, "");
}

function first<T>(
  items: T[],
  check: (item: T, index: number) => string | null,
): string | null {
  for (const [index, item] of items.entries()) {
    const found = check(item, index);
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: Value | undefined): value is Record<string, Value | undefined> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof ArrayBuffer)
  );
}

function unexpected(
  validator: ValidatorJson,
  value: Value | undefined,
  path: string,
): string {
  const shown: JSONValue | undefined =
    value === undefined ? undefined : convexToJson(value);
  return (
    `Value does not match validator. Path: ${path || "."} ` +
    `Value: ${JSON.stringify(shown)} Validator: ${JSON.stringify(validator)}`
  );
}
