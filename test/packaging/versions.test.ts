import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type SpawnedDeployment,
  spawnLocalDeployment,
} from "../../example/local/index.js";
import { HostApp } from "./hostApp.js";
import { npm, packRepository, type Tarball } from "./pack.js";
import { type Manifest, readManifest } from "./repository.js";

const INSTALLATION_TIMEOUT_MS = 300_000;

// convex-helpers asks for a TypeScript from 5.5 to 7.
const OLDEST_TYPESCRIPT = "5.5.4";
const NEWEST_TYPESCRIPT = "7.0.2";

let tarball: Tarball;
beforeAll(async () => {
  tarball = await packRepository();
});
afterAll(async () => {
  await tarball?.remove();
});

describe.each([
  { age: "oldest", versions: oldest, typescript: OLDEST_TYPESCRIPT },
  { age: "newest", versions: newest, typescript: NEWEST_TYPESCRIPT },
])("an app with the $age of all that the package works with", (app) => {
  worksWith(async () => ({
    ...app.versions(await readManifest()),
    typescript: app.typescript,
  }));
});

function worksWith(versions: () => Promise<Record<string, string>>) {
  let wanted: Record<string, string>;
  let app: HostApp;
  let deployment: SpawnedDeployment;

  beforeAll(async () => {
    wanted = await versions();
    [app, deployment] = await Promise.all([
      HostApp.install(tarball.file, wanted),
      spawnLocalDeployment(),
    ]);
  }, INSTALLATION_TIMEOUT_MS);
  afterAll(async () => {
    await deployment?.stop();
    await app?.remove();
  });

  test("installs exactly these, once each, and nothing asks for others", async () => {
    const listed = await npm(["ls", "--all", "--json"], app.directory);
    expect(listed.exitCode, listed.stdout).toBe(0);
    for (const [name, version] of Object.entries(wanted)) {
      expect(versionsOf(name, JSON.parse(listed.stdout) as Listed)).toEqual([version]);
    }
  });

  test("deploys with its own Convex CLI, code generated and types checked, and answers", async () => {
    const { exitCode, stderr } = await app.convex(["deploy"], deployment);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain("Running TypeScript");
    const client = new ConvexHttpClient(deployment.url, { logger: false });
    expect(await client.query(api.tracks!.list!, {})).toEqual([]);
  });

  test.each(["tsconfig.json", "tsconfig.nodenext.json"])(
    "accepts every entry point under the strictest options of %s, libraries included",
    async (project) => {
      const { errors, files } = await app.compile(project);
      expect(files).toContain("test/entryPoints.ts");
      expect(errors).toEqual([]);
    },
  );

  test("passes its own tests with the package's test helper", async () => {
    const { exitCode, stdout, stderr } = await app.script("vitest/vitest.mjs", ["run"]);
    expect(exitCode, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/Tests .*2 passed/);
  });
}

/** The lower bounds of the declared ranges. */
function oldest({ dependencies, peerDependencies }: Manifest) {
  const ranges = Object.entries({ ...dependencies, ...peerDependencies });
  return withoutReact(
    ranges.map(([name, range]) => [name, /\d+\.\d+\.\d+/.exec(range)![0]]),
  );
}

/** What this repository is developed with. */
function newest({ peerDependencies, devDependencies }: Manifest) {
  const names = Object.keys(peerDependencies);
  return withoutReact(names.map((name) => [name, devDependencies[name]!]));
}

/** React has tests of its own. */
function withoutReact(versions: [string, string][]) {
  return Object.fromEntries(versions.filter(([name]) => name !== "react"));
}

type Listed = { version?: string; dependencies?: Record<string, Listed> };

/** The versions of a package anywhere below another. */
function versionsOf(name: string, { dependencies = {} }: Listed): string[] {
  const found = Object.entries(dependencies).flatMap(([key, listed]) => [
    ...(key === name && listed.version ? [listed.version] : []),
    ...versionsOf(name, listed),
  ]);
  return [...new Set(found)];
}
