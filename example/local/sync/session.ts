import type { Authenticator, Requester } from "../auth/admin.js";
import { ANONYMOUS } from "../auth/admin.js";
import type { CallOutcome } from "../engine/calls.js";
import { messageOf } from "../errors.js";
import type { ClientCall, Functions } from "../functions.js";
import { encodeTimestamp, type CommitClock } from "./clock.js";
import type {
  AuthenticateMessage,
  ClientMessage,
  FunctionMessage,
  FunctionResponse,
  ServerMessage,
} from "./protocol.js";
import { QuerySet } from "./queries.js";

/** What all sessions share. */
export type SessionHost = {
  authenticator: Authenticator;
  functions: Functions;
  clock: CommitClock;
  /** Notifies all sessions of what was written, and returns the commit time. */
  publish(): bigint;
  /** Runs a mutation once, even if a client sends it again after losing its connection. */
  once(
    sessionId: string,
    requestId: number,
    run: () => Promise<FunctionResponse>,
  ): Promise<FunctionResponse>;
};

type Version = { querySet: number; identity: number; time: bigint };

/** How often stale queries run again before their results are sent anyway. */
const MAX_PASSES = 5;

/** The connection of one client, with its identity, queries and mutations. */
export class SyncSession {
  #sessionId = "";
  #requester: Requester = ANONYMOUS;
  /** The version that was sent to the client last. */
  #sent: Version = { querySet: 0, identity: 0, time: 0n };
  #querySetVersion = 0;
  #identityVersion = 0;
  /** Whether a mutation was answered, which is complete at the next transition. */
  #isAwaited = false;
  #isFlushing = false;
  #needsFlush = false;
  #isClosed = false;
  #inbox: Promise<void> = Promise.resolve();
  #mutations: Promise<void> = Promise.resolve();
  readonly #queries = new QuerySet();

  constructor(
    private readonly host: SessionHost,
    private readonly send: (message: ServerMessage) => void,
  ) {}

  /** Handles messages one after the other, in the order in which they arrived. */
  receive(message: ClientMessage): void {
    this.#inbox = this.#inbox
      .then(() => this.#handle(message))
      .catch((error: unknown) => this.#fail(error));
  }

  /** Runs the queries again that depend on these tables. */
  invalidate(written: ReadonlySet<string>): void {
    if (this.#queries.invalidate(written)) this.#flush();
  }

  /** Runs all queries again, after a push. */
  invalidateAll(): void {
    this.#queries.invalidateAll();
    this.#flush();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case "Connect":
        this.#sessionId = message.sessionId;
        if (message.maxObservedTimestamp) {
          this.host.clock.observe(message.maxObservedTimestamp);
        }
        return;
      case "Authenticate":
        return this.#authenticate(message);
      case "ModifyQuerySet":
        if (message.baseVersion !== this.#querySetVersion) {
          throw new Error(`Base version ${message.baseVersion} passed up doesn't match`);
        }
        this.#queries.apply(message.modifications);
        this.#querySetVersion = message.newVersion;
        return this.#flush();
      case "Mutation": {
        const requester = this.#requester;
        this.#mutations = this.#mutations
          .then(() => this.#mutate(message, requester))
          .catch((error: unknown) => this.#fail(error));
        return;
      }
      case "Action":
        this.#act(message, this.#requester).catch((error: unknown) => this.#fail(error));
        return;
      case "Event":
        return;
    }
  }

  /** Reports an error after which the client has to reconnect. */
  #fail(error: unknown) {
    this.send({ type: "FatalError", error: messageOf(error) });
  }

  async #authenticate(message: AuthenticateMessage): Promise<void> {
    const { baseVersion } = message;
    try {
      this.#requester = await this.#identify(message);
    } catch (error) {
      const details = { baseVersion, authUpdateAttempted: true };
      this.send({ type: "AuthError", error: messageOf(error), ...details });
      return;
    }
    this.#identityVersion = baseVersion + 1;
    this.#queries.invalidateAll();
    this.#flush();
  }

  async #identify(message: AuthenticateMessage): Promise<Requester> {
    const { authenticator } = this.host;
    if (message.tokenType === "None") return ANONYMOUS;
    if (message.tokenType === "User") return authenticator.fromToken(message.value);
    const admin = authenticator.fromAdminKey(message.value);
    return message.impersonating ? authenticator.admin(message.impersonating) : admin;
  }

  async #mutate(message: FunctionMessage<"Mutation">, requester: Requester) {
    if (this.#rejectIfExpired(requester)) return;
    const { requestId } = message;
    const response = await this.host.once(this.#sessionId, requestId, async () => {
      const outcome = await this.host.functions.run(toCall(message), requester);
      // A failed mutation has no commit, but its writes were recorded and must be published.
      const committed = this.host.publish();
      const answer = toResponse("MutationResponse", requestId, outcome);
      return answer.success ? { ...answer, ts: encodeTimestamp(committed) } : answer;
    });
    this.send(response);
    this.#isAwaited = true;
    this.#flush();
  }

  async #act(message: FunctionMessage<"Action">, requester: Requester): Promise<void> {
    if (this.#rejectIfExpired(requester)) return;
    const outcome = await this.host.functions.run(toCall(message), requester);
    this.send(toResponse("ActionResponse", message.requestId, outcome));
  }

  /**
   * Sends an error if the token has expired, and returns whether it has. The client then
   * gets a new token and sends its request again.
   */
  #rejectIfExpired(requester: Requester): boolean {
    if (requester.expiresAt > Date.now()) return false;
    this.send({
      type: "AuthError",
      error: "The token has expired.",
      baseVersion: this.#identityVersion - 1,
      authUpdateAttempted: false,
    });
    return true;
  }

  #flush(): void {
    this.#needsFlush = true;
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    this.#flushAll().catch((error: unknown) => this.#fail(error));
  }

  async #flushAll(): Promise<void> {
    try {
      while (this.#needsFlush && !this.#isClosed) {
        this.#needsFlush = false;
        if (this.#rejectIfExpired(this.#requester)) return;
        await this.#transition();
      }
    } finally {
      // In the same turn as the last check of `#needsFlush`, so that no request is lost.
      this.#isFlushing = false;
    }
  }

  /** Updates all results to one state of the database, and sends what changed. */
  async #transition(): Promise<void> {
    let reached: Version;
    let isAwaited = false;
    let passes = 0;
    do {
      reached = this.#target();
      isAwaited ||= this.#isAwaited;
      this.#isAwaited = false;
      await this.#queries.refresh((call) =>
        this.host.functions.run(call, this.#requester),
      );
      passes += 1;
    } while (
      !this.#hasReached(reached) ||
      (this.#queries.hasStale && passes < MAX_PASSES)
    );
    if (this.#queries.hasStale) this.#needsFlush = true;
    const modifications = this.#queries.takeChanges();
    const hasChanged =
      isAwaited ||
      modifications.length > 0 ||
      reached.querySet !== this.#sent.querySet ||
      reached.identity !== this.#sent.identity;
    if (!hasChanged || this.#isClosed) return;
    this.send({
      type: "Transition",
      startVersion: encodeVersion(this.#sent),
      endVersion: encodeVersion(reached),
      modifications,
    });
    this.#sent = reached;
  }

  #target(): Version {
    return {
      querySet: this.#querySetVersion,
      identity: this.#identityVersion,
      time: this.host.clock.latest,
    };
  }

  #hasReached({ querySet, identity }: Version): boolean {
    return querySet === this.#querySetVersion && identity === this.#identityVersion;
  }
}

function toCall<Type extends "Mutation" | "Action">(
  message: FunctionMessage<Type>,
): ClientCall {
  const { udfPath, args, componentPath = null, type } = message;
  return { path: udfPath, args: args[0] ?? {}, componentPath, udfType: type };
}

function toResponse(
  type: FunctionResponse["type"],
  requestId: number,
  outcome: CallOutcome,
): FunctionResponse {
  const { logLines } = outcome;
  if (outcome.ok) {
    return { type, requestId, success: true, result: outcome.value, logLines };
  }
  const { errorMessage, errorData } = outcome;
  return {
    type,
    requestId,
    success: false,
    result: errorMessage,
    ...(errorData !== undefined && { errorData }),
    logLines,
  };
}

function encodeVersion({ querySet, identity, time }: Version) {
  return { querySet, identity, ts: encodeTimestamp(time) };
}
