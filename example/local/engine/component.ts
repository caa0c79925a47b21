import { inspect } from "node:util";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import type {
  AnalyzedFunction,
  CheckedComponent,
  EvaluatedDefinition,
  UdfType,
  ValidatorJson,
} from "../push/types.js";
import { Isolate, type LogLevel, type ModuleExports } from "../runtime/isolate.js";
import type { CompiledModules } from "../runtime/modules.js";
import type { Syscalls } from "../runtime/isolate.js";
import type { Background } from "./background.js";
import {
  currentFrame,
  currentRecord,
  newRecord,
  pathOf,
  type CallFrame,
} from "./calls.js";
import { isConvexError } from "./syscalls.js";
import { mismatch } from "./values.js";

/** What an installed component needs from the deployment. */
export type ComponentHost = {
  env(component: CheckedComponent, name: string): string | undefined;
  log(component: string, line: string): void;
  /** Called after each top-level query or mutation, in its transaction. */
  transactionRan(frame: CallFrame, startedAt: number): Promise<void>;
  background: Background;
  /** @throws Error if a newer push has replaced the functions. */
  assertActive(): void;
};

/** The interface of a registered Convex function. */
type Registered = {
  invokeQuery(args: string): Promise<string>;
  invokeMutation(args: string): Promise<string>;
  invokeAction(requestId: string, args: string): Promise<string>;
  exportArgs(): string;
  exportReturns(): string;
};

// The engine passes the context of a query, a mutation or an action.
type EngineContext = Partial<NonNullable<CallFrame["actionCalls"]>> &
  Pick<CallFrame, "auth">;

type HttpEndpoint = { invokeHttpAction(request: Request): Promise<Response> };

type HttpRouter = { lookup(path: string, method: string): [HttpEndpoint] | null };

/** An HTTP request, the path that the router sees, and the response once there is one. */
export type HttpExchange = { request: Request; path: string; response?: Response };

/** An installed component: its realm, and its functions in the form that the engine runs. */
export class InstalledComponent {
  readonly #isolate: Isolate;
  readonly #hosted = new Map<string, ModuleExports>();
  /** Requests for this component's router that are being answered, by id. */
  readonly exchanges = new Map<string, HttpExchange>();

  constructor(
    private readonly component: CheckedComponent,
    private readonly definition: EvaluatedDefinition,
    modules: CompiledModules,
    private readonly host: ComponentHost,
  ) {
    this.#isolate = new Isolate(modules, {
      env: (name) => host.env(component, name),
      now: () => currentFrame.getStore()?.frozenAt ?? Date.now(),
      random: Math.random,
      log: (level, args) => this.#log(level, args),
      syscalls: liveSyscalls(),
    });
  }

  /** The exports of a file, in the form that the engine expects. */
  load(path: string): ModuleExports {
    const known = this.#hosted.get(path);
    if (known) return known;
    const exports = this.#isolate.load(path);
    const functions = this.definition.functions[path]?.functions ?? [];
    const hosted: ModuleExports = {};
    for (const fn of functions) {
      hosted[fn.name] = this.#hostFunction(path, fn, exports[fn.name] as Registered);
    }
    if (path === "http.js") hosted.default = this.#hostRouter(exports);
    this.#hosted.set(path, hosted);
    return hosted;
  }

  #hostFunction(path: string, analyzed: AnalyzedFunction, registered: Registered) {
    const { name, udfType } = analyzed;
    const udfPath = `${path.replace(/\.js$/, "")}:${name}`;
    const argsValidator = JSON.parse(analyzed.args) as ValidatorJson;
    const returnsValidator = JSON.parse(analyzed.returns) as ValidatorJson | null;
    return {
      [`is${udfType}`]: true,
      exportArgs: () => analyzed.args,
      exportReturns: () => analyzed.returns,
      _handler: (ctx: EngineContext, args: Value) => {
        assertMatches(argsValidator, args, "ArgumentValidationError");
        return this.#enter(ctx, udfPath, udfType, async () => {
          const argsJson = JSON.stringify([convexToJson(args)]);
          const resultJson = await invoke(registered, udfType, argsJson);
          const result = jsonToConvex(JSON.parse(resultJson) as JSONValue);
          if (returnsValidator) {
            assertMatches(returnsValidator, result, "ReturnsValidationError");
          }
          return result;
        });
      },
    };
  }

  /** The router, wrapped as an action so that the engine provides a context. */
  #hostRouter(exports: ModuleExports) {
    return {
      isAction: true,
      exportArgs: () => JSON.stringify({ type: "any" }),
      exportReturns: () => "null",
      _handler: (ctx: EngineContext, { exchangeId }: { exchangeId: string }) =>
        this.#enter(ctx, "http", "HttpAction", async () => {
          const exchange = this.exchanges.get(exchangeId)!;
          const router = exports.default as HttpRouter;
          const endpoint = router.lookup(exchange.path, exchange.request.method)?.[0];
          exchange.response = endpoint
            ? await endpoint.invokeHttpAction(exchange.request)
            : new Response(`No HttpAction routed for ${exchange.path}`, { status: 404 });
          return null;
        }),
    };
  }

  async #enter<T>(
    ctx: EngineContext,
    udfPath: string,
    udfType: CallFrame["udfType"],
    run: () => Promise<T>,
  ): Promise<T> {
    this.host.assertActive();
    const parent = currentFrame.getStore();
    const isTransaction = udfType === "Query" || udfType === "Mutation";
    const startedAt = Date.now();
    const frame: CallFrame = {
      component: this.component.componentPath,
      udfPath,
      udfType,
      auth: ctx.auth,
      actionCalls: isTransaction ? null : (ctx as NonNullable<CallFrame["actionCalls"]>),
      frozenAt: isTransaction ? (parent?.frozenAt ?? startedAt) : null,
      record: parent?.record ?? currentRecord.getStore() ?? newRecord(null),
    };
    return currentFrame.run(frame, async () => {
      try {
        if (parent !== undefined) return await run();
        const { componentPath } = this.component;
        return await this.host.background.enter(pathOf(componentPath, udfPath), run);
      } catch (error) {
        throw withParsedData(error);
      } finally {
        const isTopLevel = parent === undefined || parent.frozenAt === null;
        if (isTransaction && isTopLevel) {
          await this.host.transactionRan(frame, startedAt);
        }
      }
    });
  }

  #log(level: LogLevel, args: unknown[]) {
    const line = `[${level}] ${args.map((arg) => inspect(arg)).join(" ")}`;
    const frame = currentFrame.getStore();
    frame?.record.logLines.push(line);
    this.host.log(this.component.componentPath, `${frame?.udfPath ?? "import"}: ${line}`);
  }
}

function invoke(registered: Registered, udfType: UdfType, args: string) {
  switch (udfType) {
    case "Query":
      return registered.invokeQuery(args);
    case "Mutation":
      return registered.invokeMutation(args);
    case "Action":
      return registered.invokeAction("", args);
  }
}

/** Looks up the system calls of this process at each call, because they change. */
function liveSyscalls(): Syscalls {
  const globals = globalThis as unknown as { Convex: Syscalls };
  return {
    syscall: (op, args) => globals.Convex.syscall(op, args),
    asyncSyscall: (op, args) => globals.Convex.asyncSyscall(op, args),
    jsSyscall: (op, args) => globals.Convex.jsSyscall(op, args),
  };
}

/** Parses the data of a `ConvexError`, which leaves its realm as a JSON string. */
function withParsedData(error: unknown): unknown {
  if (isConvexError(error) && typeof error.data === "string") {
    error.data = jsonToConvex(JSON.parse(error.data) as JSONValue);
  }
  return error;
}

function assertMatches(validator: ValidatorJson, value: Value, name: string) {
  const found = mismatch(validator, value);
  if (found !== null) throw new Error(`${name}: ${found}`);
}
