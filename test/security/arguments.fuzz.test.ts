import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { isMusicLibraryError } from "../../src/client/index.js";
import { testWebhookSecret } from "../../src/test.js";
import { patience, shares, tryInputs } from "./fuzzing.js";
import { type Host, mounted, registered, scripts, startHost } from "./host.js";
import { argsShapeOf, illTyped, wellTyped } from "./hostileValues.js";
import { sees } from "./permissionTable.js";
import { stateOf } from "./state.js";
import { callerKinds, makeWorld, type Who, type World } from "./world.js";

let t: Host;
let world: World;
let known: string[];
let before: string;

beforeAll(async () => {
  vi.useFakeTimers();
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  t = startHost();
  world = await makeWorld(t);
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  known = [
    ...world.tracks.flatMap(({ id, fileId }) => [id, fileId]),
    ...world.playlists.flatMap(({ id, itemIds, token }) => [id, itemIds[0]!, token]),
    ...Object.values(world.userIds),
    ...(await realCursors()),
  ];
  before = await stateOf(t);
});

afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Cursors that the library gave out for its lists. */
async function realCursors() {
  const paginationOpts = { numItems: 3, cursor: null };
  const playlistId = world.playlists[0]!.id;
  const pages = (await Promise.all([
    world.call("admin", "tracks.paginate", { paginationOpts }),
    world.call("admin", "playlists.listTracks", { playlistId, paginationOpts }),
  ])) as { continueCursor: string }[];
  return pages.map(({ continueCursor }) => continueCursor);
}

type Attempt = { name: string; who: Who; args: object };

const anyCaller = fc.constantFrom(...callerKinds, "vip" as const, "admin" as const);

/** Calls of all mounted functions by all kinds of callers, and of what scripts may call. */
function attempts(argsOf: typeof wellTyped): fc.Arbitrary<Attempt> {
  const ofEach = (who: fc.Arbitrary<Who>) => (name: string) =>
    fc.record({
      name: fc.constant(name),
      who,
      args: argsOf(argsShapeOf(registered(name)), known),
    });
  return fc.oneof(
    ...[...mounted.keys()].map(ofEach(anyCaller)),
    ...[...scripts.keys()].map(ofEach(fc.constant("anonymous"))),
  );
}

/** Why a call was refused, or null. What it did is undone. */
async function refusalOf({ name, who, args }: Attempt, undone: boolean) {
  try {
    await world.call(who, name, args, { undone });
    return null;
  } catch (error) {
    return error;
  }
}

test(
  "whatever arguments of the right types say, a call is done or refused with a reason, without a trace",
  patience,
  async () => {
    const outcomes = { done: 0, refused: 0 };
    const tried = await tryInputs("arguments", attempts(wellTyped), async (attempt) => {
      const refusal = await refusalOf(attempt, true);
      outcomes[refusal === null ? "done" : "refused"] += 1;
      if (refusal === null) return;
      if (!isMusicLibraryError(refusal)) throw refusal;
      // Once more, with nobody who undoes what a refusal might leave behind.
      expect(isMusicLibraryError(await refusalOf(attempt, false))).toBe(true);
    });
    expect(tried).toBe(shares.arguments);
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(tried / 10);
    expect(await stateOf(t)).toBe(before);
  },
);

// What convex-test says, the latter of null where an object belongs.
const typeError = /^Validator error: |^Cannot convert undefined or null to object$/;

test(
  "arguments of other types, or that a function does not take, are refused before it runs",
  patience,
  async () => {
    let invalid = 0;
    const tried = await tryInputs(
      "illTypedArguments",
      attempts(illTyped),
      async (attempt) => {
        const refusal = await refusalOf(attempt, true);
        if (refusal === null || isMusicLibraryError(refusal)) return;
        invalid += 1;
        expect((refusal as Error).message).toMatch(typeError);
      },
    );
    expect(tried).toBe(shares.illTypedArguments);
    expect(invalid).toBeGreaterThan(tried / 2);
    expect(await stateOf(t)).toBe(before);
  },
);

const paged = ["tracks.paginate", "playlists.paginate", "playlists.listTracks"] as const;

type Row = { _id?: string; itemId?: string; track?: { _id: string } };

test(
  "whatever a cursor says, a page holds nothing that its reader may not see",
  patience,
  async () => {
    const reading = fc.record({
      name: fc.constantFrom(...paged),
      who: fc.constantFrom(...callerKinds),
      playlist: fc.constantFrom(...world.playlists),
      options: fc.record({
        numItems: fc.integer({ min: 1, max: 100 }),
        cursor: fc.oneof(handmade, fc.constant(null)),
        endCursor: fc.oneof(handmade, fc.constant(null)),
      }),
    });
    let rows = 0;
    const tried = await tryInputs("readings", reading, async (input) => {
      const { name, who, playlist, options } = input;
      const args = { paginationOpts: options };
      const isList = name === "playlists.listTracks";
      const page = await world
        .call(who, name, isList ? { ...args, playlistId: playlist.id } : args)
        .then((result) => (result as { page: Row[] }).page)
        .catch((error: unknown) => {
          if (!isMusicLibraryError(error)) throw error;
          return [];
        });
      rows += page.length;
      if (isList && page.length > 0) expect(sees(who, playlist)).toBe(true);
      for (const row of page) {
        if (isList) expect(playlist.itemIds).toContain(row.itemId);
        const id = row.track?._id ?? row._id;
        const target = [...world.tracks, ...world.playlists].find((one) => one.id === id);
        expect(target && sees(who, target)).toBe(true);
      }
    });
    expect(tried).toBe(shares.readings);
    expect(rows).toBeGreaterThan(tried);
  },
);

const sortKey = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -1e300, 1e300));

/**
 * Cursors made of sort keys and ids of rows that there are: of the right form, and
 * with an owner, a playlist or a visibility in front, by which a row is picked.
 */
const handmade = fc
  .tuple(
    fc.option(fc.constantFrom("private", "vip", "id"), { nil: undefined }),
    fc.array(sortKey, { minLength: 1, maxLength: 2 }),
    fc.tuple(fc.nat(), fc.nat()),
  )
  .map(([front, keys, places]) => {
    const [first, last] = places.map((place) => known[place % known.length]);
    const picked = front === "id" ? first : front;
    return JSON.stringify([...(picked === undefined ? [] : [picked]), ...keys, last]);
  });
