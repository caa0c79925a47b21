import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import { RequestError } from "../errors.js";

const unbrotli = promisify(brotliDecompress);

/** Reads a JSON body, which the CLI sends brotli-compressed when it is large. */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const bytes = Buffer.from(await request.arrayBuffer());
  const isBrotli = request.headers.get("content-encoding") === "br";
  try {
    const text = isBrotli ? await unbrotli(bytes) : bytes;
    return JSON.parse(text.toString()) as Record<string, unknown>;
  } catch {
    throw new RequestError("BadJsonBody", "The request body is not valid JSON.");
  }
}
