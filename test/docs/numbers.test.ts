import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { textLimits } from "../../src/domain/input.js";
import { defaultUploadPolicy } from "../../src/domain/media.js";
import { RESPREAD_WIDTHS } from "../../src/domain/order.js";
import { repository } from "../packaging/repository.js";
import { readPage, tableBelow } from "./markdown.js";

/*
 * The numbers of the guides, as the code has them. What a file keeps to itself is read
 * in its text.
 */

/** The first group of a pattern in a source file, as a number: "8000", "5 * 60_000". */
function number(path: string, pattern: RegExp): number {
  const found = pattern.exec(readFileSync(join(repository, "src", path), "utf8"))?.[1];
  if (found === undefined) throw new Error(`src/${path} has no ${pattern}.`);
  return found
    .split("*")
    .map((factor) => Number(factor.replaceAll("_", "")))
    .reduce((product, factor) => product * factor);
}

function constant(path: string, name: string): number {
  return number(path, new RegExp(`const ${name}[^=]*= ([\\d_* .]+);`));
}

/** 2,048. */
const amount = (value: number) => value.toLocaleString("en-US");
const mebibytes = (bytes: number) => `${bytes / 1024 ** 2} MiB`;
const words = [
  "no",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
];
const word = (value: number) => words[value];
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const edits = amount(constant("domain/playlist.ts", "MOST_EDITS"));
const collaborators = amount(constant("domain/playlist.ts", "MOST_COLLABORATORS"));
const rowsOfPage = amount(constant("domain/pages.ts", "LARGEST_PAGE"));
const shownTracks = amount(constant("component/playlistViews.ts", "MOST_TRACKS"));
const shared = amount(constant("component/readable.ts", "MOST_SHARED"));
const farthest = amount(constant("component/playlistPlaces.ts", "FARTHEST_PLACE"));
const copies = constant("component/filePool.ts", "COPIES_AT_A_TIME");
const copyAttempts = number("component/filePool.ts", /maxAttempts: (\d+)/);

test("docs/operations.md has every limit", () => {
  const told = tableBelow(
    readPage("docs/operations.md"),
    "## Limits, and what happens at each",
  );
  expect(told.map((row) => row.slice(0, 2))).toEqual([
    [
      "rows of a list by `limit`",
      `${number("component/tracks.ts", /fallback: 50, most: (\d+)/)}`,
    ],
    [
      "hits of `tracks.search`",
      `${number("component/tracks.ts", /fallback: 20, most: (\d+)/)}`,
    ],
    ["rows of a page", rowsOfPage],
    [
      "rows between the cursors of a page that has grown",
      amount(constant("domain/pages.ts", "MOST_ROWS_READ")),
    ],
    ["tracks or edits of one call", edits],
    ["rows of one call of an import", amount(constant("domain/imports.ts", "MOST_ROWS"))],
    ["tracks of `getWithTracks` and `getShared`", shownTracks],
    ["`position` from the nearer end", `${farthest} items`],
    ["collaborators of a playlist", collaborators],
    ["playlists shared with somebody, in lists", shared],
    ["title, artist and record", amount(textLimits.title)],
    ["description of a playlist", amount(textLimits.description)],
    ["URL", amount(textLimits.url)],
    ["audio file", mebibytes(defaultUploadPolicy.maxFileBytes)],
    ["cover", mebibytes(defaultUploadPolicy.maxImageBytes)],
    [
      "body of a webhook",
      `${constant("domain/webhook.ts", "MAX_BODY_BYTES") / 1024} KiB`,
    ],
    ["copies of files at a time", amount(copies)],
    [
      "attempts at a call of Clerk's Backend API",
      amount(number("component/clerkPool.ts", /maxAttempts: (\d+)/)),
    ],
    ["attempts at a copy for what time may mend", amount(copyAttempts)],
    [
      "missing users that a clean-up takes for granted",
      amount(constant("domain/cleanup.ts", "ALWAYS_ALLOWED")),
    ],
  ]);
});

test("docs/playlists.md has every size", () => {
  const batch = (name: string) => amount(constant("component/playlistBatches.ts", name));
  const told = tableBelow(readPage("docs/playlists.md"), "## How big");
  const background = "the rest in the background";
  expect(told.slice(1)).toEqual([
    ["tracks or edits of one call", edits],
    ["items of a page of `listTracks`", rowsOfPage],
    ["tracks of `getWithTracks` and `getShared`", shownTracks],
    ["collaborators of a playlist", collaborators],
    ["shared playlists that `mine` lists", `the latest ${shared}`],
    [
      "own playlists that `containing` looks into",
      `the oldest ${constant("component/playlists.ts", "MOST_OWN")}`,
    ],
    ["distance of `position` from an end", `${farthest} items`],
    ["items that `clear` removes at once", `${batch("ITEMS_A_BATCH")}; ${background}`],
    [
      "items that `duplicate` copies at once",
      `${batch("COPIES_A_BATCH")}; ${background}`,
    ],
    [
      "items that `remove` deletes at once",
      `${batch("ITEMS_AT_ONCE")}; ${background}, the playlist first`,
    ],
  ]);
});

const graceHours = constant("domain/media.ts", "DEFAULT_GRACE_HOURS");
const longestGrace = constant("domain/media.ts", "LONGEST_GRACE_HOURS");
const missing = constant("domain/cleanup.ts", "ALWAYS_ALLOWED");
const missingShare = constant("domain/cleanup.ts", "MOST_MISSING_SHARE");
const newRowMs = constant("component/clerkCleanup.ts", "NEW_ROW_MS");
const redirects = constant("domain/fileFetch.ts", "MOST_REDIRECTS");
const wholeCopyMs = number("domain/fileFetch.ts", /whole: ([\d_* ]+)/);
const longestWaitMs = constant("domain/retryAfter.ts", "MAX_RETRY_AFTER_MS");
const failuresKeptMs = constant("component/fileMigrationRuns.ts", "KEPT_MS");
const deliveriesKeptMs = constant("component/clerk.ts", "KEPT_MS");
const tokenBits = 8 * number("domain/playlist.ts", /Uint8Array\((\d+)\)/);

test.each([
  ["docs/files.md", `once it is older than ${graceHours} hours`],
  ["docs/files.md", `a number from 1 to ${longestGrace}`],
  ["docs/operations.md", `is kept: ${graceHours}, from 1 to ${longestGrace}`],
  [
    "docs/operations.md",
    `lists of clean-ups, older than ${deliveriesKeptMs / DAY_MS} days`,
  ],
  ["docs/operations.md", `fails past ${missingShare * 100} % of all`],
  [
    "docs/clerk.md",
    `More than ${word(missing)} missing users, if they are more than ${missingShare * 100} %`,
  ],
  ["docs/clerk.md", `Rows younger than ${word(newRowMs / MINUTE_MS)} minutes`],
  ["docs/migration-files.md", `Redirects are followed, up to ${word(redirects)}`],
  ["docs/migration-files.md", `by ${word(wholeCopyMs / MINUTE_MS)} minutes a file`],
  ["docs/migration-files.md", `copies ${word(copies)} files at a time`],
  ["docs/migration-files.md", `in ${word(copyAttempts)} attempts`],
  ["docs/migration-files.md", `${word(longestWaitMs / MINUTE_MS)} minutes at most`],
  ["docs/migration-files.md", `for ${failuresKeptMs / DAY_MS} days`],
  [
    "docs/playlists.md",
    `${RESPREAD_WIDTHS[0]} items at first, ${amount(RESPREAD_WIDTHS.at(-1)!)} at most`,
  ],
  ["docs/playlists.md", `A token is ${tokenBits} random bits`],
])("%s says: %s", (path, words) => {
  expect(readPage(path).text.replaceAll(/\s+/g, " ")).toContain(words);
});
