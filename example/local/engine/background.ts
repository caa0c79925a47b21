import { AsyncLocalStorage } from "node:async_hooks";
import { advanceTime, stopTime } from "../time.js";

/** Something that the background did, by the function's path. */
export type Step = {
  /** Null when the function had been cancelled before its time came. */
  path: string | null;
  /** What an action called; absent when a scheduled function began. */
  call?: string;
};

/** When the process dies, as far as functions can tell: at a step, counted from zero. */
export type Crash = { step: number; when: "before" | "after" };

type Timer = { dueAt: number; begin: () => void };

// Replaced for functions once the engine has started.
const { setTimeout: startTimer } = globalThis;

/** How long it takes until the deployment is back. */
const RESTART_MS = 5000;

/** A shorter delay takes so long: it keeps those few who look for work again and again. */
const SHORTEST_DELAY_MS = 2500;

const never = () => new Promise<never>(() => undefined);

/** A scheduled function that runs, with all that it calls. */
class Job {
  isDead = false;
  #refuse: (error: Error) => void = () => undefined;
  readonly #death = new Promise<never>((_, reject) => (this.#refuse = reject));

  constructor(readonly step: Step) {}

  die(): void {
    this.isDead = true;
    this.#refuse(new Error("Transient error while executing action"));
  }

  async untilDeath<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#death]);
  }
}

const currentJob = new AsyncLocalStorage<Job>();

/**
 * When scheduled functions run: on time or, once they are held, one after the other when
 * a test says so, and with a crash where it says so. Then time stands still, but for the
 * leaps to what comes next, so that the same work is the same steps every time.
 *
 * What a crash does is what the platform does: a mutation that had not committed runs
 * later, an action has failed and is not run again, and nothing that it would still have
 * done happens.
 */
export class Background {
  #isHeld = false;
  #waiting: Timer[] = [];
  #steps: Step[] = [];
  #crash: Crash | null = null;

  /** Keeps what is scheduled from now on, and stops the clock. */
  hold(): void {
    this.#isHeld = true;
    this.#waiting = [];
    stopTime();
  }

  /** Lets a scheduled function begin after a delay. */
  setTimer(begin: () => void, delayMs: number): void {
    if (this.#isHeld) {
      const lateMs = delayMs > 0 ? Math.max(Math.ceil(delayMs), SHORTEST_DELAY_MS) : 0;
      this.#waiting.push({ dueAt: Date.now() + lateMs, begin });
    } else {
      startTimer(begin, delayMs);
    }
  }

  /** Runs what is held, and what that schedules in turn, until nothing is left. */
  async run(crash: Crash | null, finished: () => Promise<void>): Promise<Step[]> {
    this.#steps = [];
    this.#crash = crash;
    for (let next = this.#takeNext(); next; next = this.#takeNext()) {
      advanceTime(Math.max(1, next.dueAt - Date.now()));
      const step: Step = { path: null };
      if (this.#take(step) === "before") {
        this.#waiting.push({ ...next, dueAt: Date.now() + RESTART_MS });
        continue;
      }
      currentJob.run(new Job(step), next.begin);
      await finished();
    }
    return this.#steps;
  }

  /** Runs a function that nothing called, for as long as the process lives. */
  async enter<T>(path: string, run: () => Promise<T>): Promise<T> {
    const job = currentJob.getStore();
    if (!job) return await run();
    job.step.path = path;
    return await job.untilDeath(run());
  }

  /** Makes a call of an action. That of a dead one is not made, or never heard of again. */
  async call<T>(step: Step, make: () => Promise<T>): Promise<T> {
    const job = currentJob.getStore();
    if (!job) return await make();
    if (job.isDead) return await never();
    const death = this.#take(step);
    if (death === "before") {
      job.die();
      return await never();
    }
    const result = make();
    await Promise.allSettled([result]);
    if (death === "after") job.die();
    return await (job.isDead ? never() : result);
  }

  /** Takes a step down, and tells on which side of it the process dies, if it does. */
  #take(step: Step): Crash["when"] | null {
    const isLast = this.#crash?.step === this.#steps.length;
    this.#steps.push(step);
    return isLast ? this.#crash!.when : null;
  }

  #takeNext(): Timer | undefined {
    const [next] = this.#waiting.toSorted((a, b) => a.dueAt - b.dueAt);
    this.#waiting = this.#waiting.filter((timer) => timer !== next);
    return next;
  }
}
