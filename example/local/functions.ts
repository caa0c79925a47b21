import type { JSONValue } from "convex/values";
import type { Requester } from "./auth/admin.js";
import type { CallOutcome, FunctionPath } from "./engine/calls.js";
import type { Engine } from "./engine/engine.js";
import type { UdfType } from "./push/types.js";
import { isSystemFunction, type SystemFunctions } from "./system.js";

/** A call as a client asks for it. */
export type ClientCall = {
  /** `messages:list`, also with `.js` or without a name for the default export. */
  path: string;
  componentPath?: string | null | undefined;
  args: JSONValue;
  /** Absent when any kind of function will do. */
  udfType?: UdfType;
  journal?: string | null;
};

/** Runs functions for clients, who may reach the app's public ones only. */
export class Functions {
  constructor(
    private readonly engine: () => Engine | null,
    private readonly system: SystemFunctions,
  ) {}

  async run(call: ClientCall, requester: Requester): Promise<CallOutcome> {
    if (requester.isAdmin && isSystemFunction(call.path)) {
      return this.system.run(call.path, call.args, call.componentPath ?? "");
    }
    const engine = this.engine();
    const path = { component: call.componentPath ?? "", udfPath: canonical(call.path) };
    const refusal = refuse(engine, path, call, requester);
    if (refusal !== null) return failed(refusal);
    return engine!.call({
      ...path,
      args: call.args,
      caller: requester.caller,
      journal: call.journal ?? null,
    });
  }
}

function refuse(
  engine: Engine | null,
  path: FunctionPath,
  call: ClientCall,
  requester: Requester,
): string | null {
  const found = engine?.functionAt(path);
  const shown = `'${path.udfPath}'${path.component && ` in component '${path.component}'`}`;
  if (!requester.isAdmin) {
    if (path.component !== "" || found?.visibility?.kind !== "public") {
      return `Could not find public function for ${shown}. Did you forget to run \`npx convex dev\` or \`npx convex deploy\`?`;
    }
  } else if (!found) {
    return `Could not find function for ${shown}. Did you forget to run \`npx convex dev\`?`;
  }
  if (call.udfType && found.udfType !== call.udfType) {
    return `Trying to execute ${path.udfPath} as ${call.udfType}, but it is defined as ${found.udfType}.`;
  }
  return null;
}

/** The one way to write a function's path: no extension, always a name. */
function canonical(path: string): string {
  const [module = "", name = "default"] = path.split(":");
  return `${module.replace(/\.js$/, "")}:${name}`;
}

function failed(errorMessage: string): CallOutcome {
  return { ok: false, errorMessage, logLines: [], reads: new Set(), journal: null };
}
