import { randomBytes, randomUUID } from "node:crypto";
import { RequestError } from "./errors.js";
import type { Engine } from "./engine/engine.js";
import { parseRange } from "./http/range.js";

type FileAddress = { component: string; storageId: string };

const UPLOAD_TOKEN_LIFETIME_MS = 60 * 60 * 1000;
const CACHE_CONTROL = "private, max-age=2592000";

/** The URLs of the file storage of the app and each component. */
export class Storage {
  readonly #uploads = new Map<string, { component: string; expiresAt: number }>();
  readonly #files = new Map<string, FileAddress>();
  readonly #ids = new Map<string, string>();

  constructor(
    private readonly engine: () => Engine | null,
    private readonly cloudUrl: () => string,
  ) {}

  /** A URL for uploads to a component's storage, which is valid for an hour. */
  uploadUrl(component: string): string {
    this.#dropExpired();
    const token = randomBytes(32).toString("base64url");
    const expiresAt = Date.now() + UPLOAD_TOKEN_LIFETIME_MS;
    this.#uploads.set(token, { component, expiresAt });
    return `${this.cloudUrl()}/api/storage/upload?token=${token}`;
  }

  /** The URL of a file, which does not change. */
  fileUrl(component: string, storageId: string): string {
    const key = `${component}:${storageId}`;
    const id = this.#ids.get(key) ?? randomUUID();
    this.#ids.set(key, id);
    this.#files.set(id, { component, storageId });
    const query = component === "" ? "" : `?component=${encodeURIComponent(component)}`;
    return `${this.cloudUrl()}/api/storage/${id}${query}`;
  }

  /** Invalidates all URLs, when all files are deleted. */
  clear(): void {
    this.#uploads.clear();
    this.#files.clear();
    this.#ids.clear();
  }

  #dropExpired() {
    for (const [token, { expiresAt }] of this.#uploads) {
      if (expiresAt < Date.now()) this.#uploads.delete(token);
    }
  }

  async upload(request: Request): Promise<Response> {
    const token = new URL(request.url).searchParams.get("token");
    const upload = this.#uploads.get(token ?? "");
    if (!upload || upload.expiresAt < Date.now()) {
      throw new RequestError("StorageTokenInvalid", "Invalid storage token", 401);
    }
    const type = request.headers.get("content-type") ?? "";
    const blob = new Blob([await request.arrayBuffer()], { type });
    const storageId = await this.engine()!.storeFile(upload.component, blob);
    return Response.json({ storageId });
  }

  async download(request: Request): Promise<Response> {
    const id = new URL(request.url).pathname.split("/").pop()!;
    const address = this.#files.get(id);
    const file =
      address && (await this.engine()?.readFile(address.component, address.storageId));
    if (!file) throw new RequestError("FileNotFound", `File ${id} not found`, 404);
    const { blob, contentType, sha256 } = file;
    const headers = new Headers({
      "accept-ranges": "bytes",
      "cache-control": CACHE_CONTROL,
    });
    if (contentType) headers.set("content-type", contentType);
    const range = parseRange(request.headers.get("range"), blob.size);
    if (range === "unsatisfiable") {
      headers.set("content-range", `bytes */${blob.size}`);
      return new Response(null, { status: 416, headers });
    }
    if (range === null) {
      headers.set("digest", `sha-256=${sha256}`);
      headers.set("content-length", String(blob.size));
      return new Response(blob.stream(), { headers });
    }
    const { start, end } = range;
    headers.set("content-range", `bytes ${start}-${end}/${blob.size}`);
    headers.set("content-length", String(end - start + 1));
    return new Response(blob.slice(start, end + 1).stream(), { status: 206, headers });
  }
}
