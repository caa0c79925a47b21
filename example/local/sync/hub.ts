import { AsyncLocalStorage } from "node:async_hooks";
import type { Server } from "node:http";
import { WebSocketServer, type WebSocket } from "ws";
import type { ClientMessage, FunctionResponse, ServerMessage } from "./protocol.js";
import { SyncSession, type SessionHost } from "./session.js";

type Responses = Map<number, Promise<FunctionResponse>>;

const PING_INTERVAL_MS = 15_000;
/** How long a client that lost its connection can ask for the result of a mutation. */
const RESPONSE_LIFETIME_MS = 5 * 60_000;

// Code that a system call starts would run as part of the calling function's transaction.
// This runs code outside of all functions.
const outsideOfFunctions = AsyncLocalStorage.snapshot();
const { setInterval: startInterval, setTimeout: startTimer } = globalThis;

/** All connections of the sync protocol. */
export class SyncHub {
  readonly #sessions = new Set<SyncSession>();
  readonly #responses = new Map<string, Responses>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  #written = new Set<string>();
  #isPublishing = false;

  constructor(private readonly host: Omit<SessionHost, "publish" | "once">) {}

  /** Accepts WebSocket connections at `/api/<version>/sync`. */
  attach(server: Server): void {
    server.on("upgrade", (request, socket, head) => {
      if (!/^\/api\/([^/]+\/)?sync$/.test(request.url ?? "")) {
        socket.destroy();
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#accept(ws));
    });
  }

  /** Records a write. The sessions are notified after the current work. */
  noteWrite(key: string): void {
    this.#written.add(key);
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    outsideOfFunctions(() =>
      setImmediate(() => {
        this.#isPublishing = false;
        this.publish();
      }),
    );
  }

  /**
   * Notifies all sessions of what was written, and returns the commit time. The write may
   * not be committed yet, but a query that runs again waits for the open transaction.
   */
  publish(): bigint {
    const committed = this.host.clock.next();
    const written = this.#written;
    this.#written = new Set();
    if (written.size > 0) {
      for (const session of this.#sessions) session.invalidate(written);
    }
    return committed;
  }

  /** Runs every query of every client again. */
  refreshAll(): void {
    this.host.clock.next();
    for (const session of this.#sessions) session.invalidateAll();
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
  }

  #accept(socket: WebSocket) {
    const send = (message: ServerMessage) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
    };
    const session = new SyncSession(
      {
        ...this.host,
        publish: () => this.publish(),
        once: (sessionId, requestId, run) => this.#once(sessionId, requestId, run),
      },
      send,
    );
    this.#sessions.add(session);
    const ping = startInterval(() => send({ type: "Ping" }), PING_INTERVAL_MS);
    socket.on("message", (data) => {
      try {
        session.receive(JSON.parse(data.toString()) as ClientMessage);
      } catch {
        send({ type: "FatalError", error: "A message was not valid JSON." });
        socket.close();
      }
    });
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      clearInterval(ping);
      session.close();
      this.#sessions.delete(session);
    });
  }

  #once(sessionId: string, requestId: number, run: () => Promise<FunctionResponse>) {
    const responses: Responses = this.#responses.get(sessionId) ?? new Map();
    this.#responses.set(sessionId, responses);
    const known = responses.get(requestId);
    if (known) return known;
    const response = run();
    responses.set(requestId, response);
    startTimer(() => {
      responses.delete(requestId);
      if (responses.size === 0) this.#responses.delete(sessionId);
    }, RESPONSE_LIFETIME_MS).unref();
    return response;
  }
}
