import {
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { type AddressInfo } from "node:net";

/** Takes what a page sends to a deployment, and can let an upload go wrong on its way. */
export async function startUploadProxy(deploymentUrl: string) {
  /** What happens to the next uploads, before all others are passed on. */
  const mishaps: Mishap[] = [];
  const uploads: { url: string; contentType: string | undefined }[] = [];

  const server = createServer((incoming, outgoing) => {
    if (incoming.method === "OPTIONS") return allow(incoming, outgoing);
    const { url = "", headers } = incoming;
    uploads.push({ url, contentType: headers["content-type"] });
    const mishap = mishaps.shift();
    if (mishap === undefined) return forward(deploymentUrl, incoming, outgoing);
    mishap(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    mishaps,
    uploads,
    /** Leads an upload URL of the deployment here. */
    reroute: (url: string) => url.replace(deploymentUrl, `http://127.0.0.1:${port}`),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type UploadProxy = Awaited<ReturnType<typeof startUploadProxy>>;

export type Mishap = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Reads the file, then answers something else. */
export function answer(status: number, body: string): Mishap {
  return (incoming, outgoing) => {
    incoming.resume();
    incoming.on("end", () => {
      const origin = incoming.headers.origin ?? "*";
      outgoing.writeHead(status, { "access-control-allow-origin": origin });
      outgoing.end(body);
    });
  };
}

/** Hangs up. */
export const hangUp: Mishap = (incoming) => {
  incoming.destroy();
};

const CHUNK_EVERY_MS = 20;

/** Reads the file slowly; tells when it has begun, and when the page hangs up. */
export function slow() {
  let tellBegun: () => void;
  let tellClosed: () => void;
  const begun = new Promise<void>((resolve) => (tellBegun = resolve));
  const closed = new Promise<void>((resolve) => (tellClosed = resolve));
  const mishap: Mishap = (incoming) => {
    incoming.on("data", () => {
      tellBegun();
      incoming.pause();
      setTimeout(() => incoming.resume(), CHUNK_EVERY_MS);
    });
    incoming.on("error", () => {}); // that is the page hanging up
    incoming.socket.once("close", () => tellClosed());
  };
  return { mishap, begun, closed };
}

/** Pages of any origin may upload here, as to a deployment. */
function allow({ headers }: IncomingMessage, outgoing: ServerResponse) {
  outgoing.writeHead(204, {
    "access-control-allow-origin": headers.origin,
    "access-control-allow-headers": "content-type",
  });
  outgoing.end();
}

function forward(
  deploymentUrl: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  const { method, headers, url = "" } = incoming;
  const onward = request(new URL(url, deploymentUrl), { method, headers }, (answered) => {
    outgoing.writeHead(answered.statusCode!, answered.headers);
    answered.pipe(outgoing);
  });
  incoming.pipe(onward);
}
