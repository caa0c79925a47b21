import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isMusicLibraryError } from "../../src/client/index.js";
import { testWebhookSecret } from "../../src/test.js";
import { type Host, library, mounted, startHost } from "./host.js";
import type { Outcome } from "./permissionTable.js";
import type { Case } from "./ruleKinds.js";
import { rules } from "./rules.js";
import { stateOf } from "./state.js";
import { callerKinds, makeWorld, type Who, type World } from "./world.js";

let t: Host;
let world: World;

beforeAll(async () => {
  vi.useFakeTimers();
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
  t = startHost();
  world = await makeWorld(t);
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  vi.stubEnv("CLERK_SECRET_KEY", "sk_test_of_nobody");
});

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

test("each mounted function has its rules", () => {
  expect(Object.keys(rules).sort()).toEqual([...mounted.keys()].sort());
  expect(mounted.size).toBeGreaterThan(50);
});

test.each([...mounted.keys()])(
  "%s answers every kind of caller as the table says, and refuses without a trace",
  async (name) => {
    const before = await stateOf(t);
    const wrong: string[] = [];
    let calls = 0;
    for (const who of callerKinds) {
      for (const known of rules[name]!.flatMap((rule) => rule(world, who))) {
        calls += 1;
        const outcome = await outcomeOf(name, who, known);
        if (outcome === known.expected) continue;
        wrong.push(`${who}, ${known.title}: ${outcome}, not ${known.expected}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(calls).toBeGreaterThanOrEqual(callerKinds.length);
    expect(await stateOf(t)).toBe(before);
  },
);

/** What is allowed is undone, so that every call meets the same library. */
async function outcomeOf(
  name: string,
  who: Who,
  { args, expected, shows }: Case,
): Promise<Outcome | string> {
  try {
    const result = await answer(name, who, args, expected === "done");
    if (mounted.get(name)!.type === "mutation") return "done";
    return shows!(result) ? "shown" : "hidden";
  } catch (error) {
    return isMusicLibraryError(error) ? error.data.code : String(error);
  }
}

const answers = new Map<string, Promise<unknown>>();

/** Queries write nothing: one that is asked of many things is called once. */
function answer(name: string, who: Who, args: object, undone: boolean) {
  if (mounted.get(name)!.type === "mutation") {
    return world.call(who, name, args, { undone });
  }
  const key = JSON.stringify([name, who, args]);
  const known = answers.get(key) ?? world.call(who, name, args);
  answers.set(key, known);
  return known;
}

test("what acts on the host's behalf is internal, and only the contract is public", () => {
  type Registered = { isPublic?: boolean; isInternal?: boolean };
  const functionsOf = (areas: object) =>
    Object.values(areas).flatMap((area) => Object.values(area as object) as Registered[]);
  expect(functionsOf(library.internal).every((f) => f.isInternal && !f.isPublic)).toBe(
    true,
  );
  expect(functionsOf(library.api).every((f) => f.isPublic && !f.isInternal)).toBe(true);
});
