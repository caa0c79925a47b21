import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readManifest, repository } from "../packaging/repository.js";
import { appDirectory } from "./app.js";

const read = (...path: string[]) => readFile(join(...path), "utf8");

describe("docs/nextjs.md", async () => {
  const text = await read(repository, "docs/nextjs.md");
  const blocks = [...text.matchAll(/```tsx?\n\/\/ (\S+)\n(.*?)```/gs)];
  const shown = blocks.map(([, path, code]) => [path!, code!] as const);

  test("names the file of each block of code", () => {
    expect(shown).toHaveLength(text.match(/```tsx?\n/g)!.length);
  });

  test.each(shown)("shows %s as it is in the example", async (path, code) => {
    expect(code).toBe(await read(appDirectory, path));
  });
});

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
