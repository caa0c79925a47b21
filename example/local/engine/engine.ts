import type { PaginationOptions, UserIdentity } from "convex/server";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import { randomUUID } from "node:crypto";
import { describeError, messageOf } from "../errors.js";
import { componentsOf, type AnalyzedPush } from "../push/analysis.js";
import { isShared } from "../push/functions.js";
import type {
  AnalyzedFunction,
  CheckedComponent,
  SchemaJson,
  TableJson,
} from "../push/types.js";
import { compileModules } from "../runtime/modules.js";
import type { Crash, Step } from "./background.js";
import {
  currentRecord,
  newRecord,
  tableKey,
  type CallFrame,
  type CallOutcome,
  type Caller,
  type CallRecord,
  type FunctionPath,
} from "./calls.js";
import { InstalledComponent, type ComponentHost } from "./component.js";
import {
  startDatabase,
  type Database,
  type ModuleMap,
  type TableOrder,
} from "./database.js";
import { readMetrics, type TransactionLog } from "./metrics.js";
import { interceptSyscalls, isConvexError, type SyscallHost } from "./syscalls.js";

/** What the engine needs from the deployment around it. */
export type EngineHost = Omit<SyscallHost, "table" | "storeFile" | "deleteFile"> &
  Pick<ComponentHost, "env" | "log" | "background"> & { transactions: TransactionLog };

/** A call from outside. */
export type CallRequest = FunctionPath & {
  args: JSONValue;
  caller: Caller;
  /** Where the page ended in the previous run of a paginated query. */
  journal?: string | null;
};

type StoredFile = { blob: Blob; contentType: string | null; sha256: string };

/** The engine that the system calls of this process currently use. */
let activeHost: SyscallHost | null = null;

/**
 * The database and the functions of one push, on convex-test.
 *
 * convex-test keeps its system calls on `globalThis`, so a process can run only one
 * deployment. All data is in memory.
 */
export class Engine {
  #push: AnalyzedPush;
  #components = new Map<string, InstalledComponent>();
  readonly #database: Database;
  #isActive = true;

  constructor(
    push: AnalyzedPush,
    private readonly host: EngineHost,
  ) {
    this.#push = push;
    this.#install(push);
    const installed = [...this.#components.keys()].map((path) => {
      const component = { schema: this.schemaOf(path), modules: this.#moduleMap(path) };
      return [path, component] as const;
    });
    this.#database = startDatabase(new Map(installed));
    if (activeHost === null) interceptSyscalls(() => activeHost!);
    activeHost = this.#syscallHost();
  }

  /** The current push. */
  get push(): AnalyzedPush {
    return this.#push;
  }

  /**
   * Replaces the code and keeps the data, if the push has the same components with the
   * same schemas and no new files. Returns whether it did.
   */
  tryUpdate(push: AnalyzedPush): boolean {
    if (shapeOf(push) !== shapeOf(this.#push)) return false;
    const isNew = filesOf(push).some((file) => !filesOf(this.#push).includes(file));
    if (isNew) return false;
    this.#push = push;
    this.#install(push);
    return true;
  }

  /** Makes every function of this engine fail from now on, including scheduled ones. */
  retire(): void {
    this.#isActive = false;
  }

  /** The schema of an installed component, or null. */
  schemaOf(componentPath: string): SchemaJson | null {
    const component = this.#find(componentPath);
    return component ? this.#definition(component).schema : null;
  }

  /** The analysis of a function, or undefined if it does not exist. */
  functionAt({ component, udfPath }: FunctionPath): AnalyzedFunction | undefined {
    const installed = this.#find(component);
    if (!installed) return undefined;
    const [module, name] = udfPath.split(":") as [string, string];
    return this.#definition(installed).functions[`${module}.js`]?.functions.find(
      (fn) => fn.name === name,
    );
  }

  /** Runs a query, a mutation or an action. */
  async call(request: CallRequest): Promise<CallOutcome> {
    const record = newRecord(request.caller.token, request.journal);
    const udfType = this.functionAt(request)!.udfType;
    const outcome = await this.#settle(record, async () => {
      const access = this.#as(request.caller.identity);
      const path = { componentPath: request.component, udfPath: request.udfPath };
      const args = jsonToConvex(request.args);
      if (udfType === "Query") return access.queryFromPath(path, args);
      if (udfType === "Mutation") return access.mutationFromPath(path, args);
      return access.actionFromPath(path, args);
    });
    if (!outcome.ok) {
      this.host.log(request.component, `${request.udfPath}: ${outcome.errorMessage}`);
    }
    return outcome;
  }

  /** Answers a request with the router of a component. */
  async handleHttp(
    component: string,
    path: string,
    request: Request,
    caller: Caller,
  ): Promise<Response> {
    const { exchanges } = this.#components.get(component)!;
    const exchangeId = randomUUID();
    exchanges.set(exchangeId, { request, path });
    try {
      const outcome = await this.#settle(newRecord(caller.token), () =>
        this.#as(caller.identity).actionFromPath(
          { componentPath: component, udfPath: "http" },
          { exchangeId },
        ),
      );
      const { response } = exchanges.get(exchangeId)!;
      if (response) return response;
      const message = outcome.ok ? "No response" : outcome.errorMessage;
      this.host.log(component, `http: ${message}`);
      return Response.json({ code: message, trace: message }, { status: 500 });
    } finally {
      exchanges.delete(exchangeId);
    }
  }

  /** Runs the held scheduled functions until none is left. */
  async runBackground(crash: Crash | null): Promise<Step[]> {
    const finished = () => this.#database.finishInProgressScheduledFunctions();
    return await this.host.background.run(crash, finished);
  }

  /** Stores a file and returns its id. */
  async storeFile(component: string, blob: Blob): Promise<string> {
    const id = await this.#database.runInComponent(component, async (ctx) => {
      const id = await ctx.storage.store(blob);
      if (blob.type) await ctx.db.patch(id, { contentType: blob.type });
      return id;
    });
    this.host.wrote(tableKey(component, "_storage"));
    return id;
  }

  /** Deletes a file. */
  async deleteFile(component: string, id: string): Promise<void> {
    await this.#database.runInComponent(component, (ctx) => ctx.storage.delete(id));
    this.host.wrote(tableKey(component, "_storage"));
  }

  /** The file with an id, or null. */
  async readFile(component: string, id: string): Promise<StoredFile | null> {
    // `runInComponent` converts its result to JSON, which a blob cannot be converted to.
    let file: StoredFile | null = null;
    await this.#database.runInComponent(component, async (ctx) => {
      const blob = await ctx.storage.get(id);
      const metadata = await ctx.db.get(id);
      if (!blob || !metadata) return;
      const { contentType = null, sha256 } = metadata;
      file = { blob, contentType, sha256 };
    });
    return file;
  }

  /** A page of a table's documents. The table can be a system table. */
  async documentsPage(
    component: string,
    table: string,
    { order, paginationOpts }: { order: TableOrder; paginationOpts: PaginationOptions },
  ): Promise<JSONValue> {
    const result = await this.#database.runInComponent(component, ({ db }) => {
      const query = table.startsWith("_") ? db.system.query(table) : db.query(table);
      return query.order(order).paginate(paginationOpts);
    });
    return convexToJson({ ...result });
  }

  async #settle(record: CallRecord, run: () => Promise<Value>): Promise<CallOutcome> {
    const { logLines, reads } = record;
    try {
      const value = convexToJson(await currentRecord.run(record, run));
      return { ok: true, value, logLines, reads, journal: record.journal };
    } catch (error) {
      const failure = isConvexError(error)
        ? {
            errorMessage: `Uncaught ConvexError: ${messageOf(error)}`,
            errorData: convexToJson(error.data),
          }
        : { errorMessage: `Uncaught ${describeError(error)}` };
      return { ok: false, ...failure, logLines, reads, journal: record.journal };
    }
  }

  #as(identity: UserIdentity | null): Database {
    return identity ? this.#database.withIdentity(identity) : this.#database;
  }

  #install(push: AnalyzedPush) {
    const compiled = new Map(
      [...push.modules].map(([path, modules]) => [path, compileModules(path, modules)]),
    );
    this.#components = new Map(
      componentsOf(push.response.app).map((component) => [
        component.componentPath,
        new InstalledComponent(
          component,
          push.response.analysis[component.definitionPath]!,
          compiled.get(component.definitionPath)!,
          this.#componentHost(),
        ),
      ]),
    );
  }

  /** Looks up each file when it runs, so that `tryUpdate` can replace it. */
  #moduleMap(component: string): ModuleMap {
    const { definitionPath } = this.#find(component)!;
    const map: ModuleMap = { "./_generated/api.js": async () => ({}) };
    for (const path of entryFiles(this.#push, definitionPath)) {
      map[`./${path}`] = async () => this.#components.get(component)!.load(path);
    }
    return map;
  }

  #componentHost(): ComponentHost {
    return {
      env: this.host.env,
      log: this.host.log,
      background: this.host.background,
      transactionRan: async (frame: CallFrame, startedAt: number) => {
        this.host.transactions.add(await readMetrics(frame, startedAt));
      },
      assertActive: () => {
        if (!this.#isActive) throw new Error("A newer push has replaced this function.");
      },
    };
  }

  #syscallHost(): SyscallHost {
    return {
      ...this.host,
      table: (component, name) => this.#table(component, name),
      storeFile: (component, blob) => this.storeFile(component, blob),
      deleteFile: (component, id) => this.deleteFile(component, id),
    };
  }

  #table(component: string, name: string): TableJson | undefined {
    const schema = this.schemaOf(component);
    if (!schema?.schemaValidation) return undefined;
    return schema.tables.find(({ tableName }) => tableName === name);
  }

  #find(componentPath: string): CheckedComponent | undefined {
    return componentsOf(this.#push.response.app).find(
      (component) => component.componentPath === componentPath,
    );
  }

  #definition({ definitionPath }: CheckedComponent) {
    return this.#push.response.analysis[definitionPath]!;
  }
}

/** What must not change for a push to keep the data. */
function shapeOf({ response }: AnalyzedPush): string {
  return JSON.stringify(
    componentsOf(response.app).map(({ componentPath, definitionPath }) => [
      componentPath,
      response.analysis[definitionPath]!.schema,
    ]),
  );
}

function filesOf(push: AnalyzedPush): string[] {
  return componentsOf(push.response.app).flatMap(({ componentPath, definitionPath }) =>
    entryFiles(push, definitionPath).map((path) => `${componentPath}:${path}`),
  );
}

/** The files of a definition that can contain functions. */
function entryFiles({ modules }: AnalyzedPush, definitionPath: string): string[] {
  const paths = modules.get(definitionPath)!.map(({ path }) => path);
  return paths.filter((path) => !isShared(path));
}
