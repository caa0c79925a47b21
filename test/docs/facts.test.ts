import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contract, internalContract } from "../../src/shared/contract.js";
import { errorCodes } from "../../src/shared/errors.js";
import { defaultUploadPolicy } from "../../src/shared/media.js";
import { defaultSettings } from "../../src/shared/settings.js";
import { repository } from "../packaging/repository.js";
import { codeIn, readPage, tableBelow } from "./markdown.js";
import { exportsOf } from "./reference/entryPoint.js";

const readme = readPage("README.md");
const operations = readPage("docs/operations.md");

const source = (path: string) => readFileSync(join(repository, path), "utf8");
const firstCells = (rows: string[][]) => rows.flatMap(([cell]) => codeIn(cell!));

describe("the README", () => {
  test("has every option, with its default", () => {
    const rows = tableBelow(readme, "### Options");
    const options = exportsOf("dist/client/index.d.ts").find(
      ({ name }) => name === "MusicLibraryOptions",
    )!;
    const names = [...options.declaration.matchAll(/^ {4}(\w+)\?:/gm)].map(
      ([, name]) => name,
    );
    expect(firstCells(rows)).toEqual(names);
    const { defaultTrackVisibility, defaultPlaylistVisibility } = defaultSettings;
    const { roleFromMetadata, onUserDeleted } = defaultSettings;
    const { maxFileBytes, maxImageBytes, quotaBytes } = defaultUploadPolicy;
    const { guest, vip, admin } = quotaBytes;
    expect(
      Object.fromEntries(rows.map(([name, value]) => [codeIn(name!)[0], value])),
    ).toMatchObject({
      defaultTrackVisibility: `\`"${defaultTrackVisibility}"\``,
      defaultPlaylistVisibility: `\`"${defaultPlaylistVisibility}"\``,
      maxFileBytes: `${maxFileBytes / 1024 ** 2} MiB`,
      maxImageBytes: `${maxImageBytes / 1024 ** 2} MiB`,
      quotaBytes: `\`{guest: ${guest}, vip: ${vip! / 1024 ** 3} GiB, admin: ${admin}}\``,
      roleFromMetadata: `\`${roleFromMetadata}\``,
      onUserDeleted: `\`"${onUserDeleted}"\``,
    });
  });

  test("names every function that only scripts have", () => {
    for (const [area, functions] of Object.entries(internalContract)) {
      const scripts = Object.keys(functions).filter(
        (name) => !(name in contract[area as "users"]),
      );
      expect(codeIn(readme.text)).toEqual(expect.arrayContaining(scripts));
    }
  });

  test("names every code of a refusal", () => {
    expect(codeIn(readme.text)).toEqual(expect.arrayContaining([...errorCodes]));
  });

  test("is a few screens long, and says its functions to the component directory", () => {
    expect(readme.text.split("\n").length).toBeLessThanOrEqual(250);
    const included = readme.text.split(
      "Include on https://convex.dev/components -->",
    )[1]!;
    for (const part of [
      "npm install convex-music-library",
      "### Options",
      "### The mounted API",
    ]) {
      expect(included).toContain(part);
    }
  });
});

describe("docs/operations.md", () => {
  test("has every variable of the component", () => {
    const declared = source("src/component/convex.config.ts").matchAll(
      /^ {4}([A-Z_]+): v\./gm,
    );
    const told = operations.text
      .match(/^\| `[A-Z_]+`/gm)!
      .map((cell) => cell.slice(3, -1));
    const hosts = ["CLERK_JWT_ISSUER_DOMAIN"];
    expect(new Set(told)).toEqual(
      new Set([...hosts, ...[...declared].map(([, name]) => name!)]),
    );
  });

  test("has every cron, with its time", () => {
    const text = source("src/component/crons.ts");
    const crons = [...text.matchAll(/crons\.(\w+)\(\s*"([^"]+)",\s*\{ ([^}]*) \}/g)];
    const times: Record<string, (when: number[]) => string> = {
      daily: ([hour, minute]) => `every day, 0${hour}:${minute} UTC`,
      hourly: ([minute]) => `every hour, at minute ${minute}`,
      interval: ([minutes]) => `every ${minutes} minutes`,
    };
    const expected = crons.map(([, kind, name, when]) => [
      `\`${name}\``,
      times[kind!]!(when!.match(/\d+/g)!.map(Number)),
    ]);
    const told = tableBelow(operations, "## Crons").map((row) => row.slice(0, 2));
    expect(told).toEqual(expected);
  });
});
