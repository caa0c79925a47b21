import { describe, expect, test } from "vitest";
import guide from "../../docs/permissions.md?raw";
import { api } from "../../src/component/_generated/api.js";
import { contract } from "../../src/shared/contract.js";
import type { Operation } from "../../src/shared/operation.js";
import { isMusicLibraryError } from "../../src/shared/errors.js";
import type { Caller } from "../../src/shared/caller.js";
import {
  type Call,
  clientOf,
  ofNothing,
  ofPlaylists,
  ofTracks,
  type Thing,
} from "./permissionCalls.js";
import {
  anonymous,
  type Component,
  createPlaylist,
  createTrack,
  outcomeOf,
  setRole,
  signUp,
  startComponent,
  storeFile,
  type TestUser,
} from "./setup.js";

/*
 * The table "Every function" of docs/permissions.md against what the component really
 * answers: each cell is found out by calling.
 */

const callers = ["signed out", "guest", "vip", "admin"] as const;
type Who = (typeof callers)[number];

const kindsOfTracks = ["public", "vip", "private", "own"] as const;
const kindsOfPlaylists = ["public", "private", "own", "shared"] as const;
type Kind = (typeof kindsOfTracks | typeof kindsOfPlaylists)[number];

const isOfUsers = (kind: Kind) => kind === "own" || kind === "shared";

/** Everybody that a call is about; who calls is null when they are signed out. */
async function cast(t: Component, who: Who) {
  const owner = await signUp(t, "user_owner", "vip");
  const other = await signUp(t, "user_other");
  // A guest has tracks of their own from when they were a vip.
  const self = who === "signed out" ? null : await signUp(t, "user_self", "vip");
  return { owner, other, self };
}

type Cast = Awaited<ReturnType<typeof cast>>;

/** A thing of a kind, and somebody else as its collaborator. */
async function makeThing(t: Component, kind: Kind, { owner, other, self }: Cast) {
  const { caller } = kind === "own" ? self! : owner;
  const fileId = await storeFile(t);
  const visibility = kind === "own" || kind === "shared" ? "private" : kind;
  const trackId = await createTrack(t, caller, {
    visibility: kind === "shared" ? "public" : visibility,
    fileId,
  });
  const playlistId = await createPlaylist(t, caller, {
    visibility: visibility === "public" ? "public" : "private",
  });
  const item = { caller, playlistId, trackId };
  const itemId = await t.mutation(api.playlists.addTrack, item);
  const token = await t.mutation(api.playlists.share, { caller, id: playlistId });
  const collaborators: TestUser[] = kind === "shared" ? [other, self!] : [other];
  for (const { id: userId } of collaborators) {
    await t.mutation(api.playlists.addCollaborator, { caller, playlistId, userId });
  }
  return { trackId, fileId, playlistId, itemId, token };
}

/** The kinds of things that a call reaches, as the guide writes it. */
async function reachOf(call: Call, who: Who, kinds: readonly Kind[]) {
  const t = startComponent();
  const people = await cast(t, who);
  const possible = kinds.filter((kind) => people.self !== null || !isOfUsers(kind));
  const things: [Kind, Thing][] = [];
  for (const kind of possible) things.push([kind, await makeThing(t, kind, people)]);
  const reached: Kind[] = [];
  const reaches = await callAs(t, who, people);
  for (const [kind, thing] of things) {
    if (await reaches(call, thing)) reached.push(kind);
  }
  if (reached.length === possible.length) return "all";
  return reached.length === 0 ? "–" : reached.join(", ");
}

/** Whether a call that works on nothing in particular goes through. */
async function answerOf(call: Call, who: Who) {
  const t = startComponent();
  const reaches = await callAs(t, who, await cast(t, who));
  return (await reaches(call, {} as Thing)) ? "yes" : "–";
}

/** Gives who calls their role, and calls in their name. */
async function callAs(t: Component, who: Who, { self, other }: Cast) {
  if (self !== null && who !== "signed out") await setRole(t, self.externalId, who);
  const client = clientOf(t, self?.caller ?? anonymous);
  const ids = { self: self?.id ?? "nobody", other: other.id };
  return async (call: Call, thing: Thing) => {
    try {
      return await call(client, thing, ids);
    } catch (error) {
      if (isMusicLibraryError(error)) return false;
      throw error;
    }
  };
}

const rows = guide
  .split("## Every function")[1]!
  .match(/^\| `.*$/gm)!
  .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
  .map(([, name, ...cells]) => ({ name: name!, cells: cells.slice(0, callers.length) }));

test("the guide has every function of its areas", () => {
  const { users, tracks, playlists, storage } = contract;
  const names = Object.entries({ users, tracks, playlists, storage }).flatMap(
    ([area, functions]) => Object.keys(functions).map((name) => `${area}.${name}`),
  );
  const told = rows.map(({ name }) => name.replace(/,.*/, ""));
  expect([...new Set(told)].sort()).toEqual(names.sort());
});

test.each(rows)("$name reaches what the guide says", async ({ name, cells }) => {
  const found = callers.map((who) => {
    if (ofNothing[name]) return answerOf(ofNothing[name], who);
    if (ofTracks[name]) return reachOf(ofTracks[name], who, kindsOfTracks);
    return reachOf(ofPlaylists[name]!, who, kindsOfPlaylists);
  });
  expect(await Promise.all(found)).toEqual(cells);
});

describe.each(["clerk", "migrations"] as const)("every function of %s", (area) => {
  test.each(Object.entries<Operation>(contract[area]))(
    "%s is for admins",
    async (name, { type, args }) => {
      const t = startComponent();
      const paginationOpts = { numItems: 1, cursor: null };
      const possible = { id: "none", runId: "none", paginationOpts };
      const given = Object.entries(possible).filter(([arg]) => arg in args);
      const call = (t[type] as Component["mutation"]).bind(t);
      const reference = (api[area] as Record<string, unknown>)[name] as never;
      const callOf = (caller: Caller) =>
        call(reference, { caller, ...Object.fromEntries(given) } as never);
      for (const who of ["signed out", "guest", "vip"] as const) {
        const caller =
          who === "signed out" ? anonymous : (await signUp(t, who, who)).caller;
        const code = who === "signed out" ? "UNAUTHENTICATED" : "FORBIDDEN";
        await expect(callOf(caller)).rejects.toMatchObject({ data: { code } });
      }
      const { caller } = await signUp(t, "admin", "admin");
      // Nothing is set up or there for some of them, which is found out after who asks.
      const heard = ["done", "INVALID_ARGUMENT", "NOT_FOUND"];
      expect(heard).toContain(await outcomeOf(callOf(caller)));
    },
  );
});
