import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import {
  type CopiedFile,
  copyFile,
} from "../../src/component/model/fileMigration/download.js";
import type { FetchOptions } from "../../src/component/model/fileMigration/fileFetch.js";
import { FileSourceError } from "../../src/component/model/fileMigration/fileSource.js";
import { type FileServer, sha256Of, startFileServer } from "./fileServer.js";

const SIZE = 300_000;
const SECRET = "never-to-be-shown";

let server: FileServer;
let stored: Map<number, Blob>;

beforeAll(async () => {
  server = await startFileServer();
  // A process learns which certificates to trust when it starts, and this one has.
  // files.test.ts does without it.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});
beforeEach(() => {
  stored = new Map();
  server.requests.length = 0;
});

/** A storage that, as Convex's, refuses a file that lacks the checksum it is to have. */
const storage = {
  async store(blob: Blob, options: { sha256?: string } = {}) {
    const hash = createHash("sha256").update(new Uint8Array(await blob.arrayBuffer()));
    const sha256 = hash.digest("base64");
    if (options.sha256 !== undefined && options.sha256 !== sha256) {
      throw new Error(`Sha256 mismatch. Expected: ${options.sha256} Actual: ${sha256}`);
    }
    const id = stored.size + 1;
    stored.set(id, blob);
    return id;
  },
  async delete(id: number) {
    stored.delete(id);
  },
};

function copy(path: string, options: Partial<FetchOptions> = {}) {
  const source = `${server.origin}${path}?X-Amz-Signature=${SECRET}#fragment`;
  return copyFile(
    source,
    {
      allowedHosts: [new URL(server.origin).host],
      allowPrivateHosts: true,
      maxFileBytes: 1_000_000,
      times: { head: 400, pause: 400, whole: 5_000 },
      ...options,
    },
    storage,
  );
}

/** The error of a copy of which nothing stays stored and that shows no secret. */
async function failureOf(copying: Promise<CopiedFile<number>>): Promise<FileSourceError> {
  const error: unknown = await copying.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FileSourceError);
  expect(stored.size).toBe(0);
  const { message, stack } = error as FileSourceError;
  expect(message + stack).not.toContain(SECRET);
  return error as FileSourceError;
}

test("a file is stored whole, under its audio type, with size and checksum", async () => {
  const checksum = { "x-amz-checksum-sha256": sha256Of(SIZE) };
  server.serve("/a.flac", { size: SIZE, type: "binary/octet-stream", headers: checksum });
  const copied = await copy("/a.flac");
  expect(copied).toEqual({ storageId: 1, size: SIZE, sha256: sha256Of(SIZE) });
  const blob = stored.get(1)!;
  expect([blob.type, blob.size]).toEqual(["audio/flac", SIZE]);
  const bytes = new Uint8Array(await blob.arrayBuffer());
  expect(createHash("sha256").update(bytes).digest("base64")).toBe(sha256Of(SIZE));
  expect(server.requests).toMatchObject([{ query: `?X-Amz-Signature=${SECRET}` }]);
});

test("a checksum in hexadecimal is understood, one of parts does without", async () => {
  const hex = sha256Of(SIZE, "hex");
  server.serve("/hex.mp3", { size: SIZE, headers: { "x-amz-checksum-sha256": hex } });
  expect((await copy("/hex.mp3")).sha256).toBe(sha256Of(SIZE));
  const parts = { "x-amz-checksum-sha256": `${sha256Of(1)}-2` };
  server.serve("/parts.mp3", { size: SIZE, headers: parts });
  expect((await copy("/parts.mp3")).sha256).toBeNull();
});

test("S3 is asked for its checksum, unless the URL is signed", async () => {
  server.serve("/a.mp3", { size: SIZE });
  await copy("/a.mp3");
  const policy = { allowedHosts: [new URL(server.origin).host], allowPrivateHosts: true };
  const options = { ...policy, maxFileBytes: SIZE };
  await copyFile(`${server.origin}/a.mp3?versionId=1`, options, storage);
  await copyFile(`${server.origin}/a.mp3?Signature=1`, options, storage);
  const asked = server.requests.map(({ headers }) => headers["x-amz-checksum-mode"]);
  expect(asked).toEqual([undefined, "ENABLED", undefined]);
  expect(server.requests[0]?.headers["accept-encoding"]).toBe("identity");
});

test("redirects are followed to allowed hosts, each checked anew", async () => {
  server.serve("/c.mp3", { size: SIZE });
  server.failAlways("/a", { kind: "redirect", location: `${server.addressOrigin}/b` });
  server.failAlways("/b", { kind: "redirect", location: "/c.mp3", status: 307 });
  const other = await failureOf(copy("/a"));
  expect(other.message).toMatch(/redirects to where .*127\.0\.0\.1:\d+ is not one/);
  expect(other.isTemporary).toBe(false);
  const hosts = [server.origin, server.addressOrigin].map(
    (origin) => new URL(origin).host,
  );
  expect((await copy("/a", { allowedHosts: hosts })).size).toBe(SIZE);
});

test.each([
  ["to http", "http://localhost/a.mp3", /Only https/],
  [
    "to another host",
    `https://elsewhere.example/?${SECRET}`,
    /elsewhere\.example is not/,
  ],
  ["to credentials", `https://u:${SECRET}@localhost/`, /user name/],
  ["to a file", "file:///etc/passwd", /Only https/],
  ["to nowhere", "https://", /to nowhere/],
  ["in a loop", "/loop", /again and again/],
])("a redirect %s is refused for good", async (_, location, refusal) => {
  server.failAlways("/loop", { kind: "redirect", location });
  const error = await failureOf(copy("/loop"));
  expect(error.message).toMatch(refusal);
  expect(error.isTemporary).toBe(false);
  expect(server.requests.length).toBe(location === "/loop" ? 6 : 1);
});

test("a private host is refused before anything is asked of it", async () => {
  const error = await failureOf(copy("/a.mp3", { allowPrivateHosts: false }));
  expect(error.message).toMatch(/localhost:\d+ is a host of a private network/);
  expect(server.requests).toEqual([]);
});

test.each([
  ["never answers", { kind: "hang" }, /did not answer within 0\.4 seconds/],
  ["drops the connection", { kind: "drop" }, /No connection to localhost/],
  ["stops in the middle", { kind: "hangInBody" }, /stopped sending/],
  ["drops it in the middle", { kind: "dropInBody" }, /broke off|too early/],
] as const)("a server that %s may do better later", async (_, fault, message) => {
  server.serve("/a.mp3", { size: SIZE });
  server.fail("/a.mp3", fault);
  const error = await failureOf(copy("/a.mp3"));
  expect(error.message).toMatch(message);
  expect(error.isTemporary).toBe(true);
  expect((await copy("/a.mp3")).size).toBe(SIZE);
});

test("a host where nobody listens may be there later", async () => {
  const gone = await startFileServer();
  await gone.close();
  const options = { allowedHosts: [new URL(gone.origin).host], allowPrivateHosts: true };
  const copying = copyFile(gone.origin, { ...options, maxFileBytes: 1 }, storage);
  expect((await failureOf(copying)).isTemporary).toBe(true);
});

test("a file may take its time, but not for ever", async () => {
  server.serve("/slow.mp3", { size: SIZE, delayMs: 300 });
  const times = { head: 400, pause: 400, whole: 250 };
  const error = await failureOf(copy("/slow.mp3", { times }));
  expect(error.message).toMatch(/too slow/);
  expect(error.isTemporary).toBe(true);
  expect((await copy("/slow.mp3")).size).toBe(SIZE);
});

test("of a file that is longer than announced no part is stored, as its checksum tells", async () => {
  const headers = { "x-amz-checksum-sha256": sha256Of(SIZE) };
  server.serve("/long.mp3", { size: SIZE, announced: SIZE - 1, headers });
  const error = await failureOf(copy("/long.mp3"));
  expect(error.message).toMatch(/checksum|broke off|more than it announced/);
});

test("a file that is shorter than announced is not stored", async () => {
  server.serve("/short.mp3", { size: SIZE, announced: SIZE + 1 });
  const error = await failureOf(copy("/short.mp3"));
  expect(error.message).toMatch(/too early|broke off|stopped sending/);
  expect(error.isTemporary).toBe(true);
});

test.each([
  ["without a length", { announced: null }, /size/],
  ["too large", { announced: 1_000_001 }, /at most 1000000/],
  ["of another type", { type: "text/html" }, /text\/html/],
  ["of no known type", { type: null }, /type/],
  ["compressed", { headers: { "content-encoding": "br" } }, /compressed/],
])("a file %s is refused for good", async (_, file, refusal) => {
  server.serve("/refused", { size: SIZE, ...file });
  const error = await failureOf(copy("/refused"));
  expect(error.message).toMatch(refusal);
  expect(error.isTemporary).toBe(false);
});

test("a wrong checksum fails for good, and nothing is stored", async () => {
  const headers = { "x-amz-checksum-sha256": sha256Of(SIZE + 1) };
  server.serve("/a.mp3", { size: SIZE, headers });
  const error = await failureOf(copy("/a.mp3"));
  expect(error.message).toMatch(/checksum/);
  expect(error.isTemporary).toBe(false);
});

test("a failure of the storage itself is passed on, for another attempt", async () => {
  server.serve("/a.mp3", { size: SIZE });
  const broken = {
    ...storage,
    store: async () => Promise.reject(new Error("The disk is full.")),
  };
  const options = {
    allowedHosts: [new URL(server.origin).host],
    allowPrivateHosts: true,
  };
  const copying = copyFile(
    `${server.origin}/a.mp3`,
    { ...options, maxFileBytes: SIZE },
    broken,
  );
  await expect(copying).rejects.toThrow("The disk is full.");
});

test.each([
  [-1, "too early", true],
  [1, "more than it announced", false],
])(
  "a body that is %i bytes off is told, should fetch not notice (mocked: Node's does)",
  async (off, message, isTemporary) => {
    const headers = { "content-type": "audio/mpeg", "content-length": String(SIZE) };
    const body = new Uint8Array(SIZE + off);
    vi.stubGlobal("fetch", async () => new Response(body, { headers }));
    try {
      const error = await failureOf(copy("/a.mp3"));
      expect(error.message).toContain(message);
      expect(error.isTemporary).toBe(isTemporary);
    } finally {
      vi.unstubAllGlobals();
    }
  },
);
