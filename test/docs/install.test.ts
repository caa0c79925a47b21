import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startLocalIssuer } from "../../example/local/auth/issuer.js";
import {
  convexCli,
  type SpawnedDeployment,
  spawnLocalDeployment,
} from "../../example/local/spawn.js";
import {
  clerkUserEvent,
  signWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { repository } from "../packaging/repository.js";
import { type Block, blocksOf, readPage } from "./markdown.js";
import { commandsOf } from "./shell.js";
import { snippetsOf } from "./typeCheck.js";

/*
 * Follows the README in an empty folder: the files as it shows them, the commands as it
 * gives them, with the real CLI and a local deployment in place of one with an account.
 */

const readme = readPage("README.md");
const installation = readme.text.split("\n## Install\n")[1]!.split("\n## ")[0]!;
const shown = blocksOf(readme);
const given = blocksOf({ ...readme, text: installation });

let issuer: Awaited<ReturnType<typeof startLocalIssuer>>;
let deployment: SpawnedDeployment;
let app: string;

beforeAll(async () => {
  [issuer, deployment] = await Promise.all([startLocalIssuer(), spawnLocalDeployment()]);
  app = await mkdtemp(join(tmpdir(), "readme-"));
  await install();
  await writeShownFiles();
});

afterAll(async () => {
  await deployment?.stop();
  await issuer?.close();
  if (app) await rm(app, { recursive: true, force: true });
});

test("the README's files and commands make an app with users, and an admin", async () => {
  const [environment, secret, admin] = given.filter(isShell).flatMap(convexCommands);
  await enter(environment!, ["https://verb-noun-00.clerk.accounts.dev", issuer.url]);
  await enter(secret!, ["whsec_...", testWebhookSecret]);
  await cli(["deploy"]);

  const url = `${deployment.siteUrl}/clerk-users-webhook`;
  const event = clerkUserEvent("user.created", { id: "user_ada", first_name: "Ada" });
  expect((await fetch(url, signWebhook(event))).status).toBe(200);
  await enter(admin!, ["user_...", "user_ada"]);

  const client = new ConvexHttpClient(deployment.url, { logger: false });
  client.setAuth(await issuer.token({ subject: "user_ada" }));
  const user: unknown = await client.query(anyApi.users!.current!, {});
  expect(user).toMatchObject({ name: "Ada", role: "admin", syncedBy: "webhook" });
  expect(await client.query(anyApi.tracks!.list!, {})).toEqual([]);
});

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

async function writeShownFiles() {
  for (const { path, code } of shown.flatMap(snippetsOf)) {
    if (!path?.startsWith("convex/")) continue;
    await mkdir(dirname(join(app, path)), { recursive: true });
    await writeFile(join(app, path), code);
  }
}

function isShell({ language }: Block) {
  return language === "sh";
}

function convexCommands(block: Block) {
  return commandsOf(block)
    .filter(({ words }) => words[0] === "npx" && words[1] === "convex")
    .map(({ words }) => words.slice(2));
}

/** Enters a command as it is given, with a real value in the place of the one shown. */
async function enter(args: string[], [from, to]: [string, string]) {
  expect(args.join(" ")).toContain(from);
  await cli(args.map((arg) => arg.replace(from, to)));
}

async function cli(args: string[]) {
  const { exitCode, stdout, stderr } = await convexCli(args, { ...deployment, cwd: app });
  expect(exitCode, stdout + stderr).toBe(0);
}
