import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  convexCli,
  type SpawnedDeployment,
  spawnLocalDeployment,
  startLocalIssuer,
} from "../../example/local/index.js";
import {
  clerkUserEvent,
  signWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { repository } from "../packaging/repository.js";
import { type Block, blocksOf, readPage } from "./markdown.js";
import { commandsOf } from "./shell.js";
import { type Snippet, snippetsOf } from "./typeCheck.js";

/*
 * Follows the README in an empty folder, from top to bottom: the files as it shows them,
 * the commands as it gives them, with the real CLI and a local deployment in place of one
 * with an account. Nothing else is pushed, set or run.
 */

const readme = readPage("README.md");
const [introduction, rest] = readme.text.split("\n## Install\n") as [string, string];
const installation = rest.split("\n## ")[0]!;
const steps = installation.split(/^(?=\*\*\d\. )/m).slice(1);

let issuer: Awaited<ReturnType<typeof startLocalIssuer>>;
let deployment: SpawnedDeployment;
let app: string;
/** Real values, by what the README shows in their place. */
let values: Record<string, string>;
/** Those of them that a command was given so far. */
const given = new Set<string>();

beforeAll(async () => {
  [issuer, deployment] = await Promise.all([startLocalIssuer(), spawnLocalDeployment()]);
  app = await mkdtemp(join(tmpdir(), "readme-"));
  await install();
  values = {
    "https://verb-noun-00.clerk.accounts.dev": issuer.url,
    "whsec_...": testWebhookSecret,
    "user_...": "user_ada",
  };
});

afterAll(async () => {
  await deployment?.stop();
  await issuer?.close();
  if (app) await rm(app, { recursive: true, force: true });
});

test("the README's files and commands make an app with users, and an admin", async () => {
  const [project, tokens, functions, webhook, admin, page, ...others] = steps;
  expect(page).toContain("ConvexProviderWithClerk"); // Compiled in typescript.test.ts.
  expect(others).toEqual([]);
  await follow(project!);
  // It names the deployment that the commands from here on are for.
  expect(await readdir(app)).toContain(".env.local");
  await follow(tokens!);
  await follow(introduction); // `convex/library.ts` as above.
  await follow(functions!);
  await follow(webhook!);

  const url = `${deployment.siteUrl}/clerk-users-webhook`;
  const event = clerkUserEvent("user.created", { id: "user_ada", first_name: "Ada" });
  expect((await fetch(url, signWebhook(event))).status).toBe(200);
  await follow(admin!);
  expect(given).toEqual(new Set(Object.keys(values)));

  const client = new ConvexHttpClient(deployment.url, { logger: false });
  client.setAuth(await issuer.token({ subject: "user_ada" }));
  const user: unknown = await client.query(anyApi.users!.current!, {});
  expect(user).toMatchObject({ name: "Ada", role: "admin", syncedBy: "webhook" });
  expect(await client.query(anyApi.tracks!.list!, {})).toEqual([]);
  expect(await client.query(anyApi.playlists!.mine!, {})).toEqual([]);
});

/** Writes the files and enters the commands of a part of the README, in their order. */
async function follow(text: string) {
  for (const block of blocksOf({ ...readme, text })) {
    if (block.language === "sh")
      for (const args of convexCommands(block)) await enter(args);
    else for (const snippet of snippetsOf(block)) await writeFileOf(snippet);
  }
}

/** What `npm install` would put there: the package as it is built, and Convex. */
async function install() {
  const modules = join(app, "node_modules");
  await mkdir(modules);
  await symlink(repository, join(modules, "convex-music-library"));
  await symlink(join(repository, "node_modules/convex"), join(modules, "convex"));
  const manifest = {
    name: "readme",
    private: true,
    type: "module",
    dependencies: { convex: "*" },
  };
  await writeFile(join(app, "package.json"), JSON.stringify(manifest));
}

async function writeFileOf({ path, code }: Snippet) {
  if (!path?.startsWith("convex/")) return;
  await mkdir(dirname(join(app, path)), { recursive: true });
  await writeFile(join(app, path), code);
}

function convexCommands(block: Block) {
  return commandsOf(block)
    .filter(({ words }) => words[0] === "npx" && words[1] === "convex")
    .map(({ words }) => words.slice(2));
}

/** Enters a command as it is given, but for `convex dev`, which would stay to watch files. */
async function enter(args: string[]) {
  const once = args[0] === "dev" && !args.includes("--once") ? ["--once"] : [];
  await cli([...args.map(withValues), ...once]);
}

function withValues(arg: string) {
  const shown = Object.keys(values).filter((shown) => arg.includes(shown));
  for (const one of shown) given.add(one);
  return shown.reduce((real, one) => real.replace(one, values[one]!), arg);
}

async function cli(args: string[]) {
  const { exitCode, stdout, stderr } = await convexCli(args, { ...deployment, cwd: app });
  expect(exitCode, stdout + stderr).toBe(0);
}
