import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { clerkUserEvent, signWebhook } from "../../src/testing/clerk.js";
import {
  adminClerkId,
  deployExample,
  type Example,
  repository,
} from "../example/deployed.js";
import {
  command,
  Folders,
  reaching,
  rowsOf,
  startCommand,
  succeeded,
} from "./command.js";
import { postgresMissing, type PostgresServer, psql, startPostgres } from "./postgres.js";
import {
  FIRST_ID,
  type IdType,
  ODD_TITLES,
  ORDERS,
  orphansOf,
  otherNames,
  otherNamesMapping,
  type Size,
  tablesOf,
} from "./sourceTables.js";

/*
 * The whole migration: PostgreSQL, files, and a deployment in its own process, with the
 * platform's transaction limits.
 */

const LARGE: Size = { tracks: 5000, playlists: 200, items: 200_000 };
const SMALL: Size = { tracks: 120, playlists: 12, items: 900 };
const ORPHANS = 40;
const TIMEOUT_MS = 600_000;

const folders = new Folders();
let server: PostgresServer;

beforeAll(async () => {
  if (postgresMissing === null) server = await startPostgres();
});
afterAll(async () => {
  await server?.stop();
  await folders.remove();
});

/** Creates a database, and an empty deployment to import it into. */
async function migration(name: string, statements: string) {
  await server.execute(`create database ${name}`);
  await server.execute(statements, name);
  const example = await deployExample();
  const folder = await folders.create();
  const env = { DATABASE_URL: server.url(name), ...reaching(example) };
  return {
    example,
    folder,
    env,
    export: (...args: string[]) =>
      succeeded(["export", "--out", folder, "--force", ...args], env),
    import: (...args: string[]) => succeeded(["import", "--dir", folder, ...args], env),
    verify: (...args: string[]) => succeeded(["verify", "--dir", folder, ...args], env),
    orders: async (query = ORDERS) =>
      new Map(
        (await server.query<{ id: string; tracks: string[] }>(query, name)).map(
          ({ id, tracks }) => [id, tracks],
        ),
      ),
  };
}

type Migration = Awaited<ReturnType<typeof migration>>;

/** Returns the tracks of each playlist in the deployment, in order. */
async function deployedOrders({ env }: Migration): Promise<Map<string, string[]>> {
  const folder = await folders.create();
  await succeeded(["export", "--from", "convex", "--out", folder], env);
  const playlists = await rowsOf<{ id: string }>(folder, "playlists.jsonl");
  const orders = new Map<string, string[]>(playlists.map(({ id }) => [id, []]));
  const items = await rowsOf<{ playlist_id: string; track_id: string }>(
    folder,
    "playlist_tracks.jsonl",
  );
  for (const { playlist_id, track_id } of items) orders.get(playlist_id)!.push(track_id);
  return orders;
}

/** Returns the numbers in the row of a table in the report of an import. */
function reported(report: string, table: string): number[] {
  const line = report.split("\n").find((text) => text.startsWith(`${table} `))!;
  return line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map((figure) => Number(figure.replaceAll(",", "")));
}

const admin = (example: Example) => example.client(adminClerkId);

async function firstPlaylists(example: Example) {
  const client = await admin(example);
  await client.mutation(api.users.ensureCurrent, {});
  return await client.query(api.playlists.list, { limit: 200 });
}

const skipped = postgresMissing === null ? "" : ` (skipped: ${postgresMissing})`;

describe.skipIf(postgresMissing !== null)(
  `a library of ${LARGE.items.toLocaleString("en-US")} items${skipped}`,
  () => {
    let large: Migration;
    let orders: Map<string, string[]>;
    beforeAll(async () => {
      const bad = "update tracks set duration = 'NaN' where bpm = 120 and id % 1000 = 3;";
      large = await migration(
        "large",
        tablesOf(LARGE, "bigint") + orphansOf(ORPHANS, "bigint") + bad,
      );
      orders = await large.orders();
    }, TIMEOUT_MS);
    afterAll(() => large?.example.stop());

    test(
      "is not imported while a row is invalid, and every invalid row is listed",
      async () => {
        await large.export("--owners");
        const { exitCode, stdout, stderr } = await command(
          ["import", "--dir", large.folder],
          large.env,
        );
        expect(exitCode).toBe(1);
        expect(stdout).toContain(
          "Not imported: the column tracks.bpm, which has a value in 5,000 rows.",
        );
        expect(stderr).toContain(
          `5 problems, all in ${join(large.folder, "problems.txt")}`,
        );
        expect(stderr).toMatch(/tracks\.jsonl:\d+: duration: durationSeconds must be/);
        const problems = await readFile(join(large.folder, "problems.txt"), "utf8");
        expect(problems.trimEnd().split("\n")).toHaveLength(5);
        expect(await firstPlaylists(large.example)).toEqual([]);
      },
      TIMEOUT_MS,
    );

    test(
      "is checked by a dry run, which imports nothing",
      async () => {
        const report = await large.import("--dry-run", "--drop-invalid");
        expect(reported(report, "playlist_tracks")).toEqual([
          LARGE.items + ORPHANS,
          ORPHANS,
        ]);
        expect(await rowsOf(large.folder, "orphans.jsonl")).toHaveLength(ORPHANS);
        expect(await firstPlaylists(large.example)).toEqual([]);
      },
      TIMEOUT_MS,
    );

    test(
      "is exactly right after an import that was killed and run again",
      async () => {
        const args = ["import", "--dir", large.folder, "--drop-invalid"];
        const killed = startCommand(args, large.env);
        const lines = createInterface({ input: killed.stderr! });
        for await (const line of lines) {
          const done = /^playlist_tracks: ([\d,]+) of/.exec(line)?.[1];
          // Some of the rows that are done are orphans, which no playlist counts.
          if (Number(done?.replaceAll(",", "")) > LARGE.items / 10 + ORPHANS) break;
        }
        const ended = once(killed, "exit");
        killed.kill("SIGKILL");
        await ended;
        const half = (await firstPlaylists(large.example)).reduce(
          (sum, { trackCount }) => sum + trackCount,
          0,
        );
        expect(half).toBeGreaterThan(LARGE.items / 10);
        expect(half).toBeLessThan(LARGE.items);

        const { stdout, stderr, exitCode } = await command(args, large.env);
        expect(exitCode, stderr).toBe(0);
        expect(reported(stdout, "tracks")).toEqual([5000, 0, 0, 5000, 0]);
        expect(reported(stdout, "playlists")).toEqual([200, 0, 0, 200, 0]);
        const [rows, created, updated, unchanged, lost] = reported(
          stdout,
          "playlist_tracks",
        );
        expect([rows, updated, lost]).toEqual([LARGE.items + ORPHANS, 0, ORPHANS]);
        expect(created! + unchanged!).toBe(LARGE.items);
        expect(unchanged).toBeGreaterThanOrEqual(half);
        const rate = /playlist_tracks: [\d,]+ of [\d,]+ rows, ([\d,]+) rows\/s\n$/;
        expect(stderr).toMatch(rate);
        console.info(`Imported at ${rate.exec(stderr)![1]} rows/s.`);
      },
      TIMEOUT_MS,
    );

    test(
      "has the same tracks in the same order in every playlist",
      async () => {
        const deployed = await deployedOrders(large);
        expect(deployed.size).toBe(LARGE.playlists);
        for (const [id, tracks] of orders) expect(deployed.get(id), id).toEqual(tracks);
      },
      TIMEOUT_MS,
    );

    test(
      "has the same counts, times and titles in the app",
      async () => {
        const { example } = large;
        const playlists = await firstPlaylists(example);
        const counts = playlists.map(({ trackCount }) => trackCount);
        expect(counts).toEqual(playlists.map(() => LARGE.items / LARGE.playlists));
        expect(playlists[0]).toMatchObject({
          title: "Mix 0",
          description: "All of\n0",
          visibility: "public",
          createdAt: Date.parse("2024-03-31T01:45:00Z"),
          updatedAt: Date.parse("2024-11-03T05:30:00Z"),
        });
        const client = await admin(example);
        const tracks = await client.query(api.tracks.list, { limit: 10 });
        expect(tracks.slice(0, ODD_TITLES.length).map((track) => track.title)).toEqual(
          ODD_TITLES,
        );
        const { page } = await client.query(api.playlists.listTracks, {
          playlistId: playlists[3]!._id,
          paginationOpts: { numItems: 50, cursor: null },
        });
        const titles = page.map(({ track }) => track.title);
        const id = String(FIRST_ID + 3n);
        const numbers = orders
          .get(id)!
          .slice(0, 50)
          .map((trackId) => {
            const number = Number(BigInt(trackId) - FIRST_ID);
            return ODD_TITLES[number] ?? `Song ${number}`;
          });
        expect(titles).toEqual(numbers);
      },
      TIMEOUT_MS,
    );

    test(
      "belongs to its owner once the email address is verified",
      async () => {
        const { example } = large;
        const send = async (event: unknown) => {
          const route = `${example.siteUrl}/clerk-users-webhook`;
          expect((await fetch(route, signWebhook(event))).status).toBe(200);
        };
        const own = async () => {
          const client = await example.client("user_owner1");
          return (await client.query(api.playlists.mine, { limit: 200 })).length;
        };
        const email = "owner1@example.com";
        const user = clerkUserEvent("user.created", { id: "user_owner1", email });
        const unverified = structuredClone(user);
        unverified.data.email_addresses[0]!.verification.status = "unverified";
        await send(unverified);
        expect(await own()).toBe(0);
        await send({ ...user, data: { ...user.data, updated_at: Date.now() + 1 } });
        await expect.poll(own, { timeout: 30_000 }).toBe(20);
      },
      TIMEOUT_MS,
    );
  },
);

describe.skipIf(postgresMissing !== null).each<[string, IdType, string, object | null]>([
  ["with UUIDs for ids", "uuid", "uuids", null],
  ["with other names", "uuid", "names", otherNamesMapping],
])(`a small library ${skipped} %s`, (_, ids, name, mapping) => {
  let small: Migration;
  let options: string[] = [];
  beforeAll(async () => {
    const names = mapping === null ? undefined : otherNames;
    small = await migration(name, tablesOf(SMALL, ids, names));
    if (mapping !== null) {
      const file = join(await folders.create(), "mapping.json");
      await writeFile(file, JSON.stringify(mapping));
      options = ["--mapping", file];
    }
  });
  afterAll(() => small?.example.stop());

  test("is imported in order, and can be exported and imported again", async () => {
    await small.export("--owners", ...options);
    const report = await small.import(...options);
    expect(reported(report, "playlist_tracks")).toEqual([
      SMALL.items,
      SMALL.items,
      0,
      0,
      0,
    ]);
    if (mapping !== null) expect(report).not.toContain("Not imported");
    expect(await small.verify(...options)).toContain("Found no differences.");
    const query =
      mapping === null
        ? ORDERS
        : ORDERS.replaceAll("from playlists", "from legacy.lists")
            .replaceAll("playlist_tracks", "legacy.list_songs")
            .replaceAll("tracks t", 'legacy."Songs" t')
            .replaceAll("i.position", "i.idx");
    expect(await deployedOrders(small)).toEqual(await small.orders(query));

    const back = await folders.create();
    await succeeded(["export", "--from", "convex", "--out", back], small.env);
    expect((await readdir(back)).sort()).toEqual([
      "manifest.json",
      "playlist_tracks.jsonl",
      "playlists.jsonl",
      "tracks.jsonl",
    ]);
    const again = await succeeded(["import", "--dir", back], small.env);
    expect(reported(again, "tracks")).toEqual([SMALL.tracks, 0, 0, SMALL.tracks, 0]);
    expect(reported(again, "playlists")[3]).toBe(SMALL.playlists);
    expect(reported(again, "playlist_tracks")[3]).toBe(SMALL.items);
  });

  test.runIf(mapping === null)(
    "is merged into PostgreSQL by the statements of the runbook",
    async () => {
      const client = await admin(small.example);
      await firstPlaylists(small.example);
      const [track] = await client.query(api.tracks.list, { limit: 1 });
      const title = 'Since "then",\\n\nedited';
      await client.mutation(api.tracks.update, { id: track!._id, title });
      await client.mutation(api.tracks.create, {
        title: "New",
        artist: "A",
        isLoop: false,
      });
      const folder = await folders.create();
      const out = join(folder, "back");
      await succeeded(["export", "--from", "convex", "--out", out], small.env);
      const runbook = await readFile(join(repository, "docs/migration.md"), "utf8");
      const [, statements] = /```sql\n([^`]*)```/.exec(runbook)!;
      await psql(server.url(name), statements!, folder);
      const tracks = await server.query<{ title: string }>(
        "select title from tracks order by created_at, id",
        name,
      );
      expect(tracks).toHaveLength(SMALL.tracks);
      expect(tracks.map((row) => row.title).slice(0, 2)).toEqual([title, ODD_TITLES[1]]);
      const again = await small.import();
      expect(reported(again, "tracks")).toEqual([
        SMALL.tracks,
        0,
        1,
        SMALL.tracks - 1,
        0,
      ]);
    },
  );

  test("differs from its files when it is changed, until it is imported again", async () => {
    const client = await admin(small.example);
    const playlists = await firstPlaylists(small.example);
    const [first, second] = playlists;
    const page = async (playlistId: string) => {
      const paginationOpts = { numItems: 2, cursor: null };
      return (
        await client.query(api.playlists.listTracks, { playlistId, paginationOpts })
      ).page;
    };
    const [a, b] = await page(first!._id);
    const [c, d] = await page(second!._id);
    await client.mutation(api.playlists.moveItem, {
      itemId: a!.itemId,
      after: b!.itemId,
    });
    await client.mutation(api.playlists.removeItem, { itemId: c!.itemId });
    await client.mutation(api.tracks.update, { id: d!.track._id, title: "Edited" });
    const playlistId = await client.mutation(api.playlists.create, { title: "New" });
    await client.mutation(api.playlists.addTrack, { playlistId, trackId: a!.track._id });
    const trackId = a!.track._id;
    // Among what was imported, but no part of it.
    await client.mutation(api.playlists.addTrack, {
      playlistId: playlists[2]!._id,
      trackId,
      position: 0,
    });

    const args = ["verify", "--dir", small.folder, ...options];
    const { exitCode, stdout, stderr } = await command(args, small.env);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/not compared: [34] rows of the deployment\./);
    expect(stderr).toMatch(/tracks \S+: different title/);
    expect(stderr).toMatch(/playlists \S+: the items or their order are different/);
    expect(stderr).toMatch(/playlists \S+: 75 items in the files, 74 in the deployment/);
    expect(stderr).toContain("Found 3 differences");

    const again = await small.import(...options);
    expect(reported(again, "tracks")).toEqual([SMALL.tracks, 0, 1, SMALL.tracks - 1, 0]);
    expect(reported(again, "playlist_tracks")).toEqual([
      SMALL.items,
      1,
      1,
      SMALL.items - 2,
      0,
    ]);
    expect(await small.verify(...options)).toContain("Found no differences.");
  });
});
