import { format } from "prettier";
import { type Export, exportsOf } from "./entryPoint.js";
import { type MountedFunction, mountedFunctions, signatureOf } from "./functions.js";

/*
 * The pages of docs/api: what the package exports, and the functions that it mounts.
 * What they say is what the doc comments say, and the code is what TypeScript and the
 * validators take it for.
 */

const NOTE = "<!-- Written by `npm run docs`. -->";

/** Every page of the reference, by its path. */
export async function referencePages(): Promise<Map<string, string>> {
  const library = exportsOf("dist/client/index.d.ts");
  const pages: [string, string][] = [
    ["functions", await functionsPage()],
    ["library", await exportsPage("convex-music-library", LIBRARY, library)],
    [
      "react",
      await exportsPage(
        "convex-music-library/react",
        REACT,
        exportsOf("dist/react/index.d.ts"),
      ),
    ],
    [
      "test",
      await exportsPage("convex-music-library/test", TEST, exportsOf("dist/test.d.ts")),
    ],
  ];
  const written = pages.map(async ([name, text]) => {
    const formatted = await format(text, { parser: "markdown", printWidth: 90 });
    return [`docs/api/${name}.md`, formatted] as const;
  });
  return new Map(await Promise.all(written));
}

const LIBRARY =
  "For the host's functions, in `convex/`. `library.tracks`, `library.playlists` and the " +
  "other areas have a method for each of the [mounted functions](./functions.md): it takes " +
  "the `ctx` of the host's function first, then the same arguments.";

const REACT =
  "For the host's web page. The hooks take the host's mounted functions, and run under a " +
  "`ConvexProvider`. [The guide](../react.md) shows them at work.";

const TEST = "For the host's tests with convex-test: see [the guide](../testing.md).";

const FUNCTIONS =
  "What `library.api` and `library.internal` have to mount, and, with the host's `ctx` as " +
  "first argument, the methods of `library`. Who may call what is told in " +
  "[permissions](../permissions.md); the types are those of [the package](./library.md). " +
  "`PaginationOptions` and `PaginationResult` are those of `convex/server`. Beside what is " +
  "told of each: a value that is not acceptable is `INVALID_ARGUMENT`, a mutation without a " +
  "signed-in user is `UNAUTHENTICATED`, and one by a deleted user is `USER_DELETED`.";

async function exportsPage(title: string, text: string, exported: Export[]) {
  const sections = exported.map(async ({ name, comment, declaration }) => [
    `## ${name}`,
    comment,
    await codeBlock(declaration),
  ]);
  return joined([`# ${title}`, NOTE, text, ...(await Promise.all(sections)).flat()]);
}

async function functionsPage() {
  const functions = mountedFunctions();
  const areas = [...new Set(functions.map(({ area }) => area))].map(async (area) => {
    const ofArea = functions.filter((each) => each.area === area);
    const sections = await Promise.all(ofArea.map(functionSection));
    return [`## ${area}`, ofArea.map(linkTo).join(", "), ...sections.flat()];
  });
  return joined([
    "# Mounted functions",
    NOTE,
    FUNCTIONS,
    ...(await Promise.all(areas)).flat(),
  ]);
}

function linkTo({ area, name }: MountedFunction) {
  return `[${name}](#${`${area}${name}`.toLowerCase()})`;
}

async function functionSection(each: MountedFunction) {
  const { area, name, comment } = each;
  return [
    `### ${area}.${name}`,
    kindOf(each),
    comment,
    await codeBlock(signatureOf(each)),
  ];
}

function kindOf({ area, operation, mounts }: MountedFunction) {
  const places = mounts.map((mount) => `\`library.${mount}.${area}\``).join(" and ");
  return `*A ${operation.type} of ${places}.*`;
}

async function codeBlock(declaration: string) {
  const code = await format(declaration, { parser: "typescript", printWidth: 90 });
  return `\`\`\`typescript\n${code.replace(/^type Signature = /, "").trimEnd()}\n\`\`\``;
}

function joined(parts: string[]) {
  return parts.filter((part) => part !== "").join("\n\n");
}
