import { expect, test } from "vitest";
import { blocksOf, readPages } from "./markdown.js";
import { type Command, commandsOf, problemOf } from "./shell.js";

const blocks = readPages()
  .flatMap(blocksOf)
  .filter(({ language }) => language === "sh");

test("every command of the pages is one that its program understands", async () => {
  const problems: string[] = [];
  for (const block of blocks) {
    for (const command of commandsOf(block)) {
      const problem = await problemOf(command);
      const at = `${block.page}:${block.line}: ${command.line}`;
      if (problem !== null) problems.push(`${at}: ${problem}`);
    }
  }
  expect(blocks.length).toBeGreaterThan(20);
  expect(problems).toEqual([]);
});

test.each([
  ["npm run dance", "There is no script dance."],
  ["npx convex dance", "There is no command convex dance."],
  ["npx convex run --often clerk:sync", "convex run has no option --often."],
  ["npx convex run clerk:dance", "The example mounts no clerk:dance."],
  [`npx convex run clerk:cleanup '{"dry": true}'`, "clerk:cleanup takes no dry."],
  [
    `npx convex run clerk:candidates '{"runId": "r"}'`,
    "clerk:candidates needs another paginationOpts.",
  ],
  ["npx convex env set CLERK_KEY sk_1", "The example has no variable CLERK_KEY."],
  ["npx convex-music-library export --fast", /Unknown option '--fast'/],
  ["cd example/dance && npm ci", "There is no example/dance."],
  ["dance", "There is no program dance here."],
])("%s is not", async (code, problem) => {
  const [command] = commandsOf({ page: "guide.md", line: 1, language: "sh", code });
  expect(await problemOf(command as Command)).toMatch(problem);
});
