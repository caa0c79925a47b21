import { AsyncLocalStorage } from "node:async_hooks";
import { advanceTime, stopTime } from "../time.js";

/** A step of the background work. `path` is the path of the scheduled function. */
export type Step = {
  /** Null if the function was cancelled before it was due. */
  path: string | null;
  /** The system call that an action made. Absent when a scheduled function starts. */
  call?: string;
};

/** A simulated crash of the process, before or after a step. `step` is 0-based. */
export type Crash = { step: number; when: "before" | "after" };

type Timer = { dueAt: number; begin: () => void };

// The engine replaces the global timer for functions once it has started.
const { setTimeout: startTimer } = globalThis;

/** How long a restart after a crash takes. */
const RESTART_MS = 5000;

/** Shorter delays are raised to this, so that functions that poll take few steps. */
const MIN_DELAY_MS = 2500;

const never = () => new Promise<never>(() => undefined);

/** A scheduled function while it runs, with everything that it calls. */
class Job {
  hasCrashed = false;
  #rejectCrashed: (error: Error) => void = () => undefined;
  readonly #crashed = new Promise<never>((_, reject) => (this.#rejectCrashed = reject));

  constructor(readonly step: Step) {}

  crash(): void {
    this.hasCrashed = true;
    this.#rejectCrashed(new Error("Transient error while executing action"));
  }

  async untilCrash<T>(work: Promise<T>): Promise<T> {
    return await Promise.race([work, this.#crashed]);
  }
}

const currentJob = new AsyncLocalStorage<Job>();

/**
 * Decides when scheduled functions run. Normally they run on time. Once they are held,
 * they run one after the other when a test says so, with a crash where it asks for one.
 * The clock then stands still and only moves to the time of the next function, so that
 * the same work always takes the same steps.
 *
 * A crash has the same effect as on the platform: a mutation that had not committed runs
 * again later; an action has failed, does nothing more, and does not run again.
 */
export class Background {
  #isHeld = false;
  #waiting: Timer[] = [];
  #steps: Step[] = [];
  #crash: Crash | null = null;

  /** Holds what is scheduled from now on, and stops the clock. */
  hold(): void {
    this.#isHeld = true;
    this.#waiting = [];
    stopTime();
  }

  /** Starts a scheduled function after a delay. */
  setTimer(begin: () => void, delayMs: number): void {
    if (this.#isHeld) {
      const lateMs = delayMs > 0 ? Math.max(Math.ceil(delayMs), MIN_DELAY_MS) : 0;
      this.#waiting.push({ dueAt: Date.now() + lateMs, begin });
    } else {
      startTimer(begin, delayMs);
    }
  }

  /**
   * Runs what is held, and what that schedules in turn, until nothing is left.
   *
   * @param finished - Resolves when no scheduled function is running.
   */
  async run(crash: Crash | null, finished: () => Promise<void>): Promise<Step[]> {
    this.#steps = [];
    this.#crash = crash;
    for (let next = this.#takeNextTimer(); next; next = this.#takeNextTimer()) {
      advanceTime(Math.max(1, next.dueAt - Date.now()));
      const step: Step = { path: null };
      if (this.#recordStep(step) === "before") {
        this.#waiting.push({ ...next, dueAt: Date.now() + RESTART_MS });
        continue;
      }
      currentJob.run(new Job(step), next.begin);
      await finished();
    }
    return this.#steps;
  }

  /** Runs a function that no other function called, until it ends or the process crashes. */
  async enter<T>(path: string, run: () => Promise<T>): Promise<T> {
    const job = currentJob.getStore();
    if (!job) return await run();
    job.step.path = path;
    return await job.untilCrash(run());
  }

  /** Makes a call of an action. After a crash the call is not made, or never returns. */
  async call<T>(step: Step, make: () => Promise<T>): Promise<T> {
    const job = currentJob.getStore();
    if (!job) return await make();
    if (job.hasCrashed) return await never();
    const crash = this.#recordStep(step);
    if (crash === "before") {
      job.crash();
      return await never();
    }
    const result = make();
    await Promise.allSettled([result]);
    if (crash === "after") job.crash();
    return await (job.hasCrashed ? never() : result);
  }

  /** Records a step. Returns whether the process crashes before or after it, or null. */
  #recordStep(step: Step): Crash["when"] | null {
    const isCrash = this.#crash?.step === this.#steps.length;
    this.#steps.push(step);
    return isCrash ? this.#crash!.when : null;
  }

  #takeNextTimer(): Timer | undefined {
    const [next] = this.#waiting.toSorted((a, b) => a.dueAt - b.dueAt);
    this.#waiting = this.#waiting.filter((timer) => timer !== next);
    return next;
  }
}
