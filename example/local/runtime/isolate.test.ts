import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";
import { Isolate } from "./isolate.js";
import { compileModules } from "./modules.js";

/** Evaluates an expression as the file of a push. */
function evaluate(expression: string): unknown {
  const source = `export default ${expression};`;
  const modules = compileModules("test", [
    { path: "file.js", source, environment: "isolate" },
  ]);
  const isolate = new Isolate(modules, {
    env: () => undefined,
    now: Date.now,
    random: Math.random,
    log: () => undefined,
  });
  return isolate.load("file.js").default;
}

test("a function finds the globals of Convex's runtime and no others", () => {
  const own = "Object.getOwnPropertyNames(globalThis)";
  const language = runInContext(own, createContext()) as string[];
  // A realm does not list the globals that it shares with its host.
  const shared = "(names) => names.filter((name) => name in globalThis)";
  const find = evaluate(shared) as (names: string[]) => string[];
  const found = find(Object.getOwnPropertyNames(globalThis));
  const added = new Set([...found, ...(evaluate(own) as string[])]);
  for (const name of language) added.delete(name);
  expect([...added].sort()).toEqual([
    ...["AbortController", "AbortSignal", "AsyncLocalStorage", "AsyncResource", "Blob"],
    ...["Crypto", "DOMException", "Event", "EventTarget", "File", "FormData", "Headers"],
    ...["Performance", "PerformanceEntry", "PerformanceMark", "PerformanceMeasure"],
    ...["ReadableStream", "ReadableStreamBYOBReader", "ReadableStreamDefaultReader"],
    ...["Request", "Response", "SubtleCrypto", "TextDecoder", "TextDecoderStream"],
    ...["TextEncoder", "TextEncoderStream", "TransformStream", "URL", "URLSearchParams"],
    ...["WritableStream", "WritableStreamDefaultWriter", "atob", "btoa"],
    ...["clearInterval", "clearTimeout", "crypto", "fetch", "performance", "process"],
    ...["self", "setInterval", "setTimeout", "structuredClone"],
  ]);
});

test("a fatal decoder returns undefined for bytes that are not valid", () => {
  const decode = (options: string, bytes: string) =>
    evaluate(`new TextDecoder("utf-8", ${options}).decode(new Uint8Array(${bytes}))`);
  expect(decode("{ fatal: true }", "[0xff]")).toBeUndefined();
  expect(decode("{ fatal: true }", "[0xc3, 0xbc]")).toBe("ü");
  expect(decode("{}", "[0xff]")).toBe("\uFFFD");
});
