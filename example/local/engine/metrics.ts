import type { TransactionMetrics } from "convex/server";
import type { Syscalls } from "../runtime/isolate.js";
import type { CallFrame, FunctionPath, TransactionUse } from "./calls.js";

/** One transaction and what it cost, calls into components included. */
export type TransactionEntry = FunctionPath & {
  udfType: CallFrame["udfType"];
  milliseconds: number;
  use: TransactionUse;
};

const KEPT_ENTRIES = 10_000;

/** The latest transactions, for tests and for looking at what a page costs. */
export class TransactionLog {
  #entries: TransactionEntry[] = [];

  add(entry: TransactionEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > KEPT_ENTRIES) this.#entries.shift();
  }

  list(): TransactionEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Reads what the running transaction has used so far. */
export async function readMetrics(
  frame: CallFrame,
  startedAt: number,
): Promise<TransactionEntry> {
  const { Convex } = globalThis as unknown as { Convex: Syscalls };
  const answer = await Convex.asyncSyscall("1.0/getTransactionMetrics", "{}");
  const metrics = JSON.parse(answer) as TransactionMetrics;
  return {
    component: frame.component,
    udfPath: frame.udfPath,
    udfType: frame.udfType,
    milliseconds: Date.now() - startedAt,
    use: {
      bytesRead: metrics.bytesRead.used,
      bytesWritten: metrics.bytesWritten.used,
      databaseQueries: metrics.databaseQueries.used,
      documentsRead: metrics.documentsRead.used,
      documentsWritten: metrics.documentsWritten.used,
      functionsScheduled: metrics.functionsScheduled.used,
      scheduledFunctionArgsBytes: metrics.scheduledFunctionArgsBytes.used,
    },
  };
}
