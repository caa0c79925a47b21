import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { JsonlWriter } from "../../src/cli/io/jsonl.js";
import { writeManifest } from "../../src/cli/io/manifest.js";
import type { TableName } from "../../src/cli/schema/tables.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { command, Folders, reaching, rowsOf, succeeded } from "./command.js";
import { startFlakyProxy } from "./flakyProxy.js";

/* Imports of files that were made by hand, to a deployment in a process of its own. */

const folders = new Folders();
let example: Example;
let env: Record<string, string>;

beforeAll(async () => {
  example = await deployExample();
  env = reaching(example);
  const client = await example.client(adminClerkId);
  await client.mutation(api.users.ensureCurrent, {});
});
afterAll(async () => {
  await example?.stop();
  await folders.remove();
});

type Files = Partial<Record<TableName, (object | string)[]>>;

/** A finished export with these rows, as objects or as text. */
async function folderWith(files: Files): Promise<string> {
  const folder = await folders.create();
  const facts = new Map();
  const all: Files = { tracks: [], playlists: [], playlist_tracks: [], ...files };
  for (const [table, rows] of Object.entries(all)) {
    const writer = await JsonlWriter.create(join(folder, `${table}.jsonl`));
    await writer.write(
      rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))),
    );
    facts.set(table, await writer.finish());
  }
  await writeManifest(folder, "postgres", facts as never);
  return folder;
}

let lastPrefix = 0;

/** A small library whose ids nothing else has. */
function library(items = 3) {
  const prefix = `l${++lastPrefix}-`;
  const tracks = [1, 2].map((n) => ({
    id: `${prefix}t${n}`,
    title: `T${n}`,
    artist: "A",
  }));
  const playlists = [{ id: `${prefix}p`, title: `${prefix}Mix` }];
  const playlist_tracks = Array.from({ length: items }, (_, n) => ({
    id: `${prefix}i${n}`,
    playlist_id: `${prefix}p`,
    track_id: `${prefix}t${(n % 2) + 1}`,
    position: n,
  }));
  return { prefix, tracks, playlists, playlist_tracks };
}

async function playlistNamed(title: string) {
  const client = await example.client(adminClerkId);
  const playlists = await client.query(api.playlists.list, { limit: 200 });
  const playlist = playlists.find((row) => row.title === title);
  return (
    playlist && (await client.query(api.playlists.getWithTracks, { id: playlist._id }))
  );
}

const importing = (folder: string, ...args: string[]) => [
  "import",
  "--dir",
  folder,
  ...args,
];

describe("an import ends before anything is written", () => {
  test("when rows are bad: each is told of, with file, line and column", async () => {
    const { prefix, tracks, playlists, playlist_tracks } = library();
    const folder = await folderWith({
      tracks: [
        ...tracks,
        { id: 2 ** 60, title: "", artist: "A", duration: "NaN" },
        "[1]",
      ],
      playlists: [...playlists, { ...playlists[0], title: "x".repeat(301) }, "{broken"],
      playlist_tracks: [...playlist_tracks, { playlist_id: null, position: "first" }],
    });
    const { exitCode, stderr } = await command(importing(folder), env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("Nothing was imported: 10 problems, all in problems.txt.");
    const problems = await readFile(join(folder, "problems.txt"), "utf8");
    expect(problems.trimEnd().split("\n")).toEqual([
      "tracks.jsonl:3: id: is a number that JSON can't tell exactly; it must be text.",
      "tracks.jsonl:3: title: title may not be blank.",
      expect.stringContaining("tracks.jsonl:3: duration: durationSeconds must be"),
      "tracks.jsonl:4: is no JSON object.",
      "playlists.jsonl:2: title: title may have at most 300 characters.",
      "playlists.jsonl:3: is no JSON object.",
      "playlists.jsonl:2: has the id of line 1.",
      "playlist_tracks.jsonl:4: playlist_id: is missing.",
      "playlist_tracks.jsonl:4: track_id: is missing.",
      "playlist_tracks.jsonl:4: position: is no number.",
    ]);
    for (const line of problems.trimEnd().split("\n")) expect(stderr).toContain(line);
    expect(await playlistNamed(`${prefix}Mix`)).toBeUndefined();
  });

  test("when there are more problems than a screen holds, and a file has them all", async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => ({
      id: n,
      title: "",
      artist: "A",
    }));
    const folder = await folderWith({ tracks: rows });
    const { stderr } = await command(importing(folder), env);
    expect(stderr).toContain("2,500 problems");
    expect(stderr.split("\n").length).toBeLessThan(30);
    const problems = await readFile(join(folder, "problems.txt"), "utf8");
    expect(problems.trimEnd().split("\n")).toHaveLength(2500);
  });

  test.each<[string, (folder: string) => Promise<void>, string]>([
    [
      "a file was changed",
      async (folder) => {
        const file = join(folder, "tracks.jsonl");
        await writeFile(file, (await readFile(file, "utf8")).replace("T1", "T9"));
      },
      "tracks.jsonl is not what was exported",
    ],
    [
      "a row was added",
      (folder) => appendFile(join(folder, "tracks.jsonl"), "{}\n"),
      "tracks.jsonl has 3 rows, the manifest tells of 2",
    ],
    [
      "the end of a file is missing",
      async (folder) => {
        const file = join(folder, "playlist_tracks.jsonl");
        await writeFile(file, (await readFile(file, "utf8")).slice(0, -40));
      },
      "playlist_tracks.jsonl",
    ],
    ["a file is missing", (folder) => rm(join(folder, "tracks.jsonl")), "tracks.jsonl"],
    [
      "the manifest is missing",
      (folder) => rm(join(folder, "manifest.json")),
      "no export",
    ],
    [
      "the manifest is of something else",
      (folder) => writeFile(join(folder, "manifest.json"), '{"name":"x"}'),
      "another format",
    ],
    [
      "the manifest leads out of the folder",
      async (folder) => {
        const file = join(folder, "manifest.json");
        const text = await readFile(file, "utf8");
        await writeFile(file, text.replace('"tracks.jsonl"', '"../tracks.jsonl"'));
      },
      "makes no sense",
    ],
  ])("when %s", async (_, spoil, message) => {
    const { prefix, ...files } = library();
    const folder = await folderWith(files);
    await spoil(folder);
    const { exitCode, stdout, stderr } = await command(importing(folder), env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
    expect(await playlistNamed(`${prefix}Mix`)).toBeUndefined();
  });

  test.each<[string, () => Record<string, string>, string[], number, RegExp]>([
    ["there is no key", () => ({}), [], 2, /CONVEX_DEPLOY_KEY/],
    [
      "the key is wrong",
      () => ({ ...env, CONVEX_SELF_HOSTED_ADMIN_KEY: "local|wrong-key" }),
      [],
      1,
      /deploy key was invalid/,
    ],
    [
      "the functions are not mounted there",
      () => env,
      ["--module", "music"],
      1,
      /--module/,
    ],
    ["an option is unknown", () => env, ["--dry"], 2, /--dry/],
    ["the mapping is missing", () => env, ["--mapping", "none.json"], 2, /none\.json/],
  ])("when %s", async (_, surroundings, args, code, message) => {
    const { prefix, ...files } = library();
    const folder = await folderWith(files);
    const variables = surroundings();
    const { exitCode, stderr } = await command(importing(folder, ...args), variables);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(variables.CONVEX_SELF_HOSTED_ADMIN_KEY ?? "    at ");
    expect(await playlistNamed(`${prefix}Mix`)).toBeUndefined();
  });
});

describe("an import", () => {
  test("is exactly right though requests and answers are lost on the way", async () => {
    const { prefix, ...files } = library(2600);
    const folder = await folderWith(files);
    // The first batch of items arrives, but its answer does not; and so on.
    const mishaps = ["none", "refused", "none", "unanswered", "refused"] as const;
    const proxy = await startFlakyProxy(example.url, (n) => mishaps[n % 5]!);
    try {
      const report = await succeeded(importing(folder, "--url", proxy.url), env);
      expect(new Set(proxy.lost)).toEqual(new Set(["refused", "unanswered"]));
      // What a lost answer told of was there when the request came again.
      const figures = /playlist_tracks +2,600 +([\d,]+) +0 +([\d,]+) +0\n/.exec(report);
      const [created, unchanged] = figures!
        .slice(1)
        .map((n) => Number(n.replace(",", "")));
      expect(created! + unchanged!).toBe(2600);
      expect(unchanged).toBeGreaterThan(0);
    } finally {
      await proxy.stop();
    }
    const playlist = await playlistNamed(`${prefix}Mix`);
    expect(playlist).toMatchObject({ trackCount: 2600 });
    const titles = playlist!.tracks.map((track) => track.title);
    expect(titles).toEqual(Array.from({ length: 500 }, (_, n) => `T${(n % 2) + 1}`));
  });

  test("lists items of unknown playlists and tracks with their reason, and goes on", async () => {
    const { prefix, tracks, playlists, playlist_tracks } = library();
    const [first, ...rest] = playlist_tracks;
    const lost = [
      { ...first!, id: "x1", playlist_id: "gone" },
      { ...first!, id: "x2", track_id: "gone" },
    ];
    const folder = await folderWith({
      tracks,
      playlists,
      playlist_tracks: [lost[0]!, first!, lost[1]!, ...rest],
    });
    const report = await succeeded(importing(folder), env);
    expect(report).toMatch(/playlist_tracks +5 +3 +0 +0 +2\n/);
    expect(await rowsOf(folder, "orphans.jsonl")).toEqual([
      { line: 1, reason: "unknownPlaylist", row: lost[0] },
      { line: 3, reason: "unknownTrack", row: lost[1] },
    ]);
    expect(await playlistNamed(`${prefix}Mix`)).toMatchObject({ trackCount: 3 });
  });

  test("leaves out values that are not acceptable, when told so, and lists them", async () => {
    const { prefix, ...files } = library();
    const [first, second] = files.tracks;
    const folder = await folderWith({
      ...files,
      tracks: [{ ...first!, duration: "NaN", record: 7 }, second!],
    });
    const report = await succeeded(importing(folder, "--drop-invalid"), env);
    expect(report).toContain("Left out: 2 values, all in dropped.txt.");
    expect(report).toContain("tracks.jsonl:1: record: is no text.");
    expect(await readdir(folder)).not.toContain("problems.txt");
    const playlist = await playlistNamed(`${prefix}Mix`);
    expect(playlist!.tracks[0]).not.toHaveProperty("durationSeconds");
  });

  test("tells of columns and owners that it does not know", async () => {
    const { prefix: _, ...files } = library();
    const folder = await folderWith({
      ...files,
      tracks: files.tracks.map((track) => ({ ...track, bpm: 120, key: null })),
      playlists: files.playlists.map((playlist) => ({ ...playlist, user_id: 5 })),
      profiles: [{ id: 6, email: "ada@example.com" }],
    });
    const report = await succeeded(importing(folder), env);
    expect(report).toContain("Not imported: the column tracks.bpm, of 2 rows.");
    expect(report).not.toContain("tracks.key");
    expect(report).toContain("Without an owner: 1 playlists");
  });

  test("of nothing is one, too", async () => {
    const report = await succeeded(importing(await folderWith({})), env);
    expect(report).toMatch(/playlist_tracks +0 +0 +0 +0 +0\n/);
  });

  test("needs no key for a dry run", async () => {
    const { prefix, ...files } = library();
    const report = await succeeded(importing(await folderWith(files), "--dry-run"));
    expect(report).toContain("nothing was written");
    expect(await playlistNamed(`${prefix}Mix`)).toBeUndefined();
  });
});

test.each([[[]], [["--help"]], [["import", "--help"]], [["export", "-h"]]])(
  "help is shown for %j",
  async (args) => {
    const { exitCode, stdout } = await command(args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("convex-music-library");
  },
);

test.each([
  [["restore"], /no command "restore"/],
  [["import"], /--dir/],
  [["export"], /--out/],
  [["export", "--out", "x"], /DATABASE_URL/],
  [["export", "--out", "x", "--database-url", "mysql://u:p@h/d"], /postgres:\/\//],
  [["verify", "--dir"], /--dir/],
])("%j is not understood", async (args, message) => {
  const { exitCode, stdout, stderr } = await command(args);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toMatch(message);
});
