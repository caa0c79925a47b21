import { join } from "node:path";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";
import { repository } from "./repository.js";

/*
 * What a host's editor shows of the library, by the built declarations.
 */

const source = `
import { MusicLibrary, type MutationCtx, type QueryCtx } from "convex-music-library";
declare const component: ConstructorParameters<typeof MusicLibrary>[0];
declare const ctx: QueryCtx & MutationCtx;
const library = new MusicLibrary(component);
export const { list } = library.api.tracks;
export const results = [
  library.tracks.get(ctx, { id: "" }),
  library.tracks.list(ctx),
  library.playlists.get(ctx, { id: "" }),
  library.playlists.getWithTracks(ctx, { id: "" }),
  library.playlists.listTracks(ctx, { playlistId: "", paginationOpts: { numItems: 1, cursor: null } }),
  library.users.current(ctx),
  library.users.require(ctx),
  library.storage.usage(ctx),
  library.clerk.status(ctx),
  library.migrations.fileMigration(ctx),
];
`;

const path = join(repository, "test/packaging/editorSource.ts");
let service: ts.LanguageService;

beforeAll(() => {
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    types: [],
  };
  service = ts.createLanguageService({
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    directoryExists: (folder) => ts.sys.directoryExists(folder),
    realpath: (file) => ts.sys.realpath?.(file) ?? file,
    fileExists: (file) => file === path || ts.sys.fileExists(file),
    readFile: (file) => (file === path ? source : ts.sys.readFile(file)),
    getCompilationSettings: () => options,
    getScriptFileNames: () => [path],
    getScriptVersion: () => "1",
    getScriptSnapshot: (file) => {
      const text = file === path ? source : ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => repository,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
});

/** Where a function is named in the source, behind the last dot of a text. */
const at = (text: string) => source.indexOf(text) + text.lastIndexOf(".") + 1;

function hover(text: string) {
  const info = service.getQuickInfoAtPosition(path, at(text))!;
  return {
    type: ts.displayPartsToString(info.displayParts),
    documentation: ts.displayPartsToString(info.documentation),
  };
}

test("the source has no errors", () => {
  const errors = service
    .getSemanticDiagnostics(path)
    .map(({ messageText }) => messageText);
  expect(errors).toEqual([]);
});

test.each([
  ["library.tracks.get", "Promise<Track | null>"],
  ["library.tracks.list", "Promise<Track[]>"],
  ["library.playlists.get", "Promise<Playlist | null>"],
  ["library.playlists.getWithTracks", "Promise<PlaylistWithTracks | null>"],
  ["library.users.current", "Promise<User | null>"],
  ["library.users.require", "Promise<User>"],
  ["library.storage.usage", "Promise<StorageUsage>"],
  ["library.clerk.status", "Promise<ClerkStatus>"],
  ["library.migrations.fileMigration", "Promise<FileMigration | null>"],
])("%s returns a %s", (text, result) => {
  expect(hover(`${text}(`).type).toMatch(
    new RegExp(`=> ${result.replace(/[[\]|<>]/g, "\\$&")}$`),
  );
});

describe.each([
  ["library.tracks.get(", "shared/tracks.d.ts"],
  ["library.playlists.listTracks(", "shared/playlists.d.ts"],
  ["library.users.current(", "shared/users.d.ts"],
])("%s", (text, file) => {
  test("has its documentation", () => {
    expect(hover(text).documentation).toMatch(/\w+ \w+/);
  });

  test("is defined in the file of its area", () => {
    const [definition] = service.getDefinitionAtPosition(path, at(text))!;
    expect(definition!.fileName).toBe(join(repository, "dist", file));
  });
});

test("a mounted function has its documentation, and its results their names", () => {
  const position = source.indexOf("list }");
  const info = service.getQuickInfoAtPosition(path, position)!;
  expect(ts.displayPartsToString(info.displayParts)).toMatch(/Promise<Track\[\]>/);
  expect(ts.displayPartsToString(info.documentation)).toMatch(/\w+ \w+/);
});
