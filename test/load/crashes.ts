import { expect } from "vitest";
import type { Crash, Step } from "../../example/local/index.js";
import type { DeployedApp } from "../example/deployed.js";
import { rowsOf } from "../example/deployedTables.js";

/** Work that a call leaves to the background. */
export type BackgroundJob = {
  /** Makes what there is to work on. */
  prepare(app: DeployedApp): Promise<void>;
  start(app: DeployedApp): Promise<unknown>;
  /** Brings what comes with time, such as crons. */
  later?(app: DeployedApp): Promise<void>;
  /** The tables that it changes, and other tables that tell how it ended. */
  tables: string[];
};

/** What a job left in its tables, without what hangs on when it happened. */
export type Outcome = Record<string, object[]>;

/** The pool looks for actions that died five minutes before, and that once a minute. */
const RECOVERED_WITHIN_MS = 10 * 60_000;

/** What was prepared is older than what a job finds. */
const A_WHILE_MS = 60_000;

/**
 * Runs a job without a mishap, and then once for each of its steps, with the process
 * dying there. Whatever brings it back to life is the library's own: it has to end as if
 * nothing had happened, before long. Returns what it comes to in any case.
 */
export async function crashEverywhere(app: DeployedApp, job: BackgroundJob) {
  const undisturbed = await runJob(app, job, null);
  expect(undisturbed.strayed).toEqual([]);
  const crashes = crashesIn(undisturbed.steps);
  let longestMs = 0;
  for (const crash of crashes) {
    const { steps, strayed, outcome, tookMs } = await runJob(app, job, crash);
    const where = JSON.stringify([crash, undisturbed.steps[crash.step]]);
    expect(strayed, where).toEqual(hitsAction(steps[crash.step]) ? ["failed"] : []);
    expect(outcome, where).toEqual(undisturbed.outcome);
    expect(tookMs, where).toBeLessThan(RECOVERED_WITHIN_MS);
    longestMs = Math.max(longestMs, tookMs);
  }
  const seconds = Math.round(longestMs / 1000);
  console.info(
    `${undisturbed.steps.length} steps, ${crashes.length} crashes, at most ${seconds} s`,
  );
  expect(crashes.length).toBeGreaterThan(0);
  return undisturbed.outcome;
}

/** Runs a job in an empty deployment, with a crash or without one, until all is done. */
async function runJob(app: DeployedApp, job: BackgroundJob, crash: Crash | null) {
  await app.asAdmin("/api/local/background/hold", {});
  await job.prepare(app);
  await finishBackground(app);
  const startedAt = await advanceTime(app, A_WHILE_MS);
  await job.start(app);
  const steps = await finishBackground(app, crash);
  const tookMs = (await advanceTime(app, 0)) - startedAt;
  const strayed = await strayedFunctions(app);
  await job.later?.(app);
  expect(await pooledWork(app), JSON.stringify(crash)).toEqual([]);
  return { steps, tookMs, strayed, outcome: await outcomeOf(app, job.tables) };
}

/** Sets the clock ahead, and tells how far it is by then. */
async function advanceTime(app: DeployedApp, milliseconds: number): Promise<number> {
  const { aheadMs } = (await app.advanceTime(milliseconds)) as { aheadMs: number };
  return aheadMs;
}

/** Runs what is scheduled until nothing is left, and leaps over the time between. */
export async function finishBackground(
  app: DeployedApp,
  crash: Crash | null = null,
): Promise<Step[]> {
  return (await app.asAdmin("/api/local/background/run", { crash })) as Step[];
}

/**
 * Every moment at which a crash can make a difference: before each scheduled function,
 * before each call of an action, and after its last one. Of looks that a pool takes for
 * work that is not there, one after the other, the first stands for all.
 */
function crashesIn(steps: Step[]): Crash[] {
  return steps.flatMap((current, step) => {
    const crashes: Crash[] = [];
    const [previous, next] = [steps[step - 1], steps[step + 1]];
    if (isNews(current, previous)) crashes.push({ step, when: "before" });
    const isLastCall = current.call !== undefined && next?.call === undefined;
    if (isLastCall) crashes.push({ step, when: "after" });
    return crashes;
  });
}

/** Only an action is ended by a crash for good. */
const hitsAction = (step: Step | undefined) => step?.call !== undefined;

function isNews({ path, call }: Step, previous: Step | undefined): boolean {
  // Between an action's start and its first call nothing happens.
  if (call !== undefined) return previous?.call !== "1.0/actions/action";
  return path !== null && !(path.endsWith("loop:loop") && path === previous?.path);
}

const pools = ["musicLibrary/clerkPool", "musicLibrary/filePool"];
const poolTables = ["work", "pendingStart", "pendingCompletion", "pendingCancelation"];

/** What the pools still have to do. */
async function pooledWork(app: DeployedApp): Promise<object[]> {
  const rows = pools.flatMap((pool) =>
    poolTables.map((table) => rowsOf(app, table, pool)),
  );
  return (await Promise.all(rows)).flat();
}

/** What became of scheduled functions, but for those that did what they should. */
async function strayedFunctions(app: DeployedApp): Promise<string[]> {
  const components = ["", "musicLibrary", ...pools];
  const rows = components.map((component) =>
    rowsOf(app, "_scheduled_functions", component),
  );
  const states = (await Promise.all(rows))
    .flat()
    .map(({ state }) => (state as { kind: string }).kind);
  return states.filter((state) => state !== "success" && state !== "canceled");
}

const changing = [
  "_id",
  "_creationTime",
  "startedAt",
  "updatedAt",
  "finishedAt",
  "deletedAt",
  "receivedAt",
  // How often a copy was tried.
  "attempts",
  "lease",
];

async function outcomeOf(app: DeployedApp, tables: string[]): Promise<Outcome> {
  const files = await rowsOf(app, "_storage");
  const contents = new Map(files.map(({ _id, sha256 }) => [_id, sha256]));
  const outcome: Outcome = {};
  for (const table of tables) {
    const component = table === "members" ? "" : "musicLibrary";
    const rows = (await rowsOf(app, table, component)).map((row) => {
      const lasting = Object.entries(row).filter(([field]) => !changing.includes(field));
      // A stored file goes by its bytes: its id hangs on how often it was copied.
      return Object.fromEntries(
        lasting.map(([field, value]) => [field, contents.get(value as string) ?? value]),
      );
    });
    outcome[table] = rows.sort((a, b) =>
      compareText(JSON.stringify(a), JSON.stringify(b)),
    );
  }
  return outcome;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
