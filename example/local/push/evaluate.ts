import { messageOf, RequestError } from "../errors.js";
import { Isolate, type IsolateHost, type ModuleExports } from "../runtime/isolate.js";
import { compileModules } from "../runtime/modules.js";
import type { ModuleSource } from "./types.js";

/** What code can use while it is evaluated: nothing that differs between runs. */
export type EvaluationRules = {
  /** What is evaluated, for error messages. */
  subject: string;
  env(name: string): string | undefined;
  /** Whether the code can use the clock and random numbers, as files of functions can. */
  allowTime?: boolean;
};

/** A realm that evaluates the files of a push, without a database. */
export function evaluationIsolate(
  label: string,
  modules: ModuleSource[],
  rules: EvaluationRules,
): Isolate {
  const forbid = (what: string) => (): never => {
    throw new Error(`${what} unsupported when evaluating ${rules.subject}`);
  };
  const host: IsolateHost = {
    env: rules.env,
    now: rules.allowTime ? Date.now : forbid("Date"),
    random: rules.allowTime ? Math.random : forbid("Math.random"),
    log: () => undefined,
  };
  return new Isolate(compileModules(label, modules), host);
}

/** Loads a file. Whatever it throws is converted to a `RequestError`. */
export function loadForPush(
  isolate: Isolate,
  path: string,
  fail: (reason: string) => RequestError,
): ModuleExports {
  try {
    return isolate.load(path);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw fail(messageOf(error));
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
