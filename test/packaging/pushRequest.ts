import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convexCli } from "../../example/local/index.js";
import { repository } from "./repository.js";

export type PushedModule = {
  path: string;
  source: string;
  environment: "isolate" | "node";
};

export type PushRequest = {
  appDefinition: {
    definition: PushedModule;
    schema: PushedModule | null;
    changedModules: PushedModule[];
  };
  componentDefinitions: {
    definitionPath: string;
    /** The components that it uses, by their paths. */
    dependencies: string[];
    definition: PushedModule;
    schema: PushedModule | null;
    functions: PushedModule[];
  }[];
  nodeDependencies: unknown[];
};

// Nothing listens there: the CLI writes the request in place of sending it.
const nowhere = { url: "http://127.0.0.1:1", adminKey: "none" };

/** What `convex deploy` would send for the example app. */
export async function pushRequestOfExample(): Promise<PushRequest> {
  const directory = await mkdtemp(join(tmpdir(), "push-request-"));
  try {
    const file = join(directory, "push");
    const args = ["deploy", "--typecheck", "disable", "--codegen", "disable"];
    args.push("--push-all-modules", "--write-push-request", file);
    const pushed = await convexCli(args, { ...nowhere, cwd: repository });
    if (pushed.exitCode !== 0) throw new Error(pushed.stderr);
    return JSON.parse(await readFile(`${file}.json`, "utf8")) as PushRequest;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
