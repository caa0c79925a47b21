import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const LOOPBACK = "127.0.0.1";

// Longer than clients keep an idle connection. If the server closed it first, a request
// that a client sends at that moment would fail.
const KEEP_ALIVE_MS = 75_000;

export type Listening = { url: string; port: number; close(): Promise<void> };

/** Listens on the loopback interface only. Port 0 chooses a free port. */
export async function listen(server: Server, port: number): Promise<Listening> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
