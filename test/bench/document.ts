import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { repository } from "../example/deployed.js";

const file = join(repository, "docs/performance.md");
const start = "<!-- START: written by `npm run bench -- --write` -->";
const end = "<!-- END -->";

/** Puts the tables between the markers of the document. */
export async function writeSection(text: string) {
  const document = await readFile(file, "utf8");
  const [before, rest] = document.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`${file} has no place for the tables.`);
  }
  const whole = `${before}${start}\n\n${text}\n\n${end}${after}`;
  await writeFile(file, await format(whole, { parser: "markdown", printWidth: 90 }));
}
