import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { run } from "../../example/local/index.js";
import { npm, succeeded } from "../packaging/pack.js";
import { repository, userEnvironment } from "../packaging/repository.js";

export const appDirectory = join(repository, "example/nextjs");
const modules = join(appDirectory, "node_modules");
const next = join(modules, "next/dist/bin/next");
const STARTUP_TIMEOUT_MS = 30_000;

/** Installs what the lock file says, unless it is there, and the library as it is now. */
export async function installApp(): Promise<void> {
  if (!(await isInstalled())) {
    succeeded(await npm(["ci", "--no-audit", "--no-fund"], appDirectory));
  }
  for (const path of ["package.json", "dist"]) {
    const copy = join(modules, "convex-music-library", path);
    await rm(copy, { recursive: true, force: true });
    await cp(join(repository, path), copy, { recursive: true });
  }
}

async function isInstalled(): Promise<boolean> {
  const changedAt = async (path: string) => (await stat(path)).mtimeMs;
  const locked = await changedAt(join(appDirectory, "package-lock.json"));
  const installed = await changedAt(join(modules, ".package-lock.json")).catch(() => 0);
  return installed >= locked;
}

/** `next build`, which checks the types as well. */
export async function buildApp(variables: Record<string, string>): Promise<void> {
  const env = { ...environment(), ...variables };
  succeeded(await run(process.execPath, [next, "build"], { cwd: appDirectory, env }));
}

export type App = { url: string; output: string[]; stop(): Promise<void> };

/** `next start` on a free port. */
export async function startApp(variables: Record<string, string>): Promise<App> {
  const child = spawn(process.execPath, [next, "start", "--port", "0"], {
    cwd: appDirectory,
    env: { ...environment(), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
  };
  const started = new Promise<string>((resolve, reject) => {
    let address = "";
    const read = (line: string) => {
      output.push(line);
      address = line.match(/Local: +(http:\S+)/)?.[1] ?? address;
      if (line.includes("Ready in")) resolve(address);
    };
    createInterface({ input: child.stdout }).on("line", read);
    createInterface({ input: child.stderr }).on("line", read);
    const fail = () => reject(new Error(`It did not start:\n${output.join("\n")}`));
    child.once("exit", fail);
    setTimeout(fail, STARTUP_TIMEOUT_MS).unref();
  });
  try {
    return { url: await started, output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Without what this process was told of Next.js and Clerk. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(userEnvironment()).filter(
    ([name]) => !/^(NEXT_|CLERK_|PORT$)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    NEXT_TELEMETRY_DISABLED: "1",
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: "1",
    // Set but empty, so that a developer's .env.local has no say.
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: "",
    CLERK_SECRET_KEY: "",
  };
}
