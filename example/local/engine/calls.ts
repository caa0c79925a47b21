import { AsyncLocalStorage } from "node:async_hooks";
import type { GenericActionCtx, GenericDataModel, UserIdentity } from "convex/server";
import type { JSONValue } from "convex/values";
import type { UdfType } from "../push/types.js";

/** A function of one installed component: `""` is the app, `lib:list` a function. */
export type FunctionPath = { component: string; udfPath: string };

/** On whose behalf a function runs. */
export type Caller = {
  identity: UserIdentity | null;
  /** The token that proved the identity. */
  token: string | null;
};

export const NOBODY: Caller = { identity: null, token: null };

/** How much of the database a transaction touched. */
export type TransactionUse = {
  bytesRead: number;
  bytesWritten: number;
  databaseQueries: number;
  documentsRead: number;
  documentsWritten: number;
  functionsScheduled: number;
  scheduledFunctionArgsBytes: number;
};

/** What a whole call, with everything that it called in turn, left behind. */
export type CallRecord = {
  token: string | null;
  logLines: string[];
  /** Tables that the outcome depends on. */
  reads: Set<string>;
  /** The end of the page that a paginated query returned before, if it ran before. */
  journal: string | null;
};

/** One running function. */
export type CallFrame = FunctionPath & {
  udfType: UdfType | "HttpAction";
  auth: { getUserIdentity(): Promise<UserIdentity | null> };
  /** How an action reaches other functions; null in queries and mutations. */
  actionCalls: Pick<
    GenericActionCtx<GenericDataModel>,
    "runQuery" | "runMutation" | "runAction"
  > | null;
  /** The time that queries and mutations see; null where time flows. */
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

/** The function that the current code runs in. */
export const currentFrame = new AsyncLocalStorage<CallFrame>();

/** The record that functions called from outside write to. */
export const currentRecord = new AsyncLocalStorage<CallRecord>();

export function newRecord(
  token: string | null,
  journal: string | null = null,
): CallRecord {
  return { token, logLines: [], reads: new Set(), journal };
}

/** Names a function of a component: `""` is the app. */
export function pathOf(component: string, udfPath: string): string {
  return component === "" ? udfPath : `${component}/${udfPath}`;
}

/** Names a table of a component in sets of reads and writes. */
export function tableKey(component: string, table: string): string {
  return `${component}:${table}`;
}
