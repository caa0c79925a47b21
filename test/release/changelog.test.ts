import fc from "fast-check";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readChangelog } from "../../scripts/changelog.js";
import { repository } from "../packaging/repository.js";

const beginning = "# Changelog\n\n## [Unreleased]\n";

function release(heading: string, entries = "### Added\n\n- A thing.\n") {
  return `\n## ${heading}\n\n${entries}`;
}

test("the package's changelog has the form of Keep a Changelog", async () => {
  const text = await readFile(join(repository, "CHANGELOG.md"), "utf8");
  expect(readChangelog(text).problems).toEqual([]);
});

describe("a changelog", () => {
  test("has its releases, newest first, under what is not released", () => {
    const text = `${beginning}${release("[0.2.0] - 2026-02-28")}${release("[0.1.0] - 2026-01-31")}`;
    expect(readChangelog(text)).toEqual({
      releases: [
        { version: "0.2.0", date: "2026-02-28" },
        { version: "0.1.0", date: "2026-01-31" },
      ],
      hasUnreleased: false,
      problems: [],
    });
  });

  test("tells whether there is something to release", () => {
    const text = `${beginning}\n### Fixed\n\n- A fault.\n`;
    expect(readChangelog(text)).toMatchObject({ hasUnreleased: true, problems: [] });
  });

  const first = release("[0.1.0] - 2026-01-31");
  test.each([
    ["no title", beginning.replace("# Changelog", "Changes")],
    ["no section for what is not released", `# Changelog\n${first}`],
    ["a release without a date", `${beginning}${release("[0.1.0]")}`],
    ["a version without brackets", `${beginning}${release("0.1.0 - 2026-01-31")}`],
    ["a day that there is not", `${beginning}${release("[0.1.0] - 2026-02-30")}`],
    ["a version that is none", `${beginning}${release("[next] - 2026-02-28")}`],
    [
      "the oldest release first",
      `${beginning}${first}${release("[0.2.0] - 2026-02-01")}`,
    ],
    ["a release twice", `${beginning}${first}${first}`],
    ["dates that go back", `${beginning}${release("[0.2.0] - 2026-01-01")}${first}`],
    [
      "a release that tells nothing",
      `${beginning}${release("[0.1.0] - 2026-01-31", "")}`,
    ],
    [
      "an unknown kind of change",
      `${beginning}${release("[0.1.0] - 2026-01-31", "### Improved\n\n- It.\n")}`,
    ],
    [
      "a kind without changes",
      `${beginning}${release("[0.1.0] - 2026-01-31", "### Added\n")}`,
    ],
    ["changes of no kind", `${beginning}\n- A thing.\n`],
  ])("with %s is refused", (_fault, text) => {
    expect(readChangelog(text).problems).toHaveLength(1);
  });

  test("orders versions by their numbers, and those that lead up to one before it", () => {
    const number = fc.nat({ max: 20 });
    const version = fc.record({
      numbers: fc.tuple(number, number, number),
      candidate: fc.option(number),
    });
    fc.assert(
      fc.property(version, version, (one, other) => {
        fc.pre(rank(one) !== rank(other));
        const [newer, older] = rank(one) > rank(other) ? [one, other] : [other, one];
        const text = [newer, older].map((each) =>
          release(`[${name(each)}] - 2026-01-31`),
        );
        expect(readChangelog(beginning + text.join("")).problems).toEqual([]);
        expect(readChangelog(beginning + text.reverse().join("")).problems).toHaveLength(
          1,
        );
      }),
    );
  });
});

type Version = { numbers: [number, number, number]; candidate: number | null };

function name({ numbers, candidate }: Version) {
  return numbers.join(".") + (candidate === null ? "" : `-rc.${candidate}`);
}

function rank({ numbers, candidate }: Version) {
  return [...numbers, candidate ?? 99].reduce((sum, part) => sum * 100 + part, 0);
}
