import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import postgres from "postgres";
import { run } from "../../example/local/index.js";

/*
 * A real PostgreSQL server in a folder of its own. Debian's package has the programs;
 * they refuse to run as root, so root starts them as another user.
 */

const DEBIAN = "/usr/lib/postgresql";
const STARTUP_TIMEOUT_MS = 60_000;

const programs = findPrograms();

/** Why there is no server here, or null. With REQUIRE_POSTGRESQL set that is an error. */
export const postgresMissing =
  programs === null
    ? "PostgreSQL is not installed (on Debian: apt-get install postgresql)"
    : null;

if (postgresMissing !== null && process.env.REQUIRE_POSTGRESQL) {
  throw new Error(postgresMissing);
}

export type PostgresServer = {
  /** The URL of a database, as its owner; the password has characters that URLs escape. */
  url: (database?: string) => string;
  /** Runs statements in a database. */
  execute: (statements: string, database?: string) => Promise<void>;
  /** The rows of a query. */
  query: <Row extends object>(query: string, database?: string) => Promise<Row[]>;
  stop: () => Promise<void>;
};

export const PASSWORD = "p@ss/word";

/** Starts a server on a port that is free. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "postgres-"));
  const user = unprivilegedUser();
  if (user !== null) await chown(folder, user.uid, user.gid);
  await chmod(folder, 0o700);
  const data = join(folder, "data");
  const options = { cwd: folder, ...user };
  const initialised = await run(
    join(programs!, "initdb"),
    ["-D", data, "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
    options,
  );
  if (initialised.exitCode !== 0) throw new Error(initialised.stderr);
  const port = await freePort();
  const settings = [
    ...["listen_addresses=127.0.0.1", `port=${port}`, "unix_socket_directories="],
    // What a test writes need not outlive it.
    ...["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
    // The client's settings must not depend on the server's.
    ...["timezone=America/New_York", "datestyle=German", "intervalstyle=iso_8601"],
  ].flatMap((setting) => ["-c", setting]);
  const server = spawn(join(programs!, "postgres"), ["-D", data, ...settings], {
    ...options,
    stdio: "ignore",
  });
  const url = (database = "postgres") =>
    `postgres://owner:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, "exit");
      server.kill("SIGINT");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  const connected = async <T>(database: string | undefined, work: Work<T>) => {
    const sql = postgres(url(database), { max: 1, onnotice: () => undefined });
    try {
      return await work(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  };
  try {
    await untilReady(() => connected("postgres", (sql) => sql`select 1`));
    // From now on the password counts.
    await connected("postgres", (sql) =>
      sql.unsafe(`alter user owner password '${PASSWORD}'`),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    stop,
    execute: async (statements, database) => {
      await connected(database, (sql) => sql.unsafe(statements));
    },
    query: async <Row extends object>(query: string, database?: string) =>
      await connected(database, async (sql) => [...(await sql.unsafe<Row[]>(query))]),
  };
}

/** Runs statements with psql, as a person would, in a folder. */
export async function psql(url: string, statements: string, folder: string) {
  const args = [url, "-v", "ON_ERROR_STOP=1", "-q", "-f", join(folder, "statements.sql")];
  await writeFile(join(folder, "statements.sql"), statements);
  const { exitCode, stderr } = await run(join(programs!, "psql"), args, { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
}

type Work<T> = (sql: postgres.Sql) => Promise<T>;

async function untilReady(ask: () => Promise<unknown>) {
  const deadline = Date.now() + STARTUP_TIMEOUT_MS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The folder of the programs: one in the path, else the newest of Debian's. */
function findPrograms(): string | null {
  const debian = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...debian.map((version) => join(DEBIAN, version, "bin")),
  ];
  const folder = folders.find((folder) => existsSync(join(folder, "initdb")));
  // The one in the path may be a link to where all of them are.
  return folder === undefined ? null : dirname(realpathSync(join(folder, "initdb")));
}

/** Whom root starts the server as; null for anybody else. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const user = ["postgres", "nobody"]
    .map((name) => users.find((fields) => fields[0] === name))
    .find((fields) => fields !== undefined);
  if (user === undefined) throw new Error("There is no user to run PostgreSQL as.");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
