import { readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { readManifest, repository } from "../packaging/repository.js";
import { appDirectory } from "./app.js";

const read = (...path: string[]) => readFile(join(...path), "utf8");

describe("docs/nextjs.md", async () => {
  const text = await read(repository, "docs/nextjs.md");
  const blocks = [...text.matchAll(/```tsx?\n\/\/ (\S+)\n(.*?)```/gs)];
  const shown = blocks.map(([, path, code]) => [path!, code!] as const);
  const paths = shown.map(([path]) => path);

  test("names the file of each block of code", () => {
    expect(shown).toHaveLength(text.match(/```tsx?\n/g)!.length);
  });

  test.each(shown)("shows %s as it is in the example", async (path, code) => {
    expect(code).toBe(await read(appDirectory, path));
  });

  // Styles are the app's own, and the CLI writes what is generated.
  const known = [/\.css$/, /^convex\/_generated\//];

  test.each(shown)("shows what %s imports of the app", (path, code) => {
    const missing = localImportsOf(path, code)
      .filter((file) => !known.some((pattern) => pattern.test(file)))
      .filter((file) => !paths.some((path) => path.replace(/\.tsx?$/, "") === file));
    expect(missing).toEqual([]);
  });

  test("shows every page that it links, or sends people to", () => {
    const links = [...text.matchAll(/(?:href="|_URL=)(\/[\w/-]*)/g)].map(([, to]) => to);
    expect(links).toEqual(expect.arrayContaining(["/", "/playlists/mine", "/sign-in"]));
    expect(paths.map(routeOf)).toEqual(expect.arrayContaining(links));
  });
});

/** The files of the app that a file imports, from its top: "app/Account", "lib/auth". */
function localImportsOf(path: string, code: string) {
  return ts
    .preProcessFile(code)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => /^(\.|@\/)/.test(name))
    .map((name) =>
      name.startsWith("@/") ? name.slice(2) : posix.join(posix.dirname(path), name),
    );
}

/** "/playlists/mine" of app/playlists/mine/page.tsx; an optional rest is left out. */
function routeOf(path: string) {
  const page = /^app(.*)\/page\.tsx$/.exec(path);
  return page && (page[1]!.replace(/\/\[\[.*/, "") || "/");
}

describe("example/nextjs/package-lock.json", async () => {
  type Lock = {
    packages: Record<
      string,
      { resolved?: string; dependencies?: Record<string, string> }
    >;
  };
  const lock = JSON.parse(await read(appDirectory, "package-lock.json")) as Lock;

  // After a change: npm install --package-lock-only, in example/nextjs.
  test("knows the library's dependencies", async () => {
    const { dependencies } = await readManifest();
    const library = lock.packages["node_modules/convex-music-library"];
    expect(library?.dependencies).toEqual(dependencies);
  });

  test("names no address to download from", () => {
    const resolved = Object.values(lock.packages).flatMap(
      ({ resolved }) => resolved ?? [],
    );
    expect(resolved).toEqual(["file:../.."]);
  });
});
