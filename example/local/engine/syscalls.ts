import { makeFunctionReference } from "convex/server";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import type { TableJson } from "../push/types.js";
import type { Syscalls } from "../runtime/isolate.js";
import type { Background } from "./background.js";
import {
  currentFrame,
  currentRecord,
  pathOf,
  tableKey,
  type CallFrame,
} from "./calls.js";
import { handOverTimers, whileScheduling } from "./timers.js";
import { checkDocumentSize, checkStorable, mismatch, tableOfId } from "./values.js";

/** What the system calls of a function need from the deployment. */
export type SyscallHost = {
  background: Background;
  /** Called when a transaction writes to a table, possibly before it commits. */
  wrote(key: string): void;
  table(component: string, name: string): TableJson | undefined;
  storageUrl(component: string, storageId: string): string;
  uploadUrl(component: string): string;
  storeFile(component: string, blob: Blob): Promise<string>;
  deleteFile(component: string, storageId: string): Promise<void>;
};

/** Where the engine keeps its system calls. */
type EngineSyscalls = { Convex: Syscalls };

type Json = Record<string, JSONValue>;

const SCHEDULED = "_scheduled_functions";
const STORAGE = "_storage";

/**
 * Wraps the engine's system calls, to add what a deployment does and the engine does not:
 * identity, file URLs, calls from actions into components, limits, and a record of what
 * was read and written.
 */
export function interceptSyscalls(host: () => SyscallHost): void {
  const globals = globalThis as unknown as EngineSyscalls;
  const engine = globals.Convex;
  handOverTimers(() => host().background);
  globals.Convex = {
    syscall(op, jsonArgs) {
      trackRead(op, JSON.parse(jsonArgs) as Json);
      return engine.syscall(op, jsonArgs);
    },
    async asyncSyscall(op, jsonArgs) {
      const args = JSON.parse(jsonArgs) as Json;
      trackRead(op, args);
      return asStep(host(), op, () => perform(host(), engine, op, args));
    },
    async jsSyscall(op, args) {
      const frame = currentFrame.getStore();
      return asStep(host(), op, async () =>
        op === "storage/storeBlob" && frame
          ? await storeFromAction(host(), frame, args as StoreArgs)
          : await engine.jsSyscall(op, args),
      );
    },
  };
}

const EFFECTS = ["1.0/actions/", "1.0/storage", "storage/"];

/** Records the calls of an action to other functions and the storage as steps. */
async function asStep<T>(host: SyscallHost, op: string, make: () => Promise<T>) {
  const frame = currentFrame.getStore();
  const isStep = frame?.actionCalls && EFFECTS.some((effect) => op.startsWith(effect));
  if (!isStep) return await make();
  const path = pathOf(frame.component, frame.udfPath);
  return await host.background.call({ path, call: op }, make);
}

type StoreArgs = { blob: Blob; options?: { sha256?: string } };

/**
 * Stores a file in a transaction of its own. The engine would use whichever transaction
 * happens to be open.
 */
async function storeFromAction(
  host: SyscallHost,
  { component }: CallFrame,
  { blob, options }: StoreArgs,
): Promise<string> {
  await checkDigest(blob, options?.sha256);
  return await currentFrame.exit(() => host.storeFile(component, blob));
}

async function checkDigest(blob: Blob, expected: string | undefined) {
  if (expected === undefined) return;
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const actual = Buffer.from(digest).toString("base64");
  if (actual === expected) return;
  throw new Error(`Sha256 mismatch. Expected: ${expected} Actual: ${actual}`);
}

async function perform(
  host: SyscallHost,
  engine: Syscalls,
  op: string,
  args: Json,
): Promise<string> {
  const frame = currentFrame.getStore();
  const component = frame?.component ?? "";
  const forward = (changed: Json = args) =>
    engine.asyncSyscall(op, JSON.stringify(changed));
  switch (op) {
    case "1.0/getUserIdentity":
      return JSON.stringify((await frame?.auth.getUserIdentity()) ?? null);
    case "1.0/getRequestMetadata":
      return withToken(frame, await forward());
    case "1.0/queryPage":
      return frame ? queryPage(frame, args, forward) : forward();
    case "1.0/insert":
    case "1.0/replace":
    case "1.0/shallowMerge":
      checkWrite(host, component, op, args);
      host.wrote(tableKey(component, targetTable(args)));
      return forward();
    case "1.0/remove":
      host.wrote(tableKey(component, targetTable(args)));
      return forward();
    case "1.0/schedule":
    case "1.0/actions/schedule":
    case "1.0/cancel_job":
    case "1.0/actions/cancel_job":
      host.wrote(tableKey(component, SCHEDULED));
      // A scheduled function is not part of the call that schedules it.
      return currentFrame.exit(() =>
        currentRecord.exit(() => whileScheduling(() => forward())),
      );
    case "1.0/get":
      return targetTable(args) === SCHEDULED ? withReason(await forward()) : forward();
    case "1.0/runUdf":
      return withErrorData(forward);
    case "1.0/actions/query":
    case "1.0/actions/mutation":
    case "1.0/actions/action":
      return withErrorData(() => callFromAction(frame, op, args));
    case "1.0/storageDelete":
      if (frame && frame.actionCalls !== null) {
        const id = args.storageId as string;
        await currentFrame.exit(() => host.deleteFile(component, id));
        return "null";
      }
      host.wrote(tableKey(component, STORAGE));
      return forward();
    case "1.0/storageGenerateUploadUrl":
      return JSON.stringify(host.uploadUrl(component));
    case "1.0/storageGetUrl": {
      if (frame && frame.actionCalls === null) await countIndexRange(engine);
      const exists = (await forward()) !== "null";
      return JSON.stringify(
        exists ? host.storageUrl(component, args.storageId as string) : null,
      );
    }
    default:
      return forward();
  }
}

/**
 * Counts one index range, as a deployment does when it looks up a file by its id. Its row
 * is a system document, which is not counted, so this reads an id that does not exist.
 *
 * @throws Error if the transaction has read too many index ranges.
 */
async function countIndexRange(engine: Syscalls): Promise<void> {
  const missing = { table: STORAGE, id: `0${STORAGE}` };
  await engine.asyncSyscall("1.0/get", JSON.stringify(missing));
}

/** Adds the table that a system call reads to the record of the call. */
function trackRead(op: string, args: Json) {
  const frame = currentFrame.getStore();
  if (!frame) return;
  const table = tableRead(op, args);
  if (table !== undefined) frame.record.reads.add(tableKey(frame.component, table));
}

function tableRead(op: string, args: Json): string | undefined {
  switch (op) {
    case "1.0/get":
      return targetTable(args);
    case "1.0/queryStream":
    case "1.0/queryPage": {
      const { source } = args.query as { source: Json };
      return (source.tableName as string) ?? (source.indexName as string).split(".")[0];
    }
    case "1.0/count":
      return args.table as string;
    case "1.0/storageGetUrl":
      return STORAGE;
    default:
      return undefined;
  }
}

function targetTable(args: Json): string {
  return typeof args.table === "string" ? args.table : tableOfId(String(args.id));
}

/**
 * Keeps pages adjacent: a page that is read again ends where it ended before, so that no
 * row is shown twice or lost when rows are added or removed.
 */
async function queryPage(
  frame: CallFrame,
  args: Json,
  forward: (args: Json) => Promise<string>,
): Promise<string> {
  if (frame.component !== "") {
    throw new Error(
      "paginate() is only supported in the app. " +
        "Learn more at https://docs.convex.dev/components/authoring#pagination",
    );
  }
  const endCursor = args.endCursor ?? frame.record.journal;
  const page = JSON.parse(await forward({ ...args, endCursor })) as Json;
  if (typeof endCursor === "string") {
    page.continueCursor = endCursor;
    page.isDone = endCursor === "_end_cursor";
  }
  frame.record.journal = page.continueCursor as string;
  return JSON.stringify(page);
}

function checkWrite(host: SyscallHost, component: string, op: string, args: Json) {
  const name = targetTable(args);
  const isPatch = op === "1.0/shallowMerge";
  const fields = Object.entries(args.value as Json)
    .filter(([key, field]) => !key.startsWith("_") && !isUnset(field))
    .map(([key, field]) => [key, jsonToConvex(field)] as const);
  const document = Object.fromEntries(fields);
  checkStorable(document);
  if (!isPatch) checkDocumentSize(document);
  const validator = host.table(component, name)?.documentType;
  // A patch has only the changed fields, so it cannot match the whole validator.
  if (!validator || isPatch) return;
  const found = mismatch(validator, document);
  if (found === null) return;
  throw new Error(
    `Failed to insert or update a document in table "${name}" because it does not match the schema: ${found}`,
  );
}

/** Whether a patch removes a field. */
function isUnset(field: JSONValue): boolean {
  return typeof field === "object" && field !== null && "$undefined" in field;
}

async function callFromAction(frame: CallFrame | undefined, op: string, args: Json) {
  const calls = frame?.actionCalls;
  if (!calls) throw new Error("Only an action can call functions this way.");
  const callArgs = jsonToConvex(args.args!) as Record<string, Value>;
  const target = functionReference(args);
  const result: Value =
    op === "1.0/actions/query"
      ? await calls.runQuery(target, callArgs)
      : op === "1.0/actions/mutation"
        ? await calls.runMutation(target, callArgs)
        : await calls.runAction(target, callArgs);
  return JSON.stringify(convexToJson(result));
}

// The reference can be to a query, a mutation or an action, which only the callee knows.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function functionReference(args: Json): any {
  if (typeof args.functionHandle === "string") return args.functionHandle;
  if (typeof args.name === "string") return makeFunctionReference(args.name);
  return { [Symbol.for("toReferencePath")]: args.reference };
}

/** Adds the error of a failed scheduled function, which the engine does not keep. */
function withReason(job: string): string {
  const { state, ...fields } = (JSON.parse(job) ?? {}) as Json;
  if ((state as Json | undefined)?.kind !== "failed") return job;
  return JSON.stringify({ ...fields, state: { kind: "failed", error: "It failed." } });
}

/** Converts an error's data to JSON, which the caller's realm parses. */
async function withErrorData(call: () => Promise<string>): Promise<string> {
  try {
    return await call();
  } catch (error) {
    if (!isConvexError(error)) throw error;
    throw Object.assign(new Error(error.message), { data: convexToJson(error.data) });
  }
}

/** Recognises a `ConvexError` of any realm. */
export function isConvexError(error: unknown): error is Error & { data: Value } {
  return (
    typeof error === "object" && error !== null && Symbol.for("ConvexError") in error
  );
}

function withToken(frame: CallFrame | undefined, metadata: string): string {
  const authToken = frame?.component === "" ? frame.record.token : null;
  return JSON.stringify({ ...(JSON.parse(metadata) as Json), authToken });
}
