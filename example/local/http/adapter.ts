import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { describeError, RequestError } from "../errors.js";

export type Handler = (request: Request) => Promise<Response>;

/** Serves requests with a handler that uses the web's `Request` and `Response`. */
export function serve(
  origin: () => string,
  handler: Handler,
  log: (line: string) => void,
): RequestListener {
  return (incoming, outgoing) => {
    answer(origin(), incoming, handler, log)
      .then((response) => send(response, outgoing))
      .then(() => discardRest(incoming))
      .catch((error: unknown) => {
        log(`${incoming.method} ${incoming.url}: ${describeError(error)}`);
        outgoing.destroy();
      });
  };
}

async function answer(
  origin: string,
  incoming: IncomingMessage,
  handler: Handler,
  log: (line: string) => void,
): Promise<Response> {
  try {
    return await handler(toRequest(origin, incoming));
  } catch (error) {
    if (error instanceof RequestError) return errorResponse(error);
    log(`${incoming.method} ${incoming.url}: ${describeError(error)}`);
    return errorResponse(
      new RequestError("InternalServerError", describeError(error), 500),
    );
  }
}

/** The answer to a refused request: `{code, message}` with the error's status. */
export function errorResponse({ code, message, status }: RequestError): Response {
  return Response.json({ code, message }, { status });
}

function toRequest(origin: string, incoming: IncomingMessage): Request {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    headers.append(incoming.rawHeaders[i]!, incoming.rawHeaders[i + 1]!);
  }
  const hasBody = incoming.method !== "GET" && incoming.method !== "HEAD";
  const body = hasBody ? bodyOf(incoming) : null;
  const init = { method: incoming.method, headers, body, duplex: "half" };
  return new Request(origin + incoming.url, init as RequestInit);
}

// `Readable.toWeb` would close the connection when a handler cancels the body, before its
// answer is sent.
function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      incoming.on("data", (chunk: Buffer) => {
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) incoming.pause();
      });
      incoming.once("end", () => controller.close());
      incoming.once("error", (error) => controller.error(error));
    },
    pull: () => void incoming.resume(),
    cancel: () => discardRest(incoming),
  });
}

/** Discards the unread rest of a request, which would block the connection's next one. */
function discardRest(incoming: IncomingMessage): void {
  incoming.removeAllListeners("data").removeAllListeners("end");
  incoming.resume();
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  outgoing.writeHead(response.status, headers);
  if (!response.body) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(response.body as NodeStream), outgoing);
}
