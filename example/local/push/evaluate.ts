import { messageOf, RequestError } from "../errors.js";
import { Isolate, type IsolateHost, type ModuleExports } from "../runtime/isolate.js";
import { compileModules } from "../runtime/modules.js";
import type { ModuleSource } from "./types.js";

/** What code may do while it is merely evaluated: nothing that differs from run to run. */
export type EvaluationRules = {
  /** Names what is evaluated, for the error messages. */
  subject: string;
  env(name: string): string | undefined;
  /** Function files may read the clock while they load; configuration may not. */
  allowTime?: boolean;
};

/** A realm in which the files of a push are evaluated without a database. */
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

/** Loads a file, turning whatever it throws into a refusal of the push. */
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
