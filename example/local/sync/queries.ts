import type { CallOutcome } from "../engine/calls.js";
import type { ClientCall } from "../functions.js";
import type { QueryChange, QuerySetChange } from "./protocol.js";

/** A query that a client is subscribed to. */
type WatchedQuery = {
  call: ClientCall;
  /** The tables that its latest result depends on. */
  reads: Set<string>;
  isStale: boolean;
  /** The fingerprint of the result that was sent last. */
  sent?: string;
  /** The result of the latest run, if it differs from the one that was sent. */
  unsent?: QueryChange;
};

/** The queries that a client is subscribed to, and which of them must run again. */
export class QuerySet {
  readonly #queries = new Map<number, WatchedQuery>();
  /** The tables written since the current runs started, whose reads are not known yet. */
  readonly #writtenMeanwhile = new Set<string>();
  #removed: number[] = [];

  apply(changes: QuerySetChange[]): void {
    for (const change of changes) {
      if (change.type === "Remove") {
        this.#queries.delete(change.queryId);
        this.#removed.push(change.queryId);
        continue;
      }
      this.#queries.set(change.queryId, {
        call: {
          path: change.udfPath,
          args: change.args[0] ?? {},
          componentPath: change.componentPath ?? null,
          udfType: "Query",
          journal: change.journal ?? null,
        },
        reads: new Set(),
        isStale: true,
      });
    }
  }

  /** Marks the queries that depend on these tables as stale. Returns whether any is stale. */
  invalidate(written: ReadonlySet<string>): boolean {
    for (const key of written) this.#writtenMeanwhile.add(key);
    for (const query of this.#queries.values()) {
      query.isStale ||= intersects(query.reads, written);
    }
    return this.hasStale;
  }

  /** Marks all queries as stale, when the identity or the code has changed. */
  invalidateAll(): void {
    for (const query of this.#queries.values()) query.isStale = true;
  }

  get hasStale(): boolean {
    return [...this.#queries.values()].some((query) => query.isStale);
  }

  /** Runs the stale queries. Writes in the meantime can make some of them stale again. */
  async refresh(run: (call: ClientCall) => Promise<CallOutcome>): Promise<void> {
    this.#writtenMeanwhile.clear();
    const stale = [...this.#queries].filter(([, query]) => query.isStale);
    await Promise.all(
      stale.map(async ([queryId, query]) => {
        query.isStale = false;
        const outcome = await run(query.call);
        query.reads = outcome.reads;
        query.isStale ||= intersects(query.reads, this.#writtenMeanwhile);
        query.call = { ...query.call, journal: outcome.journal };
        const change = toChange(queryId, outcome);
        if (fingerprint(change) === query.sent) delete query.unsent;
        else query.unsent = change;
      }),
    );
  }

  /** Removes and returns the changes that were not sent yet. */
  takeChanges(): QueryChange[] {
    const changes = this.#removed.map((queryId): QueryChange => ({
      type: "QueryRemoved",
      queryId,
    }));
    this.#removed = [];
    for (const query of this.#queries.values()) {
      if (!query.unsent) continue;
      query.sent = fingerprint(query.unsent);
      changes.push(query.unsent);
      delete query.unsent;
    }
    return changes;
  }
}

function toChange(queryId: number, outcome: CallOutcome): QueryChange {
  const { logLines, journal } = outcome;
  if (outcome.ok) {
    return { type: "QueryUpdated", queryId, value: outcome.value, logLines, journal };
  }
  const { errorMessage, errorData } = outcome;
  return {
    type: "QueryFailed",
    queryId,
    errorMessage,
    ...(errorData !== undefined && { errorData }),
    logLines,
    journal,
  };
}

/** Identifies a result, without the lines that were logged. */
function fingerprint(change: QueryChange): string {
  return JSON.stringify({ ...change, logLines: [] });
}

function intersects(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const key of some) if (others.has(key)) return true;
  return false;
}
