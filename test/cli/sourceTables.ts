/*
 * The tables of a library as apps on Supabase have them, with what such tables hold in
 * the end: rows that refer to nothing, positions that are missing or repeated, texts of
 * all kinds, times in the hour that the clock shows twice or never.
 */

/** Texts that break what is done carelessly. */
export const ODD_TITLES = [
  `She said "no"`,
  "two\nlines\r\nor three",
  "back\\slash \\n \\\\",
  "emoji 🎧👩‍🎤",
  "tab\tand  separators\u2028 \u2029",
  "apostrophe's; drop table tracks; --",
  '{"json": [1]}',
  "1979",
  "ＮＦＫＣ é e\u0301",
];

/** The first id: past what a number of JavaScript can tell from its neighbours. */
export const FIRST_ID = 9007199254740993n;

export type Size = { tracks: number; playlists: number; items: number };

/** Ids as the tables have them. */
export type IdType = "bigint" | "uuid";

type Names = {
  schema: string;
  tracks: string;
  playlists: string;
  items: string;
  title: string;
  position: string;
};

export const usualNames: Names = {
  schema: "public",
  tracks: "tracks",
  playlists: "playlists",
  items: "playlist_tracks",
  title: "title",
  position: "position",
};

export const otherNames: Names = {
  schema: "legacy",
  tracks: "Songs",
  playlists: "lists",
  items: "list_songs",
  title: "song name",
  position: "idx",
};

/** The mapping file for the other names. */
export const otherNamesMapping = {
  tracks: { table: "legacy.Songs", columns: { title: "song name" }, ignore: ["bpm"] },
  playlists: { table: "legacy.lists", columns: { title: "song name" } },
  playlist_tracks: { table: "legacy.list_songs", columns: { position: "idx" } },
};

/**
 * Statements that create the tables with good rows: each playlist gets an equal share
 * of the items, some with the same position, some with none.
 */
export function tablesOf(
  { tracks, playlists, items }: Size,
  ids: IdType,
  names = usualNames,
) {
  const id = (table: string, n: string) =>
    ids === "bigint" ? `(${FIRST_ID} + ${n})` : `md5('${table}' || ${n})::uuid`;
  const table = (name: string) => `"${names.schema}"."${name}"`;
  const titles = ODD_TITLES.map((title) => `'${title.replaceAll("'", "''")}'`).join(", ");
  return `
    create schema if not exists "${names.schema}";
    create table profiles (id uuid primary key, email text, phone text);
    create table ${table(names.tracks)} (
      id ${ids} primary key, "${names.title}" text, artist text, record text, url text,
      image jsonb, is_loop boolean, is_public boolean, duration numeric, bpm smallint,
      created_at timestamptz);
    create table ${table(names.playlists)} (
      id ${ids} primary key, "${names.title}" text, description text, user_id uuid,
      is_public boolean, created_at timestamp, updated_at timestamptz);
    create table ${table(names.items)} (
      id ${ids} primary key, playlist_id ${ids}, track_id ${ids},
      "${names.position}" integer, created_at timestamptz);

    insert into profiles
      select md5('profile' || n)::uuid, 'Owner' || n || '@Example.com', '+1 555 010' || n
      from generate_series(0, 9) n;
    insert into ${table(names.tracks)}
      select ${id("track", "n")},
        coalesce((array[${titles}])[n + 1], 'Song ' || n), 'Artist ' || n % 50,
        case when n % 3 = 0 then 'Record ' || n % 20 when n % 3 = 1 then '' end,
        'https://files.example.com/' || n || '.mp3?a=1&b=%20',
        case when n % 4 = 0 then jsonb_build_object('src', '/img/' || n || '.png', 'alt', 'Cover of ' || n) end,
        n % 7 = 0, n % 5 > 0, case when n % 6 > 0 then (n % 400)::numeric + 0.25 end, 120,
        timestamptz '2024-03-10 06:30:00.000001+00' + n * interval '7 minutes'
      from generate_series(0, ${tracks - 1}) n;
    insert into ${table(names.playlists)}
      select ${id("playlist", "n")}, 'Mix ' || n, 'All of' || chr(10) || n,
        case when n % 4 > 0 then md5('profile' || n % 10)::uuid end, n % 2 = 0,
        timestamp '2024-03-31 01:45:00' + n * interval '10 minutes',
        timestamptz '2024-11-03 05:30:00+00' + n * interval '20 minutes'
      from generate_series(0, ${playlists - 1}) n;
    -- The order in which rows are stored says nothing of the order of a playlist.
    insert into ${table(names.items)}
      select ${id("item", "n")}, ${id("playlist", `(n % ${playlists})`)},
        ${id("track", `(n * 7919 % ${tracks})`)},
        case when n % 13 > 0 then (n * 104729::bigint % 1000)::integer end,
        timestamptz '2024-10-27 00:30:00+00' + (n % 97) * interval '1 minute'
      from generate_series(0, ${items - 1}) n;
  `;
}

/** Statements that add items without a playlist, and without a track. */
export function orphansOf(count: number, ids: IdType): string {
  const id = (table: string, n: string) =>
    ids === "bigint" ? `(900 + ${n})` : `md5('lost ${table}' || ${n})::uuid`;
  return `
    insert into playlist_tracks
      select ${id("item", "n")}, case when n % 2 = 0 then ${id("playlist", "n")}
          else (select min(id::text) from playlists)::${ids} end,
        case when n % 2 = 0 then (select min(id::text) from tracks)::${ids}
          else ${id("track", "n")} end,
        n, now()
      from generate_series(0, ${count - 1}) n;
  `;
}

/** The tracks of each playlist in order, by PostgreSQL itself. */
export const ORDERS = `
  select p.id::text as id,
    coalesce(array_agg(t.id::text order by i.position asc nulls last, i.created_at, i.id)
      filter (where t.id is not null), '{}') as tracks
  from playlists p
  left join playlist_tracks i on i.playlist_id = p.id
  left join tracks t on t.id = i.track_id
  group by p.id`;
