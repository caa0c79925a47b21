import { createHash } from "node:crypto";
import { copyFile } from "../../src/component/model/fileMigration/download.js";

/*
 * Run in a process of its own: copies a file, from the URL given, where responses and
 * blobs are as Convex makes them, and prints how much memory it had in use at most. In
 * Node.js itself `Response.blob()` reads all of a body into memory; in Convex it hands
 * the stream on when the response has a Content-Length, and else does as Node.js does.
 */

const [, , source = ""] = process.argv;
const SAMPLE_EVERY_BYTES = 4 * 1024 * 1024;

/** A blob that is read once, from a stream; anything else would keep it in memory. */
class StreamedBlob extends Blob {
  readonly #stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly #size: number;
  readonly #type: string;

  constructor(
    stream: ReadableStream<Uint8Array<ArrayBuffer>>,
    { size, type }: { size: number; type: string },
  ) {
    super([]);
    this.#stream = stream;
    this.#size = size;
    this.#type = type;
  }

  override get size() {
    return this.#size;
  }

  override get type() {
    return this.#type;
  }

  override stream() {
    return this.#stream;
  }

  // Both branches of a tee are there until both are read.
  override slice(_start?: number, _end?: number, type = "") {
    const [kept, sliced] = this.#stream.tee();
    branches.push(kept);
    return new StreamedBlob(sliced, { size: this.#size, type });
  }

  override arrayBuffer() {
    return new Response(this.#stream).arrayBuffer();
  }
}

const branches: unknown[] = [];

class StreamingResponse extends Response {
  override async blob(): Promise<Blob> {
    const length = this.headers.get("content-length");
    if (length === null || this.body === null) return await super.blob();
    const type = this.headers.get("content-type") ?? "";
    return new StreamedBlob(this.body, { size: Number(length), type });
  }
}

globalThis.Response = StreamingResponse;

let mostBytes = 0;
let nextSample = 0;

/** What is in use after a collection, at every few MiB of what was stored. */
function sample(stored: number) {
  if (stored < nextSample) return;
  nextSample = stored + SAMPLE_EVERY_BYTES;
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  mostBytes = Math.max(mostBytes, heapUsed + arrayBuffers);
}

const storage = {
  async store(blob: Blob) {
    const hash = createHash("sha256");
    let size = 0;
    const reader = blob.stream().getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      hash.update(value);
      sample(size);
    }
    return { size, type: blob.type, sha256: hash.digest("base64") };
  },
  async delete() {},
};

sample(0);
const bytesBefore = mostBytes;
const allowedHosts = [new URL(source).host];
const options = { allowedHosts, allowPrivateHosts: true, maxFileBytes: 2 ** 31 };
const { storageId: stored } = await copyFile(source, options, storage);
console.log(JSON.stringify({ ...stored, grownBytes: mostBytes - bytesBefore }));
