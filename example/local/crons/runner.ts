import type { JSONValue } from "convex/values";
import { NOBODY } from "../engine/calls.js";
import type { Engine } from "../engine/engine.js";
import { RequestError } from "../errors.js";
import { componentsOf } from "../push/analysis.js";
import type { CronSpec } from "../push/types.js";
import { nextRun } from "./schedule.js";

/** A cron of the app or of a component. */
type CronJob = { component: string; name: string; spec: CronSpec };

/** The longest delay of a Node.js timer. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Runs the crons of the current push, on schedule or on request. */
export class CronRunner {
  #jobs: CronJob[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly engine: () => Engine | null,
    /** The `setTimeout` of Node.js, not the one that the engine gives to functions. */
    private readonly setTimer: typeof setTimeout,
  ) {}

  /** Replaces all jobs with those of the current push. */
  restart(): void {
    this.stop();
    this.#jobs = jobsOf(this.engine()!);
    for (const job of this.#jobs) this.#schedule(job);
  }

  stop(): void {
    this.#jobs = [];
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  list(): object[] {
    return this.#jobs.map(({ component, name, spec }) => ({
      component,
      name,
      function: spec.name,
      schedule: spec.schedule,
    }));
  }

  /** Runs a job now and waits until it is done. */
  async run(name: string, component: string): Promise<object> {
    const job = this.#jobs.find(
      (job) => job.name === name && job.component === component,
    );
    if (!job) {
      const owner = component === "" ? "the app" : `component "${component}"`;
      throw new RequestError(
        "CronNotFound",
        `There is no cron "${name}" in ${owner}.`,
        404,
      );
    }
    const outcome = await this.#execute(job);
    if (outcome.ok) return { status: "success", value: outcome.value };
    return { status: "error", errorMessage: outcome.errorMessage };
  }

  #schedule(job: CronJob) {
    const due = nextRun(job.spec.schedule, new Date());
    if (due) this.#wait(job, due);
  }

  #wait(job: CronJob, due: Date) {
    const delay = Math.max(0, due.getTime() - Date.now());
    const timer = this.setTimer(
      () => {
        this.#timers.delete(timer);
        if (delay > MAX_DELAY_MS) return this.#wait(job, due);
        void this.#execute(job).finally(() => {
          if (this.#jobs.includes(job)) this.#schedule(job);
        });
      },
      Math.min(delay, MAX_DELAY_MS),
    );
    this.#timers.add(timer);
  }

  #execute({ component, spec }: CronJob) {
    return this.engine()!.call({
      component,
      udfPath: spec.name.includes(":") ? spec.name : `${spec.name}:default`,
      args: (spec.args[0] ?? {}) as JSONValue,
      caller: NOBODY,
    });
  }
}

function jobsOf({ push }: Engine): CronJob[] {
  const { app, analysis } = push.response;
  return componentsOf(app).flatMap(({ componentPath, definitionPath }) => {
    const specs = analysis[definitionPath]!.functions["crons.js"]?.cronSpecs ?? {};
    return Object.entries(specs).map(([name, spec]) => ({
      component: componentPath,
      name,
      spec,
    }));
  });
}
