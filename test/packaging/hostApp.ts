import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CliResult, run } from "../../example/local/index.js";
import { npm, succeeded } from "./pack.js";
import { type Manifest, readManifest, userEnvironment } from "./repository.js";

export const template = fileURLToPath(new URL("./app", import.meta.url));

// What the app has for itself; React is not among it.
const DEV_DEPENDENCIES = [
  "@edge-runtime/vm",
  "@types/node",
  "convex-test",
  "typescript",
  "vitest",
];

export type Compilation = {
  errors: string[];
  /** The app's own files that were compiled, with slashes. */
  files: string[];
};

/** An app of its own that installs the tarball, as its users do. */
export class HostApp {
  private constructor(readonly directory: string) {}

  /** @param packages What the app has beside, or in other versions. */
  static async install(
    tarball: string,
    packages: Record<string, string> = {},
  ): Promise<HostApp> {
    const directory = await mkdtemp(join(tmpdir(), "host-app-"));
    try {
      await writeApp(directory, tarball, packages);
      const args = ["install", "--prefer-offline", "--no-audit", "--no-fund"];
      succeeded(await npm(args, directory));
      return new HostApp(directory);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** The package.json of a package that it installed. */
  manifestOf(name: string): Promise<Manifest> {
    return readManifest(join(this.directory, "node_modules", name));
  }

  /** Runs a script of an installed package with Node.js. */
  script(path: string, args: string[], env: Record<string, string> = {}) {
    return this.node([join("node_modules", path), ...args], env);
  }

  node(args: string[], env: Record<string, string> = {}): Promise<CliResult> {
    return run(process.execPath, args, {
      cwd: this.directory,
      env: { ...userEnvironment(), ...env },
    });
  }

  /** The app's own Convex CLI. */
  convex(args: string[], target: { url: string; adminKey: string }): Promise<CliResult> {
    return this.script("convex/bin/main.js", args, {
      CONVEX_SELF_HOSTED_URL: target.url,
      CONVEX_SELF_HOSTED_ADMIN_KEY: target.adminKey,
      CI: "1",
    });
  }

  /** The app's own TypeScript. */
  async compile(project: string): Promise<Compilation> {
    const args = ["--project", project, "--pretty", "false", "--listFiles"];
    const { stdout } = await this.script("typescript/bin/tsc", args);
    const lines = stdout.split("\n").map((line) => line.trim().replaceAll("\\", "/"));
    const root = `${this.directory.replaceAll("\\", "/")}/`;
    return {
      errors: lines.filter((line) => /(^|: )error TS\d+:/.test(line)),
      files: lines
        .filter((line) => line.startsWith(root) && !line.includes("/node_modules/"))
        .map((line) => line.slice(root.length)),
    };
  }

  async remove() {
    await rm(this.directory, { recursive: true, force: true });
  }
}

async function writeApp(
  directory: string,
  tarball: string,
  packages: Record<string, string>,
) {
  // Without generated code: it is for the app's own CLI to make.
  const filter = (path: string) => !path.includes("_generated");
  await cp(template, directory, { recursive: true, filter });
  const { devDependencies: versions } = await readManifest();
  const manifest = {
    name: "host-app",
    private: true,
    type: "module",
    dependencies: {
      convex: versions.convex,
      "convex-music-library": `file:${tarball}`,
      ...packages,
    },
    devDependencies: Object.fromEntries(
      DEV_DEPENDENCIES.filter((name) => !(name in packages)).map((name) => [
        name,
        versions[name],
      ]),
    ),
  };
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest, null, 2));
}
