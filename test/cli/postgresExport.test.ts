import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { command, Folders, rowsOf, succeeded } from "./command.js";
import {
  PASSWORD,
  postgresMissing,
  type PostgresServer,
  startPostgres,
} from "./postgres.js";
import { FIRST_ID, ODD_TITLES, tablesOf } from "./sourceTables.js";

const SMALL = { tracks: 60, playlists: 3, items: 90 };

const folders = new Folders();
let server: PostgresServer;

beforeAll(async () => {
  if (postgresMissing !== null) return;
  server = await startPostgres();
  await server.execute(tablesOf(SMALL, "bigint"));
});
afterAll(async () => {
  await server?.stop();
  await folders.remove();
});

/** Exports a database to a new folder. */
async function exported(args: string[] = [], database?: string): Promise<string> {
  const folder = await folders.create();
  await succeeded(["export", "--out", folder, ...args], {
    DATABASE_URL: server.url(database),
  });
  return folder;
}

/** Creates a database for one test. */
async function database(name: string, statements: string): Promise<string> {
  await server.execute(`create database ${name}`);
  await server.execute(statements, name);
  return name;
}

/** A database whose tracks take a moment each to read. */
async function slowDatabase(name: string): Promise<string> {
  return await database(
    name,
    `${tablesOf(SMALL, "bigint")}
    alter table tracks rename to plain;
    create view tracks as select *, pg_sleep(0.03)::text as slept from plain;`,
  );
}

/** Waits until an export reads the tracks of a database. */
async function untilReading(name: string) {
  for (;;) {
    const reading = await server.query(
      `select from pg_stat_activity where application_name = 'convex-music-library'
      and datname = '${name}' and state = 'active' and query like 'select "id"%'`,
    );
    if (reading.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const title = `an export from PostgreSQL${postgresMissing === null ? "" : ` (skipped: ${postgresMissing})`}`;

describe.skipIf(postgresMissing !== null)(title, () => {
  test("has every row in order, whatever it holds", async () => {
    const folder = await exported();
    const tracks = await rowsOf(folder, "tracks.jsonl");
    expect(tracks).toHaveLength(SMALL.tracks);
    expect(tracks.slice(0, ODD_TITLES.length).map((row) => row.title)).toEqual(
      ODD_TITLES,
    );
    expect(tracks[0]).toEqual({
      id: String(FIRST_ID),
      title: 'She said "no"',
      artist: "Artist 0",
      record: "Record 0",
      url: "https://files.example.com/0.mp3?a=1&b=%20",
      image: { src: "/img/0.png", alt: "Cover of 0" },
      is_loop: true,
      is_public: false,
      duration: null,
      bpm: 120,
      created_at: "2024-03-10T06:30:00.000001Z",
    });
    expect(tracks[7]).toMatchObject({ duration: "7.25", image: null });
    const items = await rowsOf<{ playlist_id: string; position: number | null }>(
      folder,
      "playlist_tracks.jsonl",
    );
    const keys = items.map(({ playlist_id, position }) => [playlist_id, position ?? 1e9]);
    const sorted = keys.toSorted(([p, a], [q, b]) =>
      p === q ? Number(a) - Number(b) : p! < q! ? -1 : 1,
    );
    expect(keys).toEqual(sorted);
    expect(items.filter(({ position }) => position === null).length).toBeGreaterThan(3);
  });

  test("has the right times, in any time zone of the server and the client", async () => {
    const folder = await exported();
    const [playlist] = await rowsOf(folder, "playlists.jsonl");
    expect(playlist).toMatchObject({
      // This one has no zone: an hour that no clock in Europe showed.
      created_at: "2024-03-31T01:45:00Z",
      // This one stands in the hour that clocks in America showed twice.
      updated_at: "2024-11-03T05:30:00Z",
    });
  });

  test("has a manifest that matches the files, without secrets, that only the user can read", async () => {
    const folder = await exported(["--owners"]);
    const text = await readFile(join(folder, "manifest.json"), "utf8");
    expect(text).not.toMatch(/postgres:\/\/|127\.0\.0\.1|owner:|p@ss|p%40ss/);
    const { tables } = JSON.parse(text) as {
      tables: Record<
        string,
        { file: string; rows: number; bytes: number; sha256: string }
      >;
    };
    expect(Object.keys(tables)).toEqual([
      "tracks",
      "playlists",
      "playlist_tracks",
      "profiles",
    ]);
    for (const { file, rows, bytes, sha256 } of Object.values(tables)) {
      const data = await readFile(join(folder, file));
      expect(data.length).toBe(bytes);
      expect(createHash("sha256").update(data).digest("hex")).toBe(sha256);
      expect(await rowsOf(folder, file)).toHaveLength(rows);
      expect((await stat(join(folder, file))).mode & 0o077).toBe(0);
    }
  });

  test("has only ids and addresses of profiles, only of owners, and only with --owners", async () => {
    expect(await readdir(await exported())).not.toContain("profiles.jsonl");
    const profiles = await rowsOf(await exported(["--owners"]), "profiles.jsonl");
    // Of three playlists one has no owner; there are ten profiles.
    expect(profiles).toHaveLength(2);
    for (const profile of profiles) {
      expect(Object.keys(profile).sort()).toEqual(["email", "id"]);
    }
  });

  test("has all rows, not only the first thousand", async () => {
    const many = { tracks: 3500, playlists: 2, items: 12_000 };
    const name = await database("many", tablesOf(many, "uuid"));
    const folder = await exported([], name);
    expect(await rowsOf(folder, "tracks.jsonl")).toHaveLength(3500);
    expect(await rowsOf(folder, "playlist_tracks.jsonl")).toHaveLength(12_000);
  });

  test("has values of all types exactly", async () => {
    const name = await database(
      "types",
      `${tablesOf({ tracks: 0, playlists: 0, items: 0 }, "bigint")}
      create domain seconds as numeric;
      create type mood as enum ('calm');
      alter table tracks
        add c_int8 bigint, add c_numeric numeric, add c_nan numeric, add c_float float8,
        add c_inf float8, add c_real real, add c_json json, add c_jsonb jsonb, add c_uuid uuid,
        add c_date date, add c_interval interval, add c_array text[], add c_bytea bytea,
        add c_domain seconds, add c_mood mood, add c_late timestamptz, add c_bc timestamp,
        add "c ""odd"" name" text, drop column bpm;
      insert into tracks values (1, 't', 'a', null, null, null, null, null, null, null,
        -9223372036854775808, 0.10, 'NaN', 0.1, '-Infinity', 1e-7, '{"a":\n 1.10}',
        '{"big": 12345678901234567890}', md5('x')::uuid, '2024-02-29', '3 minutes 25 seconds',
        array['a,"b"', null], '\\xff', 7.50, 'calm', 'infinity', '0044-03-15 12:00 BC', 'odd')`,
    );
    const folder = await exported([], name);
    const text = await readFile(join(folder, "tracks.jsonl"), "utf8");
    expect(text).toContain('"c_jsonb":{"big": 12345678901234567890}');
    expect(text).toContain('"c_json":{"a":  1.10}');
    expect((await rowsOf(folder, "tracks.jsonl"))[0]).toMatchObject({
      c_int8: "-9223372036854775808",
      c_numeric: "0.10",
      c_nan: "NaN",
      c_float: 0.1,
      c_inf: "-Infinity",
      c_real: 1e-7,
      c_date: "2024-02-29",
      c_interval: "00:03:25",
      c_array: ['a,"b"', null],
      c_bytea: "\\xff",
      c_domain: "7.50",
      c_mood: "calm",
      c_late: "infinity",
      c_bc: "0044-03-15 12:00:00 BC",
      'c "odd" name': "odd",
    });
  });

  test("lists the types that it has no rule for, and fails when a field has one", async () => {
    const name = await database(
      "unsupported",
      `${tablesOf(SMALL, "bigint")}
      alter table tracks add search tsvector, add bytes bytea;
      create type person as (name text);
      alter table tracks alter artist type tsvector using to_tsvector(artist);
      alter table playlists alter title type person using row(title)::person;
      alter table playlist_tracks alter position type int4range using int4range(1, 2);`,
    );
    const folder = await folders.create();
    const args = ["export", "--out", folder];
    const env = { DATABASE_URL: server.url(name) };
    const failed = await command(args, env);
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    for (const column of [
      "public.tracks.artist (tsvector)",
      "public.playlists.title (person)",
      "public.playlist_tracks.position (int4range)",
    ]) {
      expect(failed.stderr).toContain(`  ${column}\n`);
    }
    expect(failed.stderr).not.toContain("tracks.search");
    expect(await readdir(folder)).toEqual([]);

    const mapping = join(await folders.create(), "mapping.json");
    const columns = { artist: null };
    await writeFile(
      mapping,
      JSON.stringify({
        tracks: { columns },
        playlists: { columns: { title: null } },
        playlist_tracks: { columns: { position: null } },
      }),
    );
    const report = await succeeded([...args, "--mapping", mapping], env);
    expect(report).toContain(
      "Exported as PostgreSQL writes it: the column public.tracks.search (tsvector).",
    );
  });

  test("has lists of texts as lists, which an import joins", async () => {
    const name = await database(
      "lists",
      `${tablesOf({ tracks: 0, playlists: 0, items: 0 }, "bigint")}
      alter table tracks alter artist type text[] using array[artist];
      insert into tracks (id, title, artist) values (1, 'Song', array['Foo, Bar', 'Baz']);`,
    );
    const folder = await exported([], name);
    const [track] = await rowsOf(folder, "tracks.jsonl");
    expect(track).toMatchObject({ artist: ["Foo, Bar", "Baz"] });
    await succeeded(["import", "--dir", folder, "--dry-run"]);
  });

  test("has the rows of a table of pairs that holds a pair twice, in order", async () => {
    const name = await database(
      "pairs",
      `${tablesOf({ tracks: 3, playlists: 1, items: 0 }, "bigint")}
      alter table playlist_tracks drop column id;
      insert into playlist_tracks (playlist_id, track_id, position)
        select p.id, t.id, n from playlists p, tracks t, unnest(array[0, 2]) n
        where t.id = ${FIRST_ID} or n = 2;`,
    );
    const folder = await exported([], name);
    expect(await rowsOf(folder, "playlist_tracks.jsonl")).toHaveLength(4);
    const report = await succeeded(["import", "--dir", folder, "--dry-run"]);
    expect(report).toMatch(/playlist_tracks +4 +0\n/);
  });

  test("says where the files are, for people and for programs", async () => {
    const folder = await folders.create();
    const env = { DATABASE_URL: server.url() };
    expect(await succeeded(["export", "--out", folder], env)).toContain(
      `The files are in ${folder}.\n`,
    );
    const args = ["export", "--out", folder, "--force", "--json"];
    expect(JSON.parse(await succeeded(args, env))).toMatchObject({
      ...{ ok: true, command: "export", folder },
      tables: { tracks: { file: "tracks.jsonl", rows: SMALL.tracks } },
    });
  });

  test("names the server that cannot be reached", async () => {
    const url = server.url().replace(/:\d+\//, ":1/");
    const args = ["export", "--out", await folders.create()];
    const failed = await command(args, { DATABASE_URL: url });
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toMatch(
      /^Could not connect to the database 127\.0\.0\.1:1\/postgres: .*ECONNREFUSED/,
    );
  });

  test("replaces a finished export only with --force", async () => {
    const folder = await exported();
    const env = { DATABASE_URL: server.url() };
    const refused = await command(["export", "--out", folder], env);
    expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
    expect(refused.stderr).toContain("--force");
    await succeeded(["export", "--out", folder, "--force"], env);
  });

  test("that is cut off leaves no finished export behind, not even an older one", async () => {
    const folder = await exported();
    await writeFile(join(folder, "other.txt"), "mine");
    const name = await slowDatabase("broken");
    const running = command(["export", "--out", folder, "--force"], {
      DATABASE_URL: server.url(name),
    });
    await untilReading(name);
    await server.execute(
      `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'convex-music-library'`,
    );
    const failed = await running;
    expect(failed).toMatchObject({ exitCode: 1, stdout: "" });
    expect(failed.stderr).toMatch(
      new RegExp(
        `^The connection to the database 127\\.0\\.0\\.1:\\d+/${name} broke\\.\n$`,
      ),
    );
    expect((await readdir(folder)).sort()).toEqual(["other.txt", "tracks.jsonl.partial"]);
    const imported = await command(["import", "--dir", folder, "--dry-run"]);
    expect(imported.stderr).toContain("was not finished");
  });

  test("fails where a policy would hide rows, instead of leaving them out", async () => {
    const name = await database(
      "policies",
      `${tablesOf(SMALL, "bigint")}
      create role reader login password '${PASSWORD}';
      grant select on all tables in schema public to reader;
      alter table playlists enable row level security;
      create policy own on playlists using (is_public);`,
    );
    const folder = await folders.create();
    const url = server.url(name).replace("owner:", "reader:");
    const failed = await command(["export", "--out", folder], { DATABASE_URL: url });
    expect(failed).toMatchObject({ exitCode: 1 });
    expect(failed.stderr).toContain("row-level security");
  });

  test("reads one snapshot, whatever is written meanwhile", async () => {
    const name = await slowDatabase("moment");
    const folder = await folders.create();
    const running = command(["export", "--out", folder], {
      DATABASE_URL: server.url(name),
    });
    await untilReading(name);
    await server.execute(
      `insert into plain (id, title, artist) values (1, 'Late', 'Late');
      insert into playlist_tracks (id, playlist_id, track_id)
        select 1, min(id), 1 from playlists;`,
      name,
    );
    expect(await running).toMatchObject({ exitCode: 0 });
    expect(await rowsOf(folder, "tracks.jsonl")).toHaveLength(SMALL.tracks);
    expect(await rowsOf(folder, "playlist_tracks.jsonl")).toHaveLength(SMALL.items);
  });

  test.each([
    ["a table that is missing", [], "create table tracks (id int)", "public.playlists"],
    [
      "owners without an address",
      ["--owners"],
      `${tablesOf(SMALL, "bigint")}; alter table profiles drop column email`,
      "auth.users",
    ],
    ["a schema that is missing", ["--schema", "music"], "select 1", "music.tracks"],
  ])("explains %s", async (what, args, statements, message) => {
    const name = await database(`lacks_${what.length}`, statements);
    const folder = await folders.create();
    const failed = await command(["export", "--out", folder, ...args], {
      DATABASE_URL: server.url(name),
    });
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain(message);
    expect(failed.stderr).not.toContain("    at ");
  });

  test("never repeats the password", async () => {
    const url = server.url().replace("owner:", "nobody:");
    for (const bad of [url, url.replace(/:\d+\//, ":1/"), `${url}_missing`]) {
      const byArgument = [
        "export",
        "--out",
        await folders.create(),
        "--database-url",
        bad,
      ];
      const failed = await command(byArgument);
      expect(failed.exitCode).toBe(1);
      expect(failed.stderr).not.toMatch(/p@ss|p%40ss/);
      expect(failed.stderr.length).toBeGreaterThan(5);
    }
  });
});
