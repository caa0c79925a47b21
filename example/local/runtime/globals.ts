/**
 * The web APIs that a Convex function finds on `globalThis`, as its runtime sets them up
 * (convex-backend, npm-packages/udf-runtime/src/setup.ts). `isolate.ts` adds those that
 * differ from Node's.
 *
 * Everything else that Node offers, such as `Buffer`, `require` and `CompressionStream`,
 * is left out, so code that needs it fails here as it would on a real deployment.
 */
export const WEB_GLOBALS = [
  "AbortController",
  "AbortSignal",
  "Blob",
  "Crypto",
  "DOMException",
  "Event",
  "EventTarget",
  "File",
  "FormData",
  "Headers",
  "Performance",
  "PerformanceEntry",
  "PerformanceMark",
  "PerformanceMeasure",
  "ReadableStream",
  "ReadableStreamBYOBReader",
  "ReadableStreamDefaultReader",
  "Request",
  "Response",
  "SubtleCrypto",
  "TextDecoderStream",
  "TextEncoder",
  "TextEncoderStream",
  "TransformStream",
  "URL",
  "URLSearchParams",
  "WritableStream",
  "WritableStreamDefaultWriter",
  "atob",
  "btoa",
  "clearInterval",
  "clearTimeout",
  "crypto",
  "fetch",
  "performance",
  "setInterval",
  "setTimeout",
  "structuredClone",
] as const;

/**
 * Language built-ins that every realm shares with the host, because the web APIs create
 * and check values of these types across realms.
 */
export const SHARED_BUILT_INS = [
  "ArrayBuffer",
  "BigInt64Array",
  "BigUint64Array",
  "DataView",
  "Float32Array",
  "Float64Array",
  "Int16Array",
  "Int32Array",
  "Int8Array",
  "Uint16Array",
  "Uint32Array",
  "Uint8Array",
  "Uint8ClampedArray",
] as const;

/**
 * Runs inside a new realm. The time and random numbers come from the host, so that they
 * can be fixed or forbidden. Errors of the host are instances of `Error` here too.
 */
export const REALM_SETUP = `(({ now, random, isNativeError }) => {
  const NativeDate = Date;
  const HostedDate = new Proxy(NativeDate, {
    apply: () => new NativeDate(now()).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    get: (target, key) => (key === "now" ? now : target[key]),
  });
  NativeDate.prototype.constructor = HostedDate;
  globalThis.Date = HostedDate;
  Math.random = random;
  const isInstance = Function.prototype[Symbol.hasInstance];
  Object.defineProperty(Error, Symbol.hasInstance, {
    value(value) {
      return this === Error ? isNativeError(value) : isInstance.call(this, value);
    },
  });
  globalThis.self = globalThis;
})`;
