import fc from "fast-check";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { JsonlReader, JsonlWriter } from "./jsonl.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "jsonl-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(path: string) {
  const reader = new JsonlReader(path);
  const lines: string[] = [];
  for await (const line of reader.lines()) lines.push(line);
  return { lines, facts: reader.facts() };
}

test("what is written is read back line by line, whatever the texts are", async () => {
  const path = join(folder, "any.jsonl");
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("\u2028", "\u2029", "\u0085", "\r\n", "\ud800", '"\\', "\u0000"),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(text)), async (batches) => {
      const writer = await JsonlWriter.create(path);
      for (const batch of batches)
        await writer.write(batch.map((t) => JSON.stringify(t)));
      const written = await writer.finish();
      const { lines, facts } = await read(path);
      expect(lines.map((line) => JSON.parse(line) as string)).toEqual(batches.flat());
      expect(facts).toEqual(written);
      const bytes = await readFile(path);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      expect(facts).toEqual({ rows: batches.flat().length, bytes: bytes.length, sha256 });
    }),
    { numRuns: 30 },
  );
});

test("lines are complete, wherever a chunk of the file ends", async () => {
  const path = join(folder, "long.jsonl");
  const lines = Array.from({ length: 300 }, (_, i) => "🎵".repeat(i * 7));
  await writeFile(path, lines.join("\n"));
  const { lines: found, facts } = await read(path);
  expect(found).toEqual(lines);
  expect(facts.rows).toBe(300);
});

test("a file only gets its name once it is complete", async () => {
  const path = join(folder, "slow.jsonl");
  const writer = await JsonlWriter.create(path);
  await writer.write(["1"]);
  expect((await readdir(folder)).filter((name) => name.startsWith("slow"))).toEqual([
    "slow.jsonl.partial",
  ]);
  await writer.finish();
  expect((await readdir(folder)).filter((name) => name.startsWith("slow"))).toEqual([
    "slow.jsonl",
  ]);
});

test("bytes that are not text are reported with their line", async () => {
  const path = join(folder, "latin1.jsonl");
  await writeFile(path, Buffer.from('"a"\n"\xe9"\n', "latin1"));
  await expect(read(path)).rejects.toThrow("latin1.jsonl:2: the line is not UTF-8 text.");
});
