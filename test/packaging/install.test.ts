import { ConvexHttpClient } from "convex/browser";
import { isMusicLibraryError } from "convex-music-library";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CliResult,
  type SpawnedDeployment,
  spawnLocalDeployment,
} from "../../example/local/index.js";
import {
  clerkUserEvent,
  sendWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { api } from "./app/convex/_generated/api.js";
import { type Compilation, HostApp, template } from "./hostApp.js";
import { npm, packRepository, succeeded, type Tarball } from "./pack.js";
import { readManifest } from "./repository.js";

const INSTALLATION_TIMEOUT_MS = 300_000;

let tarball: Tarball;
let app: HostApp;
let deployment: SpawnedDeployment;
let codegen: CliResult;

beforeAll(async () => {
  tarball = await packRepository();
  app = await HostApp.install(tarball.file);
  deployment = await spawnLocalDeployment();
  codegen = await app.convex(["codegen"], deployment);
}, INSTALLATION_TIMEOUT_MS);

afterAll(async () => {
  await deployment?.stop();
  await app?.remove();
  await tarball?.remove();
});

// svix 2 declares Node.js 22, but uses nothing of it: it is bundled for Convex, and
// the tests of the webhook run it on whatever Node.js there is.
const runsOnOlderNode = ["svix"];

describe("an empty app that installs the tarball", () => {
  test("gets a copy of it, of the same version", async () => {
    const { version } = await app.manifestOf("convex-music-library");
    expect(version).toBe((await readManifest()).version);
  });

  test("has every dependency satisfied, and is not asked for React itself", async () => {
    const listed = await npm(["ls", "--all"], app.directory);
    expect(listed.exitCode, listed.stdout + listed.stderr).toBe(0);
    const { peerDependenciesMeta } = await app.manifestOf("convex-music-library");
    expect(peerDependenciesMeta).toMatchObject({ react: { optional: true } });
  });

  test("needs no newer Node.js than the package promises", async () => {
    const { engines, dependencies, peerDependencies } =
      await app.manifestOf("convex-music-library");
    const promised = oldestMajor(engines!.node);
    const names = Object.keys({ ...dependencies, ...peerDependencies });
    const newer = names
      .filter((name) => !["react", "convex-test", ...runsOnOlderNode].includes(name))
      .map(async (name) => {
        const { version, engines } = await app.manifestOf(name);
        const isNewer = engines && oldestMajor(engines.node) > promised;
        return isNewer ? [`${name}@${version} needs ${engines.node}`] : [];
      });
    expect((await Promise.all(newer)).flat()).toEqual([]);
  });

  test("loads the class in plain Node.js", async () => {
    const code =
      'import { MusicLibrary } from "convex-music-library"; MusicLibrary.name;';
    const loaded = await app.node(["--input-type=module", "--eval", code]);
    expect(loaded.exitCode, loaded.stderr).toBe(0);
  });
});

test("an app that installs it has the command for migrations", async () => {
  const command = join("node_modules", ".bin", "convex-music-library");
  const { exitCode, stdout } = await app.node([command, "--help"]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain("import --dir");
});

describe("the app's own Convex CLI", () => {
  const generated = "convex/_generated";

  // `vitest run -u` renews the committed copy.
  test("generates the code that the app's files are written against", async () => {
    expect(codegen.exitCode, codegen.stderr).toBe(0);
    const names = await readdir(join(app.directory, generated));
    expect(names.sort()).toEqual((await readdir(join(template, generated))).sort());
    for (const name of names) {
      const text = await readFile(join(app.directory, generated, name), "utf8");
      await expect(text).toMatchFileSnapshot(join(template, generated, name));
    }
  });

  test("deploys it with nothing but app.use(musicLibrary)", async () => {
    const deployed = await app.convex(["deploy"], deployment);
    expect(deployed.exitCode, deployed.stderr).toBe(0);
    expect(deployed.stderr).toContain("Installed component musicLibrary");
  });

  test("has then put up functions that answer over the wire", async () => {
    const client = new ConvexHttpClient(deployment.url, { logger: false });
    expect(await client.query(api.tracks.list, {})).toEqual([]);
    const track = { title: "Rising", artist: "Ada", isLoop: false };
    const error: unknown = await client.mutation(api.tracks.create, track).then(
      () => "created",
      (reason: unknown) => reason,
    );
    expect(isMusicLibraryError(error) && error.data.code).toBe("UNAUTHENTICATED");
  });

  test("has then put up the webhook route, which waits for its secret", async () => {
    const url = `${deployment.siteUrl}/clerk-users-webhook`;
    const answer = await fetch(url, { method: "POST", body: "{}" });
    expect(answer.status).toBe(500);
  });

  test("sets that secret, and has the route make the user whom Clerk tells of", async () => {
    await convex("env", "set", "CLERK_WEBHOOK_SECRET", testWebhookSecret);
    const event = clerkUserEvent("user.created", { id: "user_ada", first_name: "Ada" });
    expect((await sendWebhook(site, event)).status).toBe(200);
    const user = { name: "Ada", role: "guest", syncedBy: "webhook" };
    expect(await runAsAda("users:current")).toMatchObject(user);
  });

  test("runs functions in that user's name, which keep what they write", async () => {
    const id = await runAsAda("playlists:create", { title: "Study" });
    expect(await runAsAda("playlists:mine")).toMatchObject([{ _id: id, title: "Study" }]);
    expect(await convex("run", "playlists:list")).toEqual([]);
  });

  const site = {
    fetch: (path: string, init: RequestInit) => fetch(deployment.siteUrl + path, init),
  };

  function runAsAda(name: string, args = {}) {
    const identity = { subject: "user_ada", issuer: "https://clerk.example.com" };
    const options = ["--identity", JSON.stringify(identity)];
    return convex("run", name, JSON.stringify(args), ...options);
  }

  async function convex(...args: string[]): Promise<unknown> {
    const { stdout } = succeeded(await app.convex(args, deployment));
    return args[0] === "run" ? JSON.parse(stdout) : stdout;
  }
});

describe("with every library checked under the strictest options, TypeScript", () => {
  let all: Compilation;
  let client: Compilation;
  beforeAll(async () => {
    [all, client] = await Promise.all([
      app.compile("tsconfig.json"),
      app.compile("tsconfig.client.json"),
    ]);
  });

  test("accepts the package, the app's functions and its tests", () => {
    expect(all.files).toContain("convex/library.ts");
    expect(all.files).toContain("test/library.spec.ts");
    expect(errorsOutside(all, "client/")).toEqual([]);
  });

  test("needs the types of neither React nor Node.js for functions and clients", () => {
    expect(client.files).toContain("convex/library.ts");
    expect(client.files).toContain("client/earlierApp.ts");
    expect(errorsOutside(client, "client/")).toEqual([]);
  });

  test("accepts client code that was written before the library", () => {
    expect(all.files).toContain("client/earlierApp.ts");
    expect(errorsIn(all, "client/earlierApp.ts")).toEqual([]);
    expect(errorsIn(client, "client/earlierApp.ts")).toEqual([]);
  });

  test("accepts the ctx of queries, mutations and actions, to write only the latter two", () => {
    expect(all.files).toContain("client/contexts.ts");
    expect(errorsIn(all, "client/contexts.ts")).toEqual([]);
    expect(errorsIn(client, "client/contexts.ts")).toEqual([]);
  });

  test("resolves every entry point as NodeNext does, too", async () => {
    const { errors, files } = await app.compile("tsconfig.nodenext.json");
    expect(files).toContain("test/entryPoints.ts");
    expect(errors).toEqual([]);
  });
});

test("the app's own Vitest passes with the package's test helper", async () => {
  const args = ["run", "--reporter=json"];
  const { exitCode, stdout, stderr } = await app.script("vitest/vitest.mjs", args);
  expect(exitCode, stdout + stderr).toBe(0);
  const report = JSON.parse(stdout) as { numPassedTests: number; success: boolean };
  expect(report).toMatchObject({ success: true, numPassedTests: 2 });
});

/** 20 of ">=20", "^20.1.0 || >=22". */
function oldestMajor(range: string) {
  const majors = range.split("||").map((part) => Number(/\d+/.exec(part)![0]));
  return Math.min(...majors);
}

function errorsIn({ errors }: Compilation, path: string) {
  return errors.filter((error) => error.startsWith(path));
}

function errorsOutside({ errors }: Compilation, path: string) {
  return errors.filter((error) => !error.startsWith(path));
}
