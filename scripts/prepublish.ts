import { readFile } from "node:fs/promises";
import { type ReleaseFacts, releaseProblems } from "./release.js";

/** Stops `npm publish` while something speaks against the release. */
async function main() {
  const problems = releaseProblems(await readFacts(process.env));
  if (problems.length === 0) return;
  console.error("This version is not published:");
  for (const problem of problems) console.error(`- ${problem}`);
  process.exitCode = 1;
}

/** The variables are those that GitHub Actions sets. */
async function readFacts(env: NodeJS.ProcessEnv): Promise<ReleaseFacts> {
  const { GITHUB_REF_TYPE, GITHUB_REF_NAME, GITHUB_SERVER_URL, GITHUB_REPOSITORY } = env;
  return {
    manifest: JSON.parse(await textOf("package.json")) as ReleaseFacts["manifest"],
    changelog: await textOf("CHANGELOG.md"),
    ...(GITHUB_REF_TYPE === "tag" && { tag: GITHUB_REF_NAME ?? "" }),
    ...(GITHUB_REPOSITORY && {
      builtIn: `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`,
    }),
  };
}

function textOf(path: string): Promise<string> {
  return readFile(new URL(`../${path}`, import.meta.url), "utf8");
}

await main();
