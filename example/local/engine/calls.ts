import { AsyncLocalStorage } from "node:async_hooks";
import type { GenericActionCtx, GenericDataModel, UserIdentity } from "convex/server";
import type { JSONValue } from "convex/values";
import type { UdfType } from "../push/types.js";

/** A function of one installed component: `""` is the app, `lib:list` a function. */
export type FunctionPath = { component: string; udfPath: string };

/** The user on whose behalf a function runs. */
export type Caller = {
  identity: UserIdentity | null;
  /** The token that proved the identity. */
  token: string | null;
};

export const NOBODY: Caller = { identity: null, token: null };

/** What a transaction read and wrote. */
export type TransactionUse = {
  bytesRead: number;
  bytesWritten: number;
  databaseQueries: number;
  documentsRead: number;
  documentsWritten: number;
  functionsScheduled: number;
  scheduledFunctionArgsBytes: number;
};

/** What is recorded of a call and everything that it called in turn. */
export type CallRecord = {
  token: string | null;
  logLines: string[];
  /** The tables that the outcome depends on. */
  reads: Set<string>;
  /** Where the page of a paginated query ended in its previous run. */
  journal: string | null;
};

/** One running function. */
export type CallFrame = FunctionPath & {
  udfType: UdfType | "HttpAction";
  auth: { getUserIdentity(): Promise<UserIdentity | null> };
  /** How an action calls other functions. Null in queries and mutations. */
  actionCalls: Pick<
    GenericActionCtx<GenericDataModel>,
    "runQuery" | "runMutation" | "runAction"
  > | null;
  /** The time that a query or mutation sees. Null in actions, whose clock runs. */
  frozenAt: number | null;
  record: CallRecord;
};

/** The outcome of a call, ready to be sent. */
export type CallOutcome = {
  logLines: string[];
  reads: Set<string>;
  journal: string | null;
} & (
  | { ok: true; value: JSONValue }
  | { ok: false; errorMessage: string; errorData?: JSONValue }
);

/** The function whose code is running. */
export const currentFrame = new AsyncLocalStorage<CallFrame>();

/** The record of the current call from outside. */
export const currentRecord = new AsyncLocalStorage<CallRecord>();

export function newRecord(
  token: string | null,
  journal: string | null = null,
): CallRecord {
  return { token, logLines: [], reads: new Set(), journal };
}

/** The path of a function, with its component unless that is the app (`""`). */
export function pathOf(component: string, udfPath: string): string {
  return component === "" ? udfPath : `${component}/${udfPath}`;
}

/** The key of a table in sets of reads and writes. */
export function tableKey(component: string, table: string): string {
  return `${component}:${table}`;
}
