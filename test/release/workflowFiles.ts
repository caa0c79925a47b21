import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../packaging/repository.js";

export type Step = {
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, unknown>;
};

export type Job = {
  "runs-on": string;
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  needs?: string | string[];
  strategy?: { matrix: Record<string, string[]> };
  steps: Step[];
};

export type Workflow = {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  concurrency?: unknown;
  jobs: Record<string, Job>;
};

export type WorkflowFile = { path: string; text: string; workflow: Workflow };

const WORKFLOWS = ".github/workflows";
const ACTIONS = ".github/actions";

export async function readWorkflows(): Promise<WorkflowFile[]> {
  const names = await readdir(join(repository, WORKFLOWS));
  return await Promise.all(
    names.map(async (name) => {
      const path = `${WORKFLOWS}/${name}`;
      const text = await readFile(join(repository, path), "utf8");
      return { path, text, workflow: parse(text) as Workflow };
    }),
  );
}

/** The texts of all workflows, and of the actions that they have among them. */
export async function readTexts(): Promise<Map<string, string>> {
  const actions = await readdir(join(repository, ACTIONS));
  const paths = actions.map((name) => `${ACTIONS}/${name}/action.yml`);
  const texts = paths.map(
    async (path) => [path, await readFile(join(repository, path), "utf8")] as const,
  );
  const workflows = (await readWorkflows()).map(
    ({ path, text }) => [path, text] as const,
  );
  return new Map([...workflows, ...(await Promise.all(texts))]);
}

export function isLocalAction(uses: string): boolean {
  return uses.startsWith("./") && existsSync(join(repository, uses, "action.yml"));
}

/** The commands of a text of shell or YAML, of which npm and Vitest are told apart. */
export function npmScriptsIn(text: string): string[] {
  const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name!);
  return /\bnpm test\b/.test(text) ? [...named, "test"] : named;
}

/** Where an action is not pinned to a commit, with the version that it is. */
export function unpinned(text: string): string[] {
  return [...text.matchAll(/\buses:\s*(.+)/g)]
    .map(([, uses]) => uses!.trim())
    .filter((uses) => !isLocalAction(uses))
    .filter((uses) => !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(uses));
}
