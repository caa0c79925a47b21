import type { Value } from "convex/values";
import { expect, test } from "vitest";
import { checkStorable } from "./values.js";

/** A document of so many levels, the document itself included. */
function documentOf(levels: number, innermost: Value): Record<string, Value> {
  let value = innermost;
  for (let level = levels; level > 1; level--) value = level % 2 ? [value] : { value };
  return { value };
}

test("a document may be 16 levels deep", () => {
  for (const innermost of ["text", null, new ArrayBuffer(1)]) {
    checkStorable(documentOf(16, innermost));
  }
});

test("a document that is deeper is refused", () => {
  const refusal = "nested 17 levels deep > maximum nesting 16";
  expect(() => checkStorable(documentOf(17, "text"))).toThrow(refusal);
  expect(() => checkStorable(documentOf(16, []))).toThrow(refusal);
  expect(() => checkStorable(documentOf(16, {}))).toThrow(refusal);
});
