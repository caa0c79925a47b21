import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CliResult, run } from "../../example/local/index.js";
import { repository, userEnvironment } from "../packaging/repository.js";

const MAIN = join(repository, "dist/cli/main.js");

type Environment = Record<string, string>;

/** Runs the built command, in a time zone far from UTC, which must not matter. */
export async function command(args: string[], env: Environment = {}): Promise<CliResult> {
  return await run(process.execPath, [MAIN, ...args], { env: surroundings(env) });
}

/** Starts the built command. */
export function startCommand(args: string[], env: Environment): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], {
    env: surroundings(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the command and returns its output. Throws if it fails. */
export async function succeeded(args: string[], env: Environment = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await command(args, env);
  if (exitCode === 0) return stdout;
  throw new Error(`${args[0]} ended with ${exitCode}:\n${stdout}${stderr}`);
}

/** The environment variables that name a deployment and its key. */
export function reaching({ url, adminKey }: { url: string; adminKey: string }) {
  return { CONVEX_SELF_HOSTED_URL: url, CONVEX_SELF_HOSTED_ADMIN_KEY: adminKey };
}

/** Temporary folders. */
export class Folders {
  readonly #paths: string[] = [];

  async create(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), "migration-"));
    this.#paths.push(path);
    return path;
  }

  async remove() {
    for (const path of this.#paths) await rm(path, { recursive: true, force: true });
  }
}

/** The rows of a JSONL file. */
export async function rowsOf<Row = Record<string, unknown>>(
  folder: string,
  file: string,
): Promise<Row[]> {
  const text = await readFile(join(folder, file), "utf8");
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);
}

function surroundings(env: Environment): NodeJS.ProcessEnv {
  return { ...userEnvironment(), TZ: "America/New_York", ...env };
}
