import type { CallOutcome } from "../engine/calls.js";
import type { ClientCall } from "../functions.js";
import type { QueryChange, QuerySetChange } from "./protocol.js";

/** One query that a client watches. */
type WatchedQuery = {
  call: ClientCall;
  /** What its latest result depends on. */
  reads: Set<string>;
  isStale: boolean;
  /** The result as it was last sent. */
  sent?: string;
  /** The result of the latest run, if it differs from what was sent. */
  unsent?: QueryChange;
};

/** The queries that one client watches, and which of them must run again. */
export class QuerySet {
  readonly #queries = new Map<number, WatchedQuery>();
  /** What was written since the current runs began: their reads are not known yet. */
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

  /** Marks what depends on any of these tables. Returns whether any does. */
  invalidate(written: ReadonlySet<string>): boolean {
    for (const key of written) this.#writtenMeanwhile.add(key);
    for (const query of this.#queries.values()) {
      query.isStale ||= intersects(query.reads, written);
    }
    return this.hasStale;
  }

  /** Marks all, as when the identity or the code has changed. */
  invalidateAll(): void {
    for (const query of this.#queries.values()) query.isStale = true;
  }

  get hasStale(): boolean {
    return [...this.#queries.values()].some((query) => query.isStale);
  }

  /** Runs what is stale. What is written meanwhile may leave some of it stale again. */
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

  /** Takes what the client has not been told yet. */
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

/** Tells results apart; what was logged on the way is no part of a result. */
function fingerprint(change: QueryChange): string {
  return JSON.stringify({ ...change, logLines: [] });
}

function intersects(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const key of some) if (others.has(key)) return true;
  return false;
}
