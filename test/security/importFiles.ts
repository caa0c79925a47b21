import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { writeManifest } from "../../src/cli/io/manifest.js";
import { type TableName, tableNames, tables } from "../../src/cli/schema/tables.js";
import { oddJson, oddText } from "./fuzzing.js";

/*
 * Files as `convex-music-library import` reads them, with lines that a careless or a
 * hostile hand has been at.
 */

const word = fc.string({ minLength: 1, maxLength: 12 }).map((text) => `w${text}`);
const someId = fc.integer({ min: 0, max: 50 }).map(String);
const time = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(2e12) });

/** What a field usually holds. */
const usual: Record<string, fc.Arbitrary<unknown>> = {
  id: fc.oneof({ weight: 20, arbitrary: fc.uuid() }, { weight: 1, arbitrary: someId }),
  title: word,
  artist: word,
  record: word,
  description: word,
  src: fc.webUrl({ validSchemes: ["https"] }),
  image: fc.record({ src: fc.webUrl({ validSchemes: ["https"] }), alt: word }),
  imageSrc: fc.webUrl({ validSchemes: ["https"] }),
  imageAlt: word,
  isLoop: fc.boolean(),
  isPublic: fc.boolean(),
  visibility: fc.constantFrom("public", "private"),
  durationSeconds: fc.oneof(fc.nat(9000), fc.constantFrom("3:25", "01:02:03.5")),
  durationMs: fc.nat(9_000_000),
  createdAt: time.map((date) => date.toISOString()),
  updatedAt: time.map((date) => date.toISOString()),
  ownerId: someId,
  ownerEmail: fc.emailAddress(),
  email: fc.emailAddress(),
  playlistId: someId,
  trackId: someId,
  position: fc.oneof(fc.nat(100), fc.constantFrom("NaN", "-Infinity", "1e3", null)),
};

const needed = ["id", "title", "artist", "playlistId", "trackId"];

/** A row of a table, some of whose values are anything at all. */
function row(table: TableName): fc.Arbitrary<unknown> {
  const columns: Record<string, readonly string[]> = tables[table];
  const fields = Object.entries(columns).map(([field, [column]]) => {
    const value = fc.oneof(
      { weight: 24, arbitrary: usual[field]! },
      { weight: 1, arbitrary: oddJson },
    );
    return { column: column!, value, isNeeded: needed.includes(field) };
  });
  return fc.record(
    Object.fromEntries([
      ...fields.map(({ column, value }) => [column, value] as const),
      ["__proto__", oddJson],
      ["constructor", oddJson],
    ]),
    {
      requiredKeys: fields.filter(({ isNeeded }) => isNeeded).map(({ column }) => column),
      noNullPrototype: true,
    },
  );
}

/** A line of a table's file: a row, or text that is none. */
export function line(table: TableName): fc.Arbitrary<string> {
  const text = row(table).map((value) => JSON.stringify(value));
  return fc
    .oneof(
      { weight: 18, arbitrary: text },
      {
        weight: 1,
        arbitrary: fc.tuple(text, fc.nat(80)).map(([t, end]) => t.slice(0, end)),
      },
      {
        weight: 1,
        arbitrary: fc.oneof(
          oddText,
          oddJson.map((v) => JSON.stringify(v)),
        ),
      },
    )
    .map((text) => text.replaceAll("\n", " ").replaceAll(/\p{Surrogate}/gu, "?"));
}

export const folder = await mkdtemp(join(tmpdir(), "import-files-"));

export async function removeFolder() {
  await rm(folder, { recursive: true });
}

/** Writes the files of an export, with the manifest that fits them. */
export async function writeFiles(
  contents: Partial<Record<TableName, string | Uint8Array>>,
) {
  const facts = new Map();
  for (const table of tableNames) {
    const bytes = Buffer.from(contents[table] ?? "");
    await writeFile(join(folder, `${table}.jsonl`), bytes);
    const ends = bytes.filter((byte) => byte === 10).length;
    const rows = ends + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    facts.set(table, { rows, bytes: bytes.length, sha256 });
  }
  await writeManifest(folder, "postgres", facts as Parameters<typeof writeManifest>[2]);
}
