import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { generate } from "selfsigned";

/** A file as the server has it. Its bytes are made up from its size alone. */
export type ServedFile = {
  /** Bytes. */
  size: number;
  /** The content type that it is sent with; null for none. */
  type?: string | null;
  /** Further headers. */
  headers?: Record<string, string>;
  /** The length that is announced in place of the size; null for none. */
  announced?: number | null;
  /** How long an answer takes, in ms. */
  delayMs?: number;
};

/** What the server does in place of sending a file. */
export type FileFault =
  | { kind: "status"; status: number; headers?: Record<string, string> }
  | { kind: "redirect"; location: string; status?: number }
  /** Takes the request, and never answers. */
  | { kind: "hang" }
  /** Sends half of the file, and no more. */
  | { kind: "hangInBody" }
  /** Closes the connection without an answer. */
  | { kind: "drop" }
  /** Closes the connection after half of the file. */
  | { kind: "dropInBody" };

export type FileRequest = { path: string; query: string; headers: NodeJS.Dict<unknown> };

export type FileServer = {
  /** As `https://localhost:1234`. */
  origin: string;
  /** The same server under its address. */
  addressOrigin: string;
  /** The certificate to trust, for `NODE_EXTRA_CA_CERTS`. */
  certificateFile: string;
  requests: FileRequest[];
  /** How many requests were being answered at the same time, at most. */
  readonly mostAtOnce: number;
  serve(path: string, file: ServedFile): void;
  /** Makes the next requests of a path fail, each with the next of the faults. */
  fail(path: string, ...faults: FileFault[]): void;
  /** Makes all requests of a path fail. */
  failAlways(path: string, fault: FileFault): void;
  close(): Promise<void>;
};

/** Starts an https server on the loopback address that sends files, well or badly. */
export async function startFileServer(): Promise<FileServer> {
  const { key, cert } = await certificate();
  const dir = await mkdtemp(join(tmpdir(), "file-server-"));
  const certificateFile = join(dir, "certificate.pem");
  await writeFile(certificateFile, cert);

  const files = new Map<string, ServedFile>();
  const faults = new Map<string, FileFault[]>();
  const lasting = new Map<string, FileFault>();
  const requests: FileRequest[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const server = createServer({ key, cert }, (incoming, response) => {
    const request = describeRequest(incoming);
    requests.push(request);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once("close", () => (atOnce -= 1));
    const fault = faults.get(request.path)?.shift() ?? lasting.get(request.path);
    void answer(response, files.get(request.path), fault);
  });
  const port = await listen(server);
  return {
    origin: `https://localhost:${port}`,
    addressOrigin: `https://127.0.0.1:${port}`,
    certificateFile,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    serve: (path, file) => void files.set(path, file),
    fail: (path, ...next) =>
      void faults.set(path, [...(faults.get(path) ?? []), ...next]),
    failAlways: (path, fault) => void lasting.set(path, fault),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await rm(dir, { recursive: true });
    },
  };
}

const BLOCK_BYTES = 64 * 1024;

/** The bytes of a file of a size, a block at a time. */
export function* bytesOf(size: number): Generator<Buffer> {
  for (let at = 0; at < size; at += BLOCK_BYTES) {
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, size - at), at % 251);
    block.writeUInt8(Math.floor(at / BLOCK_BYTES) % 256);
    yield block;
  }
}

/** The SHA-256 of the file of a size. */
export function sha256Of(size: number, encoding: "base64" | "hex" = "base64"): string {
  const hash = createHash("sha256");
  for (const block of bytesOf(size)) hash.update(block);
  return hash.digest(encoding);
}

async function certificate() {
  const altNames = [
    { type: 2 as const, value: "localhost" },
    { type: 7 as const, ip: "127.0.0.1" },
  ];
  const { private: key, cert } = await generate(
    [{ name: "commonName", value: "localhost" }],
    {
      keyType: "ec",
      algorithm: "sha256",
      extensions: [
        { name: "basicConstraints", cA: true },
        { name: "subjectAltName", altNames },
      ],
    },
  );
  return { key, cert };
}

function describeRequest(incoming: IncomingMessage): FileRequest {
  const { pathname, search } = new URL(incoming.url ?? "/", "https://localhost");
  return { path: pathname, query: search, headers: incoming.headers };
}

async function answer(
  response: ServerResponse,
  file: ServedFile | undefined,
  fault: FileFault | undefined,
) {
  if (fault?.kind === "hang") return;
  if (fault?.kind === "drop") return response.destroy();
  if (fault?.kind === "status") {
    return response.writeHead(fault.status, fault.headers).end("No file, but this text.");
  }
  if (fault?.kind === "redirect") {
    return response.writeHead(fault.status ?? 302, { location: fault.location }).end();
  }
  if (file === undefined) return response.writeHead(404).end("There is no such file.");
  await sleep(file.delayMs ?? 0);
  response.writeHead(200, headersOf(file));
  if (fault === undefined) {
    // The other side may have had enough.
    return await pipeline(Readable.from(bytesOf(file.size)), response).catch(() => {});
  }
  for (const block of bytesOf(Math.floor(file.size / 2))) response.write(block);
  if (fault.kind === "dropInBody") response.write("", () => response.destroy());
}

function headersOf({ size, type = "audio/mpeg", announced = size, headers }: ServedFile) {
  return {
    ...(type !== null && { "content-type": type }),
    ...(announced !== null && { "content-length": String(announced) }),
    ...headers,
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
