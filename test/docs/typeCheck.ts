import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { repository } from "../packaging/repository.js";
import type { Block } from "./markdown.js";

/*
 * Type-checks the blocks of the pages as if they were files of the example: with its
 * generated code, and the package as it is built. No file is written.
 */

/** A file that a block shows, or a fragment, which names none. */
export type Snippet = Block & { path: string | null };

// What the fragments use without declaring it. Files have to be complete.
const CONTEXT = `
import type { MusicLibrary, PlaylistItem, Track } from "convex-music-library";
import type { TrackPlayer } from "convex-music-library/react";
import type { ConvexReactClient } from "convex/react";
import type { MutationCtx } from "../convex/_generated/server";
declare global {
  const api: typeof import("../convex/_generated/api").api;
  const components: typeof import("../convex/_generated/api").components;
  const convex: ConvexReactClient;
  const ctx: MutationCtx;
  const useMutation: typeof import("convex/react").useMutation;
  const library: MusicLibrary;
  const playlistId: string;
  const trackId: string;
  const userId: string;
  const token: string;
  const track: Track;
  const tracks: Track[];
  const item: PlaylistItem;
  const player: TrackPlayer;
  const file: File;
  const title: string;
  const artist: string;
}
`;

/** A block's files: each begins at a comment that names it, as in "// convex/http.ts". */
export function snippetsOf(block: Block): Snippet[] {
  const snippets: (Snippet & { lines: string[] })[] = [];
  for (const [index, text] of block.code.split("\n").entries()) {
    const path = /^\/\/ ((?:[\w.[\]-]+\/)+[\w.[\]-]+\.tsx?)(?=:|$)/.exec(text)?.[1];
    if (path !== undefined || index === 0) {
      const line = block.line + index;
      snippets.push({ ...block, line, path: path ?? null, lines: [] });
    }
    snippets.at(-1)!.lines.push(text);
  }
  return snippets.map(({ lines, ...snippet }) => ({
    ...snippet,
    code: lines.join("\n"),
  }));
}

/** What TypeScript has against the snippets, each with its page and line. */
export function typeErrorsOf(snippets: Snippet[]): string[] {
  const files = new Map(
    snippets.map((snippet, index) => [virtualPath(snippet, index), snippet] as const),
  );
  const texts = new Map(
    [...files].map(([path, { code }]) => [path, `${code}\nexport {};`]),
  );
  const context = join(repository, "example/src/guideContext.ts");
  texts.set(context, CONTEXT);
  const [complete, fragments] = [true, false].map((isComplete) =>
    [...files.keys()].filter((path) => (files.get(path)!.path !== null) === isComplete),
  );
  const check = checker(texts);
  return [...check(complete!), ...check([...fragments!, context])].map((diagnostic) =>
    told(diagnostic, files),
  );
}

function virtualPath({ path, language }: Snippet, index: number) {
  const folder = path === null ? "src" : dirname(path);
  return join(repository, "example", folder, `guide${index}.${language}`);
}

function checker(texts: ReadonlyMap<string, string>) {
  const options = optionsOfExample();
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  const parsed = new Map<string, ts.SourceFile | undefined>();
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, ...rest) => {
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, ...rest));
    return parsed.get(path);
  };
  let earlier: ts.Program | undefined;
  return (paths: string[]) => {
    const program = ts.createProgram(paths, options, host, earlier);
    earlier = program;
    return [
      ...program.getOptionsDiagnostics(),
      ...paths.flatMap((path) => {
        const source = program.getSourceFile(path);
        return [
          ...program.getSyntacticDiagnostics(source),
          ...program.getSemanticDiagnostics(source),
        ];
      }),
    ];
  };
}

function optionsOfExample(): ts.CompilerOptions {
  const file = join(repository, "example/tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => readFileSync(path, "utf8")) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
  return { ...options, noEmit: true };
}

function told(
  { file, start, messageText }: ts.Diagnostic,
  snippets: Map<string, Snippet>,
) {
  const message = ts.flattenDiagnosticMessageText(messageText, "\n");
  const snippet = file && snippets.get(file.fileName);
  if (!file || !snippet) return message;
  const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
  return `${snippet.page}:${snippet.line + line}: ${message}`;
}

/** A file of the repository that a block says it is a part of, or null. */
export function excerptedFile({ path }: Snippet): string | null {
  const isExcerpt = path?.startsWith("example/") && existsSync(join(repository, path));
  return isExcerpt ? readFileSync(join(repository, path!), "utf8") : null;
}
