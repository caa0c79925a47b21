import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";
import { repository } from "../packaging/repository.js";

/** A fenced block of a page, with the line of the page that its code begins on. */
export type Block = { page: string; line: number; language: string; code: string };

/** A Markdown file of the repository, by its path there. */
export type Page = { path: string; text: string };

// What is not the project's own, or not written by people.
const EXCLUDED = ["**/node_modules", "**/.next", "dist", "artifacts"];

/** Every Markdown file that the project itself has. */
export function readPages(): Page[] {
  return ts.sys
    .readDirectory(repository, [".md"], EXCLUDED)
    .map((file) => relative(repository, file).split(sep).join("/"))
    .sort()
    .map(readPage);
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(join(repository, path), "utf8") };
}

/** The fenced blocks of a page; one inside of a list loses its indentation. */
export function blocksOf({ path, text }: Page): Block[] {
  const blocks: Block[] = [];
  let open: { indent: string; line: number; language: string; lines: string[] } | null =
    null;
  for (const [index, line] of text.split("\n").entries()) {
    const fence = /^( *)```(\S*)\s*$/.exec(line);
    if (open === null) {
      if (!fence) continue;
      const [, indent, language] = fence;
      open = { indent: indent!, line: index + 2, language: language!, lines: [] };
    } else if (fence?.[1] === open.indent && fence[2] === "") {
      const { language, line, lines } = open;
      blocks.push({ page: path, line, language, code: `${lines.join("\n")}\n` });
      open = null;
    } else {
      open.lines.push(
        line.startsWith(open.indent) ? line.slice(open.indent.length) : line,
      );
    }
  }
  if (open !== null) throw new Error(`${path}:${open.line} has a block without an end.`);
  return blocks;
}

/** A page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replace(/^( *)```[^]*?^\1```$/gm, "");
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: Page): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(page).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const slug = slugOf(heading!);
    const again = [...anchors].filter((anchor) => anchor.replace(/-\d+$/, "") === slug);
    anchors.add(again.length === 0 ? slug : `${slug}-${again.length}`);
  }
  return anchors;
}

function slugOf(heading: string) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Pc} -]/gu, "")
    .replaceAll(" ", "-");
}

/** Where the links and pictures of a page lead, code aside. */
export function linksOf(page: Page): string[] {
  const prose = proseOf(page).replace(/`[^`\n]*`/g, "");
  const inline = [...prose.matchAll(/\]\(([^)\s]+)(?: "[^"]*")?\)/g)];
  const html = [...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)];
  return [...inline, ...html].map(([, target]) => target!);
}

/** The rows of the table below a heading, by their cells, without its head. */
export function tableBelow({ path, text }: Page, heading: string): string[][] {
  const section = text.split(`\n${heading}\n`)[1];
  if (section === undefined) throw new Error(`${path} has no heading ${heading}.`);
  const lines = /^(?:\|.*\n)+/m.exec(section)?.[0].trimEnd().split("\n") ?? [];
  return lines.slice(2).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("\\|", "|")),
  );
}

/** What stands as code in a text: the spans between backticks. */
export function codeIn(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
}
