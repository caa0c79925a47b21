import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CliResult, run } from "../../example/local/index.js";
import { repository, userEnvironment } from "./repository.js";

export type Tarball = {
  file: string;
  bytes: number;
  /** The paths of its files, sorted. */
  paths: string[];
  /** Where it is unpacked. */
  directory: string;
  remove(): Promise<void>;
};

type PackReport = { filename: string; size: number; files: { path: string }[] };

/** Packs what is built, as `npm publish` would, and unpacks it. */
export async function packRepository(): Promise<Tarball> {
  const directory = await mkdtemp(join(tmpdir(), "tarball-"));
  const options = ["--json", "--ignore-scripts", "--pack-destination", directory];
  const packed = await npm(["pack", ...options], repository);
  const [report] = JSON.parse(succeeded(packed).stdout) as [PackReport];
  const file = join(directory, report.filename);
  succeeded(await run("tar", ["-xzf", file, "-C", directory]));
  return {
    file,
    bytes: report.size,
    paths: report.files.map(({ path }) => path).sort(),
    directory: join(directory, "package"),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export function npm(args: string[], cwd: string): Promise<CliResult> {
  return run("npm", args, { cwd, env: userEnvironment() });
}

export function succeeded(result: CliResult): CliResult {
  if (result.exitCode === 0) return result;
  throw new Error(`Exit code ${result.exitCode}:\n${result.stdout}${result.stderr}`);
}
