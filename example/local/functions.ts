import type { JSONValue } from "convex/values";
import type { Requester } from "./auth/admin.js";
import type { CallOutcome, FunctionPath } from "./engine/calls.js";
import type { Engine } from "./engine/engine.js";
import type { UdfType } from "./push/types.js";
import { isSystemFunction, type SystemFunctions } from "./system.js";

/** A call of a client. */
export type ClientCall = {
  /** Such as `messages:list`. Can include `.js`, and omit the name of a default export. */
  path: string;
  componentPath?: string | null | undefined;
  args: JSONValue;
  /** Absent if the function can be of any type. */
  udfType?: UdfType;
  journal?: string | null;
};

/** Runs functions for clients. All but admins can only call public functions of the app. */
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
    const path = {
      component: call.componentPath ?? "",
      udfPath: toCanonicalPath(call.path),
    };
    const message = callErrorMessage(engine, path, call, requester);
    if (message !== null) return failedOutcome(message);
    return engine!.call({
      ...path,
      args: call.args,
      caller: requester.caller,
      journal: call.journal ?? null,
    });
  }
}

function callErrorMessage(
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

/** A function's path without an extension, and always with a name. */
function toCanonicalPath(path: string): string {
  const [module = "", name = "default"] = path.split(":");
  return `${module.replace(/\.js$/, "")}:${name}`;
}

function failedOutcome(errorMessage: string): CallOutcome {
  return { ok: false, errorMessage, logLines: [], reads: new Set(), journal: null };
}
