import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { retryingFetch } from "./retryingFetch.js";

let server: Server | undefined;
afterEach(() => server?.close());

/** Starts a server that answers with these statuses in turn. 0 breaks the connection. */
async function answering(...statuses: number[]) {
  const asked: number[] = [];
  server = createServer((request, response) => {
    const status = statuses[asked.length] ?? 200;
    asked.push(status);
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return { asked, url: `http://127.0.0.1:${port}` };
}

const patient = retryingFetch({ firstPauseMs: 1 });

test.each([
  ["a temporary error", [503, 500, 200], 200, 3],
  ["a rate limit", [429, 200], 200, 2],
  ["a connection that breaks", [0, 0, 200], 200, 3],
  ["a function that threw", [560], 560, 1],
  ["a refusal", [403], 403, 1],
  ["a permanent error", [503, 503, 503, 503, 503, 503, 503], 503, 6],
])("%s", async (_, statuses, status, attempts) => {
  const { asked, url } = await answering(...statuses);
  expect((await patient(url)).status).toBe(status);
  expect(asked).toHaveLength(attempts);
});

test("a server that does not answer is named, with the reason", async () => {
  const { url } = await answering();
  server!.close();
  await expect(patient(url)).rejects.toThrow(`could not reach ${url} (ECONNREFUSED)`);
});
