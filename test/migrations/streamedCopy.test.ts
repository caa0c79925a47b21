import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../example/local/index.js";
import { type FileServer, sha256Of, startFileServer } from "./fileServer.js";

const MIB = 1024 * 1024;
const SIZE = 200 * MIB;

let server: FileServer;
beforeAll(async () => {
  server = await startFileServer();
});
afterAll(() => server.close());

const tsx = createRequire(import.meta.url).resolve("tsx");
const script = fileURLToPath(new URL("./streamedCopy.ts", import.meta.url));

test("a file of 200 MiB is never in memory as a whole, where blobs are as in Convex", async () => {
  server.serve("/large", { size: SIZE, type: "binary/octet-stream" });
  server.failAlways("/large.flac", { kind: "redirect", location: "/large" });
  const { stdout, stderr } = await run(
    process.execPath,
    [
      ...["--expose-gc", "--max-old-space-size=64", "--import", tsx],
      ...[script, `${server.origin}/large.flac`],
    ],
    { env: { ...process.env, NODE_EXTRA_CA_CERTS: server.certificateFile } },
  );
  expect(stderr).toBe("");
  const { grownBytes, ...stored } = JSON.parse(stdout) as { grownBytes: number };
  expect(stored).toEqual({ size: SIZE, type: "audio/flac", sha256: sha256Of(SIZE) });
  expect(grownBytes).toBeLessThan(16 * MIB);
});
