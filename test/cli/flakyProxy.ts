import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What happens to a request on its way. */
export type Mishap =
  /** It arrives, and so does the answer. */
  | "none"
  /** It does not arrive. */
  | "refused"
  /** It arrives, and has its effect, but the answer is lost. */
  | "unanswered";

/** A server before another one, which loses requests and answers. */
export async function startFlakyProxy(target: string, mishapOf: (nth: number) => Mishap) {
  let requests = 0;
  const lost: Mishap[] = [];
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    const mishap = mishapOf(requests++);
    if (mishap !== "none") lost.push(mishap);
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    if (mishap === "refused") {
      response.writeHead(503).end("Overloaded");
      return;
    }
    const { authorization = "" } = request.headers;
    const answer = await fetch(target + request.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization },
      body: Buffer.concat(body),
    });
    const text = await answer.text();
    if (mishap === "unanswered") request.socket.destroy();
    else response.writeHead(answer.status).end(text);
  };
  const server = createServer((request, response) => {
    forward(request, response).catch(() => request.socket.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    lost,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
