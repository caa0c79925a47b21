import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import { contract } from "../../../src/shared/contract.js";
import { repository } from "../../packaging/repository.js";

/*
 * The README's list of the functions that a host can mount.
 */

const START = "<!-- START: written by `npm run docs` -->";
const END = "<!-- END: written by `npm run docs` -->";

const FOR_ADMINS = ["clerk", "migrations"];

/** The README as it should be. */
export async function writtenReadme(): Promise<string> {
  const readme = await readFile(join(repository, "README.md"), "utf8");
  const [before, rest] = readme.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error("README.md has no place for the list of functions.");
  }
  const list = Object.entries(contract).map(([area, operations]) => {
    const names = Object.keys(operations).map((name) => `\`${name}\``);
    const title = FOR_ADMINS.includes(area) ? `\`${area}\` (admins)` : `\`${area}\``;
    return `- ${title}: ${names.join(", ")}`;
  });
  const text = `${before}${START}\n\n${list.join("\n")}\n\n${END}${after}`;
  return await format(text, { parser: "markdown", printWidth: 90 });
}
