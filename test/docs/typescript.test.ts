import { expect, test } from "vitest";
import { blocksOf, readPages } from "./markdown.js";
import { exportsOf } from "./reference/entryPoint.js";
import { excerptedFile, type Snippet, snippetsOf, typeErrorsOf } from "./typeCheck.js";

// Each of its blocks is a file of example/nextjs, which is built: test/nextjs/files.test.ts.
const CHECKED_ELSEWHERE = "docs/nextjs.md";

/** The examples of a page of the reference use what the page is about. */
const entryPoints: Record<string, string> = {
  "docs/api/library.md": importing("convex-music-library", "client/index"),
  "docs/api/react.md": importing("convex-music-library/react", "react/index"),
};

function importing(name: string, file: string) {
  const values = exportsOf(`dist/${file}.d.ts`).filter(
    ({ declaration }) => !declaration.startsWith("type "),
  );
  return `import { ${values.map(({ name }) => name).join(", ")} } from "${name}";`;
}

const snippets = readPages()
  .filter(({ path }) => path !== CHECKED_ELSEWHERE)
  .flatMap(blocksOf)
  .filter(({ language }) => ["ts", "tsx"].includes(language))
  .flatMap(snippetsOf)
  .map((snippet) => ({
    ...snippet,
    code: `${entryPoints[snippet.page] ?? ""}${snippet.code}`,
  }));

const excerpts = snippets.filter((snippet) => excerptedFile(snippet) !== null);
const others = snippets.filter((snippet) => !excerpts.includes(snippet));

test("TypeScript accepts the code of the pages, with the package as it is built", () => {
  expect(others.length).toBeGreaterThan(20);
  expect(typeErrorsOf(others)).toEqual([]);
});

test("TypeScript does not accept what is wrong, nor a file that is not complete", () => {
  const snippet = (path: string | null, code: string): Snippet => ({
    ...{ page: "guide.md", line: 7, language: "ts" },
    ...{ path, code },
  });
  const errors = typeErrorsOf([
    snippet(null, "const title: string = track.title;\ntrack.titel;"),
    snippet("convex/wrong.ts", "export const { list } = library.api.tracks;"),
  ]);
  expect(errors).toEqual([
    "guide.md:7: Cannot find name 'library'.",
    expect.stringMatching(/^guide.md:8: Property 'titel' does not exist/),
  ]);
});

test.each(excerpts)("$page:$line is part of $path", (excerpt) => {
  const [, ...lines] = excerpt.code.trimEnd().split("\n");
  expect(excerptedFile(excerpt)).toContain(lines.join("\n"));
});
