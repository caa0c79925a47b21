import { once } from "node:events";
import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { wavFile } from "../../example/demo/wav.js";
import { JsonlWriter } from "../../src/cli/io/jsonl.js";
import { writeManifest } from "../../src/cli/io/manifest.js";
import type { TableName } from "../../src/cli/schema/tables.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { repository } from "../packaging/repository.js";
import {
  command,
  Folders,
  reaching,
  rowsOf,
  startCommand,
  succeeded,
} from "./command.js";
import { startFlakyProxy } from "./flakyProxy.js";

/* Imports of handmade files to a deployment in its own process. */

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

/** Writes a finished export with these rows, given as objects or as text. */
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

/** A small library with ids of its own. */
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

/** The differences that `verify` lists for the rows of a small library. */
async function differencesOf(folder: string, prefix: string): Promise<string[]> {
  await command(["verify", "--dir", folder], env);
  const path = join(folder, "differences.txt");
  const differences = await readFile(path, "utf8").catch(() => "");
  return differences.split("\n").filter((line) => line.includes(` ${prefix}`));
}

const importing = (folder: string, ...args: string[]) => [
  "import",
  "--dir",
  folder,
  ...args,
];

describe("an import ends before anything is written", () => {
  test("when rows are invalid: each is listed with file, line and column", async () => {
    const { prefix, tracks, playlists, playlist_tracks } = library();
    const folder = await folderWith({
      tracks: [
        ...tracks,
        { id: 2 ** 60, title: "", artist: "A", duration: "NaN" },
        "[1]",
      ],
      playlists: [...playlists, { ...playlists[0], title: "x".repeat(301) }, "{broken"],
      playlist_tracks: [
        ...playlist_tracks,
        { playlist_id: {}, track_id: 2 ** 60, position: "first" },
      ],
    });
    const { exitCode, stderr } = await command(importing(folder), env);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `Nothing was imported: 10 problems, all in ${join(folder, "problems.txt")}.`,
    );
    const problems = await readFile(join(folder, "problems.txt"), "utf8");
    expect(problems.trimEnd().split("\n")).toEqual([
      "tracks.jsonl:3: id: is too large to store exactly as a number. Export it as text.",
      "tracks.jsonl:3: title: title may not be blank.",
      expect.stringContaining("tracks.jsonl:3: duration: durationSeconds must be"),
      "tracks.jsonl:4: is not a JSON object.",
      "playlists.jsonl:2: title: title may have at most 300 characters.",
      "playlists.jsonl:3: is not a JSON object.",
      "playlists.jsonl:2: has the same id as line 1.",
      "playlist_tracks.jsonl:4: playlist_id: must be an id: text or a number.",
      "playlist_tracks.jsonl:4: track_id: is too large to store exactly as a number. Export it as text.",
      "playlist_tracks.jsonl:4: position: must be a number.",
    ]);
    for (const line of problems.trimEnd().split("\n")) expect(stderr).toContain(line);
    expect(await playlistNamed(`${prefix}Mix`)).toBeUndefined();
  });

  test("when there are too many problems for a screen: a file lists all of them", async () => {
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
      "tracks.jsonl has changed since the export",
    ],
    [
      "a row was added",
      (folder) => appendFile(join(folder, "tracks.jsonl"), "{}\n"),
      "tracks.jsonl has 3 rows, but the manifest says 2",
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
      "its entry for tracks is invalid",
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
  test("is exactly right even if requests and answers get lost", async () => {
    const { prefix, ...files } = library(2600);
    const folder = await folderWith(files);
    // The first batch of items arrives, but its answer does not; and so on.
    const mishaps = ["none", "refused", "none", "unanswered", "refused"] as const;
    const proxy = await startFlakyProxy(example.url, (n) => mishaps[n % 5]!);
    try {
      const report = await succeeded(importing(folder, "--url", proxy.url), env);
      expect(new Set(proxy.lost)).toEqual(new Set(["refused", "unanswered"]));
      // A request whose answer was lost had its effect, so the retry changes nothing.
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

  test("lists items of unknown playlists and tracks with the reason, and imports the others", async () => {
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
    expect(report).toContain("Orphans: 2 items without a playlist or a track");
    expect(report).toContain(join(folder, "orphans.jsonl"));
    expect(await rowsOf(folder, "orphans.jsonl")).toEqual([
      { line: 1, reason: "unknownPlaylist", row: lost[0] },
      { line: 3, reason: "unknownTrack", row: lost[1] },
    ]);
    expect(await playlistNamed(`${prefix}Mix`)).toMatchObject({ trackCount: 3 });
  });

  test("lists items whose playlist or track is null, and imports the others", async () => {
    const { prefix, tracks, playlists, playlist_tracks } = library();
    const [first, ...rest] = playlist_tracks;
    const orphans = [
      { ...first!, id: "n1", playlist_id: null },
      { ...first!, id: "n2", track_id: null },
      { playlist_id: null, track_id: null, position: null },
    ];
    const folder = await folderWith({
      tracks,
      playlists,
      playlist_tracks: [first!, ...orphans, ...rest],
    });
    const report = await succeeded(importing(folder), env);
    expect(report).toMatch(/playlist_tracks +6 +3 +0 +0 +3\n/);
    expect(await rowsOf(folder, "orphans.jsonl")).toEqual([
      { line: 2, reason: "unknownPlaylist", row: orphans[0] },
      { line: 3, reason: "unknownTrack", row: orphans[1] },
      { line: 4, reason: "unknownPlaylist", row: orphans[2] },
    ]);
    expect(await playlistNamed(`${prefix}Mix`)).toMatchObject({ trackCount: 3 });
    expect(await differencesOf(folder, prefix)).toEqual([]);
  });

  test("accepts a table of pairs in which a playlist holds a track twice, and again", async () => {
    const { prefix, playlist_tracks, ...files } = library(5);
    const pairs = playlist_tracks.map(({ id: _, ...pair }) => pair);
    const folder = await folderWith({ ...files, playlist_tracks: pairs });
    const first = await succeeded(importing(folder), env);
    expect(first).toMatch(/playlist_tracks +5 +5 +0 +0 +0\n/);
    const second = await succeeded(importing(folder), env);
    expect(second).toMatch(/playlist_tracks +5 +0 +0 +5 +0\n/);
    expect(await differencesOf(folder, prefix)).toEqual([]);
    const playlist = await playlistNamed(`${prefix}Mix`);
    const titles = playlist!.tracks.map((track) => track.title);
    expect(titles).toEqual(["T1", "T2", "T1", "T2", "T1"]);
  });

  test("keeps pairs apart whose ids hold any characters", async () => {
    const { prefix: p } = library();
    const tracks = ["b", "a:b"].map((id) => ({
      id: `${p}${id}`,
      title: id,
      artist: "A",
    }));
    const playlists = [`${p}x:${p}a`, `${p}x`].map((id) => ({ id, title: id }));
    const playlist_tracks = [
      { playlist_id: `${p}x:${p}a`, track_id: `${p}b` },
      { playlist_id: `${p}x`, track_id: `${p}a:b` },
    ];
    const folder = await folderWith({ tracks, playlists, playlist_tracks });
    const report = await succeeded(importing(folder), env);
    expect(report).toMatch(/playlist_tracks +2 +2 +0 +0 +0\n/);
  });

  test("does not print the control characters of a file, on any stream or in any report", async () => {
    const evil = "\u001b]0;owned\u0007\u009b2J\u202e";
    const { prefix: _, ...files } = library();
    const rows = files.tracks.map((track) => ({ ...track, [`c${evil}`]: 1 }));
    const folder = await folderWith({ ...files, tracks: rows });
    const accepted = await command(importing(folder, "--dry-run"));
    const image = { image: { src: 7, [`k${evil}`]: 1 } };
    const bad = await folderWith({ tracks: [...rows, { [evil]: 1, ...image }] });
    const refused = await command(importing(bad), env);
    const mapping = join(folder, "mapping.json");
    await writeFile(mapping, JSON.stringify({ [evil]: {} }));
    const misused = await command(importing(folder, "--mapping", mapping), env);
    expect([accepted, refused, misused].map(({ exitCode }) => exitCode)).toEqual([
      0, 1, 2,
    ]);
    const problems = await readFile(join(bad, "problems.txt"), "utf8");
    const all = [accepted, refused, misused].flatMap((r) => [r.stdout, r.stderr]);
    for (const text of [...all, problems]) {
      expect(text).not.toMatch(/[^\n\P{Cc}]|\u202e/u);
    }
    expect(accepted.stdout).toContain("tracks.c\\u001b]0;owned\\u0007\\u009b2J\\u202e");
    expect(misused.stderr).toContain("\\u001b");
  });

  test("leaves out invalid values with --drop-invalid, and lists them", async () => {
    const { prefix, ...files } = library();
    const [first, second] = files.tracks;
    const folder = await folderWith({
      ...files,
      tracks: [{ ...first!, duration: "NaN", record: 7 }, second!],
    });
    const report = await succeeded(importing(folder, "--drop-invalid"), env);
    expect(report).toContain(
      `Left out: 2 values, all in ${join(folder, "dropped.txt")}.`,
    );
    expect(report).toContain("tracks.jsonl:1: record: must be text.");
    expect(await readdir(folder)).not.toContain("problems.txt");
    const playlist = await playlistNamed(`${prefix}Mix`);
    expect(playlist!.tracks[0]).not.toHaveProperty("durationSeconds");
  });

  test("reports unknown columns and owners", async () => {
    const { prefix: _, ...files } = library();
    const folder = await folderWith({
      ...files,
      tracks: files.tracks.map((track) => ({ ...track, bpm: 120, key: null })),
      playlists: files.playlists.map((playlist) => ({ ...playlist, user_id: 5 })),
      profiles: [{ id: 6, email: "ada@example.com" }],
    });
    const report = await succeeded(importing(folder), env);
    expect(report).toContain(
      "Not imported: the column tracks.bpm, which has a value in 2 rows.",
    );
    expect(report).not.toContain("tracks.key");
    expect(report).toContain("Without an owner: 1 playlist,");
  });

  test("of empty files succeeds", async () => {
    const report = await succeeded(importing(await folderWith({})), env);
    expect(report).toMatch(/playlist_tracks +0 +0 +0 +0 +0\n/);
  });

  test("needs no key for a dry run", async () => {
    const { prefix, ...files } = library();
    const report = await succeeded(importing(await folderWith(files), "--dry-run"));
    expect(report).toContain("Nothing was written");
    expect(await playlistNamed(`${prefix}Mix`)).toBeUndefined();
  });
});

test.each([[[]], [["--help"]], [["import", "--help"]], [["export", "-h"]], [["help"]]])(
  "help is shown for %j, with an example",
  async (args) => {
    const { exitCode, stdout } = await command(args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("convex-music-library");
    expect(stdout).toMatch(/Examples?:\n.*npx convex-music-library \w+ --/);
  },
);

test("the list of commands says what each does", async () => {
  const { stdout } = await command(["--help"]);
  for (const line of [/export +copy/, /import +copy/, /verify +compare/]) {
    expect(stdout).toMatch(line);
  }
});

test("the version is that of the package", async () => {
  const { version } = JSON.parse(
    await readFile(join(repository, "package.json"), "utf8"),
  ) as { version: string };
  for (const option of ["--version", "-v"]) {
    expect(await succeeded([option])).toBe(`${version}\n`);
  }
});

describe("--json prints one object", () => {
  const parsed = ({ stdout }: { stdout: string }) =>
    JSON.parse(stdout) as Record<string, unknown>;

  test("with the results of an import and of a comparison", async () => {
    const { prefix: _, playlist_tracks, ...files } = library();
    const orphan = { ...playlist_tracks[0]!, id: "j1", track_id: null };
    const rows = { ...files, playlist_tracks: [...playlist_tracks, orphan] };
    const folder = await folderWith(rows);
    const counts = { rows: 2, created: 2, updated: 0, unchanged: 0, orphans: 0 };
    expect(parsed(await command(importing(folder, "--json"), env))).toMatchObject({
      ...{ ok: true, command: "import", dryRun: false },
      tables: { tracks: counts, playlist_tracks: { rows: 4, created: 3, orphans: 1 } },
      orphans: { count: 1, file: join(folder, "orphans.jsonl") },
      problems: { count: 0, file: null },
    });
    const verified = await command(["verify", "--dir", folder, "--json"], env);
    // What other tests imported is not in these files.
    expect(parsed(verified)).toMatchObject({
      ...{ ok: false, command: "verify" },
      compared: { tracks: 2, playlists: 1, playlist_tracks: 3 },
      differences: { file: join(folder, "differences.txt") },
    });
  });

  test("when the import fails, too", async () => {
    const folder = await folderWith({ tracks: [{ id: 1, title: "", artist: "A" }] });
    const failed = await command(importing(folder, "--json"), env);
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain("tracks.jsonl:1: title");
    expect(parsed(failed)).toMatchObject({
      ...{ ok: false, error: expect.stringContaining("Nothing was imported") as string },
      problems: { count: 1, file: join(folder, "problems.txt") },
    });
    const misused = await command(["import", "--json"], env);
    expect(misused.exitCode).toBe(2);
    expect(parsed(misused)).toMatchObject({ ok: false });
  });
});

test("--quiet prints errors only", async () => {
  const { prefix: _, ...files } = library();
  const folder = await folderWith(files);
  const imported = await command(importing(folder, "--quiet"), env);
  expect(imported).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  const failed = await command(["import", "--dir", join(folder, "none"), "--quiet"], env);
  expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
  expect(failed.stderr).toContain("manifest.json is missing");
});

test("a deployment that cannot be reached is named", async () => {
  const { prefix: _, ...files } = library();
  const folder = await folderWith(files);
  const { url, stop } = await startFlakyProxy(example.url, () => "none");
  await stop();
  const { exitCode, stderr } = await command(importing(folder, "--url", url), env);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`could not reach ${url} (ECONNREFUSED)`);
  // Nothing was sent, so there is nothing to continue.
  expect(stderr).not.toContain("continue");
});

describe("an import that stops says how to continue", () => {
  test("when the deployment is gone", async () => {
    const { prefix: _, ...files } = library(1200);
    const folder = await folderWith(files);
    const proxy = await startFlakyProxy(example.url, (n) => (n < 3 ? "none" : "refused"));
    try {
      const failed = await command(importing(folder, "--url", proxy.url), env);
      expect(failed.exitCode).toBe(1);
      expect(failed.stderr).toContain("Run the same command again to continue.");
    } finally {
      await proxy.stop();
    }
    const report = await succeeded(importing(folder), env);
    expect(report).toMatch(/playlist_tracks +1,200 +700 +0 +500 +0\n/);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("when it gets %s", async (signal, exitCode) => {
    const { prefix: _, ...files } = library(1200);
    const folder = await folderWith(files);
    let requests = 0;
    const proxy = await startFlakyProxy(example.url, (n) => {
      requests = n + 1;
      return n < 3 ? "none" : "refused";
    });
    try {
      const running = startCommand(importing(folder, "--url", proxy.url), env);
      let printed = "";
      running.stderr!.on("data", (chunk: Buffer) => (printed += chunk.toString()));
      await expect.poll(() => requests, { timeout: 60_000 }).toBeGreaterThan(3);
      const ended = once(running, "close");
      running.kill(signal);
      expect((await ended)[0]).toBe(exitCode);
      expect(printed).toContain("Run the same command again to continue.");
    } finally {
      await proxy.stop();
    }
  });
});

test.each([
  [["restore"], /no command "restore"/],
  [["improt"], /no command "improt"\. Did you mean "import"\?/],
  [["import", "--dirr", "x"], /Did you mean "--dir"\?/],
  [["export", "--out", "x", "--from", "mysql"], /postgres or convex, not "mysql"/],
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

describe("an export of what was made in the app", () => {
  let own: Example;
  let ownEnv: Record<string, string>;
  beforeAll(async () => {
    own = await deployExample();
    ownEnv = reaching(own);
    const client = await own.client(adminClerkId);
    await client.mutation(api.users.ensureCurrent, {});
    const upload = async (file: Blob) => {
      const url = await client.mutation(api.storage.generateUploadUrl, {});
      const headers = { "content-type": file.type };
      const answer = await fetch(url, { method: "POST", headers, body: file });
      return ((await answer.json()) as { storageId: string }).storageId;
    };
    const track = { artist: "A", isLoop: false };
    const stored = await client.mutation(api.tracks.create, {
      ...{ ...track, title: "Stored", durationSeconds: 0.5 },
      fileId: await upload(wavFile([440])),
    });
    const linked = await client.mutation(api.tracks.create, {
      ...{ ...track, title: "Linked", src: "https://a.example/1.mp3" },
    });
    const playlistId = await client.mutation(api.playlists.create, { title: "Mine" });
    const trackIds = [stored, linked, stored];
    await client.mutation(api.playlists.addTracks, { playlistId, trackIds });
  });
  afterAll(() => own?.stop());

  async function exported() {
    const folder = await folders.create();
    const args = ["export", "--from", "convex", "--out", folder];
    return { folder, report: await succeeded(args, ownEnv) };
  }

  test("leaves out the addresses of files that are only on this machine", async () => {
    const { folder, report } = await exported();
    expect(report).toContain("Not exported: the addresses of 1 file,");
    const tracks = await rowsOf(folder, "tracks.jsonl");
    expect(tracks.map(({ src }) => src)).toEqual([null, "https://a.example/1.mp3"]);
  });

  test("can be imported again, which changes nothing", async () => {
    const { folder } = await exported();
    const report = await succeeded(importing(folder), ownEnv);
    expect(report).toMatch(/tracks +2 +0 +0 +2 +0\n/);
    expect(report).toMatch(/playlists +1 +0 +0 +1 +0\n/);
    expect(report).toMatch(/playlist_tracks +3 +0 +0 +3 +0\n/);
    const verified = await succeeded(["verify", "--dir", folder], ownEnv);
    expect(verified).toContain("Compared 2 tracks, 1 playlist and 3 items.");
    expect(verified).toContain("not compared: 0 rows of the deployment.");
    expect(verified).toContain("Found no differences.");
    const again = await exported();
    for (const file of ["tracks.jsonl", "playlists.jsonl", "playlist_tracks.jsonl"]) {
      expect(await rowsOf(again.folder, file)).toEqual(await rowsOf(folder, file));
    }
  });

  test("brings back what was changed since, and keeps the stored file", async () => {
    const { folder } = await exported();
    const client = await own.client(adminClerkId);
    const { page } = await client.query(api.tracks.paginate, {
      paginationOpts: { numItems: 10, cursor: null },
    });
    const stored = page.find(({ title }) => title === "Stored")!;
    await client.mutation(api.tracks.update, { id: stored._id, title: "Edited" });
    const verified = await command(["verify", "--dir", folder], ownEnv);
    expect(verified.stderr).toContain(`tracks ${stored._id}: different title.`);
    const report = await succeeded(importing(folder), ownEnv);
    expect(report).toMatch(/tracks +2 +0 +1 +1 +0\n/);
    expect(await client.query(api.tracks.get, { id: stored._id })).toMatchObject({
      ...{ title: "Stored", fileId: stored.fileId, url: stored.url },
    });
  });
});
