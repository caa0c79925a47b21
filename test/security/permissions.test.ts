import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isMusicLibraryError } from "../../src/client/index.js";
import { testWebhookSecret } from "../../src/test.js";
import { type Host, library, mounted, startHost } from "./host.js";
import { type Outcome, sees } from "./permissionTable.js";
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

test("what is hidden is answered by every function exactly like what is gone", async () => {
  const wrong: string[] = [];
  let compared = 0;
  for (const who of callerKinds) {
    for (const [name, ofName] of Object.entries(rules)) {
      for (const { title, args, expected } of ofName.flatMap((rule) =>
        rule(world, who),
      )) {
        if (expected !== "NOT_FOUND") continue;
        const argsOfGone = asIfGone(who, args);
        if (JSON.stringify(argsOfGone) === JSON.stringify(args)) continue;
        compared += 1;
        const hidden = await refusalOf(name, who, args);
        const gone = await refusalOf(name, who, argsOfGone);
        if (hidden !== gone) wrong.push(`${who}, ${name}, ${title}: ${hidden}, ${gone}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(300);
});

/** The same arguments, but for what the caller does not see: that is gone. */
function asIfGone(who: Who, args: object): object {
  const { gone, tracks, playlists } = world;
  const goneIds = new Map<unknown, string>();
  for (const track of tracks.filter((one) => !sees(who, one))) {
    goneIds.set(track.id, gone.track).set(track.fileId, "no file");
  }
  for (const playlist of playlists.filter((one) => !sees(who, one))) {
    goneIds.set(playlist.id, gone.playlist);
    for (const itemId of playlist.itemIds) goneIds.set(itemId, gone.item);
  }
  const replaced = (_key: string, value: unknown) => goneIds.get(value) ?? value;
  return JSON.parse(JSON.stringify(args, replaced)) as object;
}

/** What a client is told, to the letter. */
async function refusalOf(name: string, who: Who, args: object): Promise<string> {
  try {
    await world.call(who, name, args, { undone: true });
    return "done";
  } catch (error) {
    if (!isMusicLibraryError(error)) throw error;
    return JSON.stringify(error.data);
  }
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
