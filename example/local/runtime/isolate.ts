import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { types } from "node:util";
import { createContext, runInContext, type Context } from "node:vm";
import { REALM_SETUP, SHARED_BUILT_INS, WEB_GLOBALS } from "./globals.js";
import { resolveImport, type CompiledModules } from "./modules.js";
import { LenientTextDecoder } from "./textDecoder.js";

export type LogLevel = "DEBUG" | "ERROR" | "WARN" | "INFO" | "LOG";

/** The three kinds of system call of Convex's library. */
export type Syscalls = {
  syscall(op: string, jsonArgs: string): string;
  asyncSyscall(op: string, jsonArgs: string): Promise<string>;
  jsSyscall(op: string, args: Record<string, unknown>): unknown;
};

/** What a realm gets from its host. */
export type IsolateHost = {
  env(name: string): string | undefined;
  now(): number;
  random(): number;
  log(level: LogLevel, args: unknown[]): void;
  syscalls?: Syscalls;
};

/** The exports of a file. */
export type ModuleExports = Record<string, unknown>;

type ModuleFunction = (
  exports: ModuleExports,
  require: (specifier: string) => ModuleExports,
  module: { exports: ModuleExports },
) => void;

/**
 * A realm that runs the files of one definition, with its own globals, `process.env` and
 * module instances.
 *
 * It separates components from each other, but does not protect against hostile code.
 */
export class Isolate {
  readonly #context: Context;
  readonly #loaded = new Map<string, { exports: ModuleExports }>();

  constructor(
    private readonly modules: CompiledModules,
    host: IsolateHost,
  ) {
    this.#context = createRealm(host);
  }

  /** Returns the exports of a file, which is evaluated when it is first loaded. */
  load(path: string): ModuleExports {
    const loaded = this.#loaded.get(path);
    if (loaded) return loaded.exports;
    const script = this.modules.script(path);
    if (!script) throw new Error(`Could not find module "${path}"`);
    const module = { exports: {} };
    this.#loaded.set(path, module);
    try {
      const run = script.runInContext(this.#context) as ModuleFunction;
      const require = (specifier: string) => this.load(resolveImport(path, specifier));
      run(module.exports, require, module);
    } catch (error) {
      this.#loaded.delete(path);
      throw error;
    }
    return module.exports;
  }
}

function createRealm(host: IsolateHost): Context {
  const realm: Record<string, unknown> = {
    AsyncLocalStorage,
    AsyncResource,
    TextDecoder: LenientTextDecoder,
    console: consoleFor(host),
    process: { env: envProxy(host) },
  };
  for (const name of SHARED_BUILT_INS) realm[name] = globalThis[name];
  if (host.syscalls) realm.Convex = { ...host.syscalls };
  const context = createContext(realm);
  for (const name of WEB_GLOBALS) shareLive(context, name);
  const setUp = runInContext(REALM_SETUP, context) as (host: object) => void;
  setUp({ now: host.now, random: host.random, isNativeError: types.isNativeError });
  return context;
}

/**
 * Shares a global of the host. It is read at each use, because the engine replaces some
 * (`fetch`, timers) while a query or a mutation runs.
 */
function shareLive(context: Context, name: (typeof WEB_GLOBALS)[number]) {
  if (!(name in globalThis)) return;
  Object.defineProperty(context, name, {
    configurable: true,
    enumerable: false,
    get: () => globalThis[name],
    set: (value: unknown) =>
      Object.defineProperty(context, name, {
        value,
        configurable: true,
        writable: true,
      }),
  });
}

function envProxy(host: IsolateHost): object {
  return new Proxy(
    {},
    { get: (_, name) => (typeof name === "string" ? host.env(name) : undefined) },
  );
}

function consoleFor(host: IsolateHost): Record<string, unknown> {
  const at =
    (level: LogLevel) =>
    (...args: unknown[]) =>
      host.log(level, args);
  return {
    debug: at("DEBUG"),
    error: at("ERROR"),
    warn: at("WARN"),
    info: at("INFO"),
    log: at("LOG"),
    trace: at("LOG"),
    assert: (condition: unknown, ...args: unknown[]) => {
      if (!condition) host.log("ERROR", ["Assertion failed", ...args]);
    },
    time: () => undefined,
    timeEnd: () => undefined,
    timeLog: () => undefined,
  };
}
