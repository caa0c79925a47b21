import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { RequestError } from "../errors.js";

/** The limits of a deployment on the body of a client's call and of a push. */
export const MAX_CALL_BYTES = (1 << 24) + 2000;
export const MAX_PUSH_BYTES = 200_000_000;

const unbrotli = promisify(brotliDecompress);

/**
 * Reads a JSON body, which the CLI compresses with brotli when it is large.
 *
 * @param maxBytes - The limit on the body, both as sent and decompressed.
 * @throws RequestError 413 if the body exceeds the limit, 400 if it is not JSON.
 */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  const sent = await readBytes(request, maxBytes);
  const isBrotli = request.headers.get("content-encoding") === "br";
  const bytes = isBrotli ? await decompress(sent, maxBytes) : sent;
  try {
    return JSON.parse(bytes.toString()) as Record<string, unknown>;
  } catch {
    throw notJsonError();
  }
}

async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLargeError(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function decompress(bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unbrotli(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw isTooLarge ? tooLargeError(maxBytes) : notJsonError();
  }
}

function tooLargeError(maxBytes: number): RequestError {
  return new RequestError(
    "RequestTooLarge",
    `The request body is larger than ${maxBytes} bytes.`,
    413,
  );
}

function notJsonError(): RequestError {
  return new RequestError("BadJsonBody", "The request body is not valid JSON.");
}
