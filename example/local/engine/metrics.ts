import type { TransactionMetrics } from "convex/server";
import type { Syscalls } from "../runtime/isolate.js";
import type { CallFrame, FunctionPath, TransactionUse } from "./calls.js";

/** The cost of one transaction, including its calls into components. */
export type TransactionEntry = FunctionPath & {
  udfType: CallFrame["udfType"];
  milliseconds: number;
  use: TransactionUse;
};

const MAX_ENTRIES = 10_000;

/** The latest transactions, for tests and for measuring what a page costs. */
export class TransactionLog {
  #entries: TransactionEntry[] = [];

  add(entry: TransactionEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries.shift();
  }

  list(): TransactionEntry[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries = [];
  }
}

/** Returns what the current transaction has used so far. */
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
