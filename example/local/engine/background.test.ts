import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Background, type Crash } from "./background.js";

const realNow = Date.now;
let background: Background;
let done: string[];
let running: Promise<unknown>[];

beforeEach(() => {
  background = new Background();
  background.hold();
  done = [];
  running = [];
});
afterEach(() => {
  Date.now = realNow;
});

const run = (crash: Crash | null = null) =>
  background.run(crash, async () => void (await Promise.allSettled(running)));

/** Schedules a function that makes calls one after the other, like an action. */
function schedule(path: string, delayMs: number, calls: string[] = []) {
  const begin = async () => {
    for (const call of calls) {
      await background.call({ path, call }, async () => void done.push(call));
    }
    done.push(path);
  };
  background.setTimer(() => running.push(background.enter(path, begin)), delayMs);
}

describe("held scheduled functions", () => {
  test("run when asked, each at the time it is due, to which the clock moves", async () => {
    const startedAt = Date.now();
    schedule("later:run", 60_000);
    schedule("soon:run", 0);
    expect(done).toEqual([]);
    expect(await run()).toEqual([{ path: "soon:run" }, { path: "later:run" }]);
    expect(done).toEqual(["soon:run", "later:run"]);
    expect(Date.now()).toBe(startedAt + 60_000);
  });

  test("start later when the process crashes before them", async () => {
    schedule("first:run", 0);
    schedule("second:run", 0);
    await run({ step: 0, when: "before" });
    expect(done).toEqual(["second:run", "first:run"]);
  });

  test("fail when the process crashes at a call, and do nothing more", async () => {
    for (const [when, expected] of [
      ["before", ["one"]],
      ["after", ["one", "two"]],
    ] as const) {
      done = [];
      schedule("action:run", 0, ["one", "two", "three"]);
      const steps = await run({ step: 2, when });
      expect(steps.at(-1)).toEqual({ path: "action:run", call: "two" });
      await expect(running.pop()).rejects.toThrow("Transient error");
      expect(done).toEqual(expected);
    }
  });
});
