import { brotliCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { readJson } from "./body.js";

const MAX_BYTES = 1000;

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<object> {
  const request = new Request("http://x.example.com", { method: "POST", body, headers });
  return readJson(request, MAX_BYTES);
}

const compressed = (text: string): Promise<object> =>
  post(new Uint8Array(brotliCompressSync(text)), { "content-encoding": "br" });

const textOf = (size: number) => JSON.stringify({ a: "x".repeat(size - 8) });

test("a body of up to the limit is read, compressed or not", async () => {
  expect(await post(textOf(MAX_BYTES))).toHaveProperty("a");
  expect(await compressed(textOf(MAX_BYTES))).toHaveProperty("a");
});

test("a body over the limit is refused", async () => {
  await expect(post(textOf(MAX_BYTES + 1))).rejects.toMatchObject({ status: 413 });
});

test("a small body that decompresses to one over the limit is refused", async () => {
  const bomb = compressed(textOf(5_000_000));
  await expect(bomb).rejects.toMatchObject({ code: "RequestTooLarge", status: 413 });
});

test("a body that is not JSON, or not compressed as it says, is refused", async () => {
  const refusal = { code: "BadJsonBody", status: 400 };
  await expect(post("{")).rejects.toMatchObject(refusal);
  await expect(post("{}", { "content-encoding": "br" })).rejects.toMatchObject(refusal);
});
