import { spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { READY_PREFIX, type DeploymentAddress } from "./ready.js";

export type SpawnedDeployment = DeploymentAddress & {
  /** The lines that the deployment has printed. */
  output: string[];
  stop(): Promise<void>;
};

export type SpawnOptionsForDeployment = {
  port?: number;
  sitePort?: number;
  adminKey?: string;
  /** Environment variables for the process, in addition to those of this one. */
  env?: Record<string, string>;
};

export type CliTarget = {
  url: string;
  adminKey: string;
  /** The project directory. The current directory by default. */
  cwd?: string;
  env?: Record<string, string>;
};

export type CliResult = { exitCode: number | null; stdout: string; stderr: string };

const STARTUP_TIMEOUT_MS = 30_000;
const require = createRequire(import.meta.url);
const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** Starts a deployment in a process of its own and waits until it listens. */
export async function spawnLocalDeployment(
  options: SpawnOptionsForDeployment = {},
): Promise<SpawnedDeployment> {
  const { port = 0, sitePort = 0, adminKey, env } = options;
  const args = ["--import", require.resolve("tsx"), MAIN];
  args.push("--port", String(port), "--site-port", String(sitePort));
  if (adminKey !== undefined) args.push("--admin-key", adminKey);
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const output: string[] = [];
  try {
    const address = await readiness(child, output);
    return { ...address, output, stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function readiness(child: ChildProcess, output: string[]): Promise<DeploymentAddress> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`The local deployment ${why}:\n${output.join("\n")}`));
    const timer = setTimeout(() => fail("did not start in time"), STARTUP_TIMEOUT_MS);
    const read = (line: string) => {
      output.push(line);
      if (!line.startsWith(READY_PREFIX)) return;
      clearTimeout(timer);
      resolve(JSON.parse(line.slice(READY_PREFIX.length)) as DeploymentAddress);
    };
    createInterface({ input: child.stdout! }).on("line", read);
    createInterface({ input: child.stderr! }).on("line", read);
    child.once("error", (error) => fail(`could not be started (${error.message})`));
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

/**
 * Runs the unmodified Convex CLI against a self-hosted deployment. Asynchronous, because
 * the deployment may run in this process.
 */
export async function convexCli(args: string[], target: CliTarget): Promise<CliResult> {
  return run(process.execPath, [cliPath(), ...args], {
    env: cliEnvironment(target),
    ...(target.cwd !== undefined && { cwd: target.cwd }),
  });
}

/** Environment variables with which the CLI uses this self-hosted deployment and no other. */
export function cliEnvironment({ url, adminKey, env }: CliTarget): NodeJS.ProcessEnv {
  return {
    ...withoutConvexVariables(process.env),
    CONVEX_SELF_HOSTED_URL: url,
    CONVEX_SELF_HOSTED_ADMIN_KEY: adminKey,
    // Set to be empty, so that the project's .env.local cannot choose another deployment.
    CONVEX_DEPLOYMENT: "",
    CONVEX_DEPLOY_KEY: "",
    // Keeps the CLI from asking questions and reporting crashes.
    CI: "1",
    ...env,
  };
}

/** Runs a command and returns its exit code and output. */
export async function run(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<CliResult> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr!.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, stdout, stderr };
}

function cliPath(): string {
  return join(dirname(require.resolve("convex/package.json")), "bin", "main.js");
}

/** Removes variables that could make the CLI push to another deployment. */
function withoutConvexVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !name.startsWith("CONVEX_")),
  );
}
