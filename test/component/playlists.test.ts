import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { Id } from "../../src/component/_generated/dataModel.js";
import {
  anonymous,
  type Component,
  createPlaylist,
  createTrack,
  outcomeOf,
  signUp,
  startComponent,
  titlesOf,
  type TestUser,
} from "./setup.js";

/** A playlist of a vip with the tracks "a", "b", "c", and the ids of its items. */
async function startPlaylist(t: Component, titles = ["a", "b", "c"]) {
  const user = await signUp(t, "user_1", "vip");
  const { caller } = user;
  const trackIds: string[] = [];
  for (const title of titles) trackIds.push(await createTrack(t, caller, { title }));
  const id = await createPlaylist(t, caller);
  const { itemIds } = await t.mutation(api.playlists.addTracks, {
    caller,
    playlistId: id,
    trackIds,
  });
  return { user, caller, id, trackIds, itemIds };
}

async function playlistOf(t: Component, { caller }: TestUser, id: string) {
  return (await t.query(api.playlists.get, { caller, id }))!;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a new playlist is private, empty and the caller's", async () => {
  const t = startComponent();
  const { caller, id: userId } = await signUp(t, "user_1");
  const id = await createPlaylist(t, caller, { title: "Morning" });
  expect(await t.query(api.playlists.getWithTracks, { caller, id })).toEqual({
    _id: id,
    _creationTime: expect.any(Number),
    title: "Morning",
    userId,
    visibility: "private",
    trackCount: 0,
    durationSeconds: 0,
    version: 0,
    updatedAt: expect.any(Number),
    tracks: [],
  });
});

test("an admin creates a playlist for somebody else, a guest does not", async () => {
  const t = startComponent();
  const guest = await signUp(t, "user_1");
  const admin = await signUp(t, "user_2", "admin");
  const create = (caller: TestUser["caller"], userId: string) =>
    t.mutation(api.playlists.create, { caller, title: "Gift", userId });
  expect(await outcomeOf(create(guest.caller, admin.id))).toBe("FORBIDDEN");
  expect(await outcomeOf(create(guest.caller, guest.id))).toBe("done");
  const id = await create(admin.caller, guest.id);
  expect((await playlistOf(t, guest, id)).userId).toBe(guest.id);
  expect(await outcomeOf(create(admin.caller, "nobody"))).toBe("NOT_FOUND");
});

test.each([
  [undefined, "abcx"],
  [0, "xabc"],
  [1, "axbc"],
  [2, "abxc"],
  [3, "abcx"],
  [99, "abcx"],
])("a track added at place %s stands there", async (position, expected) => {
  const t = startComponent();
  const { caller, id } = await startPlaylist(t);
  const trackId = await createTrack(t, caller, { title: "x" });
  await t.mutation(api.playlists.addTrack, { caller, playlistId: id, trackId, position });
  expect((await titlesOf(t, caller, id))!.join("")).toBe(expected);
});

test.each([-1, 0.5, NaN, Infinity])("place %s is refused by name", async (position) => {
  const t = startComponent();
  const { caller, id, trackIds } = await startPlaylist(t);
  const trackId = trackIds[0]!;
  const call = t.mutation(api.playlists.addTrack, {
    caller,
    playlistId: id,
    trackId,
    position,
  });
  expect(await outcomeOf(call)).toBe("INVALID_ARGUMENT");
});

test.each([
  [0, null, "abc"],
  [2, null, "cab"],
  [0, 2, "bca"],
  [0, 1, "bac"],
  [2, 0, "acb"],
  [1, 0, "abc"],
  [1, 1, "abc"],
])("item %i moved behind item %s gives %s", async (moved, after, expected) => {
  const t = startComponent();
  const { caller, id, itemIds } = await startPlaylist(t);
  await t.mutation(api.playlists.moveItem, {
    caller,
    itemId: itemIds[moved]!,
    after: after === null ? null : itemIds[after]!,
  });
  expect((await titlesOf(t, caller, id))!.join("")).toBe(expected);
});

test("the same gap takes a thousand items, in order", async () => {
  const t = startComponent();
  const { caller, id, trackIds, itemIds } = await startPlaylist(t, ["a", "b", "x"]);
  await t.mutation(api.playlists.removeItem, { caller, itemId: itemIds[2]! });
  const trackId = trackIds[2]!;
  const after = itemIds[0]!;
  const expected: string[] = [];
  for (let i = 0; i < 1000; i++) {
    const edits = [{ type: "add" as const, trackId, after }];
    await t.mutation(api.playlists.applyEdits, { caller, playlistId: id, edits });
  }
  const order: string[] = [];
  for (let cursor: string | null = null, isDone = false; !isDone;) {
    const result: Awaited<ReturnType<typeof page>> = await page(cursor);
    order.push(...result.page.map((item) => item.track.title));
    expected.push(...result.page.map((item) => item.itemId));
    ({ continueCursor: cursor, isDone } = result);
  }
  expect(order).toEqual(["a", ...Array<string>(1000).fill("x"), "b"]);
  expect(new Set(expected).size).toBe(1002);

  function page(cursor: string | null) {
    const paginationOpts = { numItems: 200, cursor };
    return t.query(api.playlists.listTracks, { caller, playlistId: id, paginationOpts });
  }
});

test("a duplicate is allowed, skipped or rejected as the call says", async () => {
  const t = startComponent();
  const { user, caller, id, trackIds, itemIds } = await startPlaylist(t);
  const add = (onDuplicate?: "allow" | "skip" | "reject") =>
    t.mutation(api.playlists.addTrack, {
      caller,
      playlistId: id,
      trackId: trackIds[1]!,
      onDuplicate,
    });
  expect(await add("skip")).toBe(itemIds[1]);
  expect(await outcomeOf(add("reject"))).toBe("CONFLICT");
  expect((await playlistOf(t, user, id)).trackCount).toBe(3);
  await add();
  expect(await titlesOf(t, caller, id)).toEqual(["a", "b", "c", "b"]);
});

test("a block of tracks is added in order, and says which it skipped", async () => {
  const t = startComponent();
  const { user, caller, id, trackIds } = await startPlaylist(t);
  const x = await createTrack(t, caller, { title: "x" });
  const y = await createTrack(t, caller, { title: "y" });
  const result = await t.mutation(api.playlists.addTracks, {
    caller,
    playlistId: id,
    trackIds: [x, trackIds[0]!, y, x],
    position: 1,
    onDuplicate: "skip",
  });
  expect(result).toEqual({
    itemIds: [expect.any(String), expect.any(String)],
    skippedTrackIds: [trackIds[0], x],
  });
  expect(await titlesOf(t, caller, id)).toEqual(["a", "x", "y", "b", "c"]);
  expect(await playlistOf(t, user, id)).toMatchObject({ trackCount: 5, version: 2 });

  const reject = (ids: string[]) =>
    outcomeOf(
      t.mutation(api.playlists.addTracks, {
        caller,
        playlistId: id,
        trackIds: ids,
        onDuplicate: "reject",
      }),
    );
  const z = await createTrack(t, caller, { title: "z" });
  expect(await reject([z, z])).toBe("CONFLICT");
  expect(await reject([z, x])).toBe("CONFLICT");
  expect(await reject([z, "no id"])).toBe("NOT_FOUND");
  expect(await reject(Array<string>(501).fill(z))).toBe("INVALID_ARGUMENT");
  expect((await playlistOf(t, user, id)).trackCount).toBe(5);
});

test("removing a track removes its first occurrence, and nothing is no error", async () => {
  const t = startComponent();
  const { user, caller, id, trackIds, itemIds } = await startPlaylist(t);
  await t.mutation(api.playlists.addTrack, {
    caller,
    playlistId: id,
    trackId: trackIds[0]!,
  });
  const last = await createTrack(t, caller, { title: "elsewhere" });
  const remove = (trackId: string) =>
    t.mutation(api.playlists.removeTrack, { caller, playlistId: id, trackId });
  await t.mutation(api.playlists.moveItem, {
    caller,
    itemId: itemIds[0]!,
    after: itemIds[2]!,
  });
  expect(await titlesOf(t, caller, id)).toEqual(["b", "c", "a", "a"]);
  await remove(trackIds[0]!);
  expect(
    await outcomeOf(
      t.mutation(api.playlists.removeItem, { caller, itemId: itemIds[0]! }),
    ),
  ).toBe("NOT_FOUND");
  await remove(last);
  await remove("no id");
  expect(await titlesOf(t, caller, id)).toEqual(["b", "c", "a"]);
  expect((await playlistOf(t, user, id)).trackCount).toBe(3);
});

test("edits are made in order, all or none, at the version that was expected", async () => {
  const t = startComponent();
  const { user, caller, id, trackIds, itemIds } = await startPlaylist(t);
  const [a, b, c] = [itemIds[0]!, itemIds[1]!, itemIds[2]!];
  const { version } = await playlistOf(t, user, id);
  const apply = (edits: unknown[], expectedVersion?: number) =>
    t.mutation(api.playlists.applyEdits, {
      caller,
      playlistId: id,
      edits: edits as never,
      expectedVersion,
    });
  const result = await apply(
    [
      { type: "move", itemId: c, after: null },
      { type: "remove", itemId: a },
      { type: "add", trackId: trackIds[0], after: c },
      { type: "add", trackId: trackIds[0] },
    ],
    version,
  );
  expect(result).toEqual({ version: version + 1 });
  expect(await titlesOf(t, caller, id)).toEqual(["c", "a", "b", "a"]);
  expect(await playlistOf(t, user, id)).toMatchObject({ trackCount: 4, ...result });

  expect(await outcomeOf(apply([{ type: "remove", itemId: b }], version))).toBe(
    "CONFLICT",
  );
  const half = [
    { type: "remove", itemId: b },
    { type: "remove", itemId: a },
  ];
  expect(await outcomeOf(apply(half))).toBe("NOT_FOUND");
  expect(await titlesOf(t, caller, id)).toEqual(["c", "a", "b", "a"]);
});

test("an item is only moved behind one of the same playlist", async () => {
  const t = startComponent();
  const { caller, itemIds, trackIds } = await startPlaylist(t);
  const other = await createPlaylist(t, caller);
  const strange = await t.mutation(api.playlists.addTrack, {
    caller,
    playlistId: other,
    trackId: trackIds[0]!,
  });
  const move = (after: string) =>
    outcomeOf(t.mutation(api.playlists.moveItem, { caller, itemId: itemIds[0]!, after }));
  expect(await move(strange)).toBe("NOT_FOUND");
  expect(await move("no id")).toBe("NOT_FOUND");
});

test("hidden tracks are left out for those who may not see them", async () => {
  const t = startComponent();
  const { caller, id } = await startPlaylist(t, ["public"]);
  for (const visibility of ["vip", "private"] as const) {
    const trackId = await createTrack(t, caller, { title: visibility, visibility });
    await t.mutation(api.playlists.addTrack, { caller, playlistId: id, trackId });
  }
  await t.mutation(api.playlists.update, { caller, id, visibility: "public" });
  const vip = await signUp(t, "user_2", "vip");
  expect(await titlesOf(t, caller, id)).toEqual(["public", "vip", "private"]);
  expect(await titlesOf(t, vip.caller, id)).toEqual(["public", "vip"]);
  expect(await titlesOf(t, anonymous, id)).toEqual(["public"]);
  const listed = await t.query(api.playlists.listTracks, {
    caller: anonymous,
    playlistId: id,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(listed.page.map((item) => item.track.title)).toEqual(["public"]);
});

test("a share link shows all but private tracks until it is withdrawn", async () => {
  const t = startComponent();
  const { caller, id } = await startPlaylist(t, ["public"]);
  for (const visibility of ["vip", "private"] as const) {
    const trackId = await createTrack(t, caller, { title: visibility, visibility });
    await t.mutation(api.playlists.addTrack, { caller, playlistId: id, trackId });
  }
  const open = async (token: string) => {
    const shared = await t.query(api.playlists.getShared, { caller: anonymous, token });
    expect(shared ?? {}).not.toHaveProperty("shareToken");
    return shared?.tracks.map((track) => track.title) ?? null;
  };
  const token = await t.mutation(api.playlists.share, { caller, id });
  expect(token).toMatch(/^[\w-]{32}$/);
  expect(await t.mutation(api.playlists.share, { caller, id })).toBe(token);
  expect(await open(token)).toEqual(["public", "vip"]);
  expect(await open("x")).toBeNull();
  await t.mutation(api.playlists.unshare, { caller, id });
  expect(await open(token)).toBeNull();
  expect(await t.mutation(api.playlists.share, { caller, id })).not.toBe(token);
});

test("a long playlist is gone at once and its items soon after", async () => {
  const t = startComponent();
  const { caller, id, trackIds } = await startPlaylist(t);
  for (let i = 0; i < 3; i++) {
    await t.mutation(api.playlists.addTracks, {
      caller,
      playlistId: id,
      trackIds: Array.from({ length: 500 }, (_, n) => trackIds[n % 3]!),
    });
  }
  await t.mutation(api.playlists.remove, { caller, id });
  expect(await t.query(api.playlists.get, { caller, id })).toBeNull();
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  await t.run(async (ctx) => {
    expect(await ctx.db.query("playlistTracks").first()).toBeNull();
  });
});

test("collaborators are listed, once each, and may leave", async () => {
  const t = startComponent();
  const { caller, id, user } = await startPlaylist(t);
  const friend = await signUp(t, "user_2");
  const add = (userId: string) =>
    t.mutation(api.playlists.addCollaborator, { caller, playlistId: id, userId });
  await add(friend.id);
  await add(friend.id);
  await add(user.id);
  expect(await outcomeOf(add("nobody"))).toBe("NOT_FOUND");
  const list = () => t.query(api.playlists.collaborators, { caller, playlistId: id });
  expect(await list()).toEqual([{ userId: friend.id, name: "user_2" }]);
  await t.mutation(api.playlists.removeCollaborator, {
    caller: friend.caller,
    playlistId: id,
    userId: friend.id,
  });
  expect(await list()).toEqual([]);
  expect(await t.query(api.playlists.get, { caller: friend.caller, id })).toBeNull();
});

test("several items are moved as a block, in the order given", async () => {
  const t = startComponent();
  const { caller, id, itemIds } = await startPlaylist(t, ["a", "b", "c", "d", "e"]);
  const move = (places: number[], after: number | null) =>
    t.mutation(api.playlists.moveItems, {
      caller,
      playlistId: id,
      itemIds: places.map((place) => itemIds[place]!),
      after: after === null ? null : itemIds[after]!,
    });
  const order = async () => (await titlesOf(t, caller, id))!.join("");
  await move([3, 1], 4);
  expect(await order()).toBe("acedb");
  await move([4, 2], null);
  expect(await order()).toBe("ecadb");
  await move([0, 3], 2);
  expect(await order()).toBe("ecadb");
  await move([], 2);
  expect(await outcomeOf(move([1, 2], 2))).toBe("INVALID_ARGUMENT");
  expect(await outcomeOf(move([1, 1], 2))).toBe("INVALID_ARGUMENT");
});

test("several items are removed, all or none", async () => {
  const t = startComponent();
  const { user, caller, id, itemIds } = await startPlaylist(t);
  const remove = (ids: string[]) =>
    t.mutation(api.playlists.removeItems, { caller, playlistId: id, itemIds: ids });
  expect(await outcomeOf(remove([itemIds[0]!, "no id"]))).toBe("NOT_FOUND");
  expect(await titlesOf(t, caller, id)).toEqual(["a", "b", "c"]);
  await remove([itemIds[2]!, itemIds[0]!]);
  expect(await titlesOf(t, caller, id)).toEqual(["b"]);
  expect((await playlistOf(t, user, id)).trackCount).toBe(1);
});

test("which of one's own playlists hold a track", async () => {
  const t = startComponent();
  const { caller, id, trackIds } = await startPlaylist(t);
  const other = await createPlaylist(t, caller, { visibility: "public" });
  await createPlaylist(t, caller);
  const trackId = trackIds[0]!;
  await t.mutation(api.playlists.addTrack, { caller, playlistId: other, trackId });
  const containing = (track: string, who = caller) =>
    t.query(api.playlists.containing, { caller: who, trackId: track });
  expect(await containing(trackId)).toEqual([id, other]);
  expect(await containing(trackIds[1]!)).toEqual([id]);
  expect(await containing("no id")).toEqual([]);
  expect(await containing(trackId, anonymous)).toEqual([]);
});

test("an update of nothing changes nothing", async () => {
  const t = startComponent();
  const { user, caller, id } = await startPlaylist(t);
  const before = await playlistOf(t, user, id);
  await t.mutation(api.playlists.update, { caller, id });
  expect(await playlistOf(t, user, id)).toEqual(before);
});

/** A playlist of more items than one transaction takes. */
async function startLongPlaylist(t: Component, length: number) {
  const started = await startPlaylist(t, ["a", "b", "c"]);
  const { caller, id, trackIds } = started;
  for (let rest = length - 3; rest > 0; rest -= 500) {
    await t.mutation(api.playlists.addTracks, {
      caller,
      playlistId: id,
      trackIds: Array.from({ length: Math.min(rest, 500) }, (_, n) => trackIds[n % 3]!),
    });
  }
  return started;
}

test("a playlist is copied in order, whatever its length, without hidden tracks", async () => {
  const t = startComponent();
  const { user, caller, id } = await startLongPlaylist(t, 1203);
  const secret = await createTrack(t, caller, { title: "secret", visibility: "private" });
  const position = 1;
  await t.mutation(api.playlists.addTrack, {
    caller,
    playlistId: id,
    trackId: secret,
    position,
  });
  await t.mutation(api.playlists.update, { caller, id, visibility: "public" });
  const copier = await signUp(t, "user_2");
  const duplicate = (title?: string) =>
    t.mutation(api.playlists.duplicate, { caller: copier.caller, id, title });
  const copyId = await duplicate();
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await playlistOf(t, copier, copyId)).toMatchObject({
    title: "Mix (copy)",
    visibility: "private",
    userId: copier.id,
    trackCount: 1203,
  });
  expect((await playlistOf(t, user, id)).trackCount).toBe(1204);
  const titles = (await titlesOf(t, copier.caller, copyId))!;
  expect(titles).toEqual(
    (await titlesOf(t, caller, id))!.filter((title) => title !== "secret").concat("b"),
  );
  expect((await playlistOf(t, copier, await duplicate("Own"))).title).toBe("Own");
  await t.mutation(api.playlists.update, { caller, id, visibility: "private" });
  expect(await outcomeOf(duplicate())).toBe("NOT_FOUND");
});

test("a playlist is cleared, but for what is added meanwhile", async () => {
  const t = startComponent();
  const { user, caller, id, trackIds } = await startLongPlaylist(t, 2503);
  vi.advanceTimersByTime(10);
  await t.mutation(api.playlists.clear, { caller, id });
  expect((await playlistOf(t, user, id)).trackCount).toBe(1503);
  vi.advanceTimersByTime(10);
  for (const position of [0, 700]) {
    await t.mutation(api.playlists.addTrack, {
      caller,
      playlistId: id,
      trackId: trackIds[1]!,
      position,
    });
  }
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await titlesOf(t, caller, id)).toEqual(["b", "b"]);
  expect((await playlistOf(t, user, id)).trackCount).toBe(2);
});

test("a share link is made anew on demand, which ends the old one", async () => {
  const t = startComponent();
  const { caller, id } = await startPlaylist(t);
  const old = await t.mutation(api.playlists.share, { caller, id });
  const renewed = await t.mutation(api.playlists.share, { caller, id, renew: true });
  expect(renewed).not.toBe(old);
  const open = (token: string) =>
    t.query(api.playlists.getShared, { caller: anonymous, token });
  expect(await open(old)).toBeNull();
  expect(await open(renewed)).not.toBeNull();
});

test("a track's new duration reaches every playlist, however many", async () => {
  const t = startComponent();
  const { caller, id: userId } = await signUp(t, "user_1", "vip");
  const trackId = await createTrack(t, caller, { durationSeconds: 60 });
  const ids: string[] = [];
  for (let i = 0; i < 120; i++) {
    const playlistId = await createPlaylist(t, caller);
    ids.push(playlistId);
    const trackIds = [trackId, trackId];
    await t.mutation(api.playlists.addTracks, { caller, playlistId, trackIds });
  }
  const setDuration = (durationSeconds: number | null) =>
    t.mutation(api.tracks.update, { caller, id: trackId, durationSeconds });
  const user = { caller, id: userId, externalId: "user_1" };
  const durations = async () => {
    await t.finishAllScheduledFunctions(vi.runAllTimers);
    const playlists = await Promise.all(ids.map((id) => playlistOf(t, user, id)));
    return [...new Set(playlists.map((playlist) => playlist.durationSeconds))];
  };
  expect(await durations()).toEqual([120]);
  await setDuration(90.5);
  expect(await durations()).toEqual([181]);
  await setDuration(null);
  expect(await durations()).toEqual([0]);
});

test("counts that are off are repaired, by admins, also while the playlist changes", async () => {
  const t = startComponent();
  const { user, caller, id, trackIds } = await startLongPlaylist(t, 1503);
  const admin = await signUp(t, "user_2", "admin");
  await t.run(async (ctx) => {
    const playlistId = id as Id<"playlists">;
    await ctx.db.patch("playlists", playlistId, { trackCount: 7, durationMs: 1 });
  });
  const recount = (who: TestUser) =>
    t.mutation(api.playlists.recount, { caller: who.caller, id });
  expect(await outcomeOf(recount(user))).toBe("FORBIDDEN");
  await recount(admin);
  await t.mutation(api.playlists.addTrack, {
    caller,
    playlistId: id,
    trackId: trackIds[0]!,
  });
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await playlistOf(t, user, id)).toMatchObject({
    trackCount: 1504,
    durationSeconds: 0,
  });
});

test("a track on many playlists is gone at once, with every count right", async () => {
  const t = startComponent();
  const user = await signUp(t, "user_1", "vip");
  const { caller } = user;
  const gone = await createTrack(t, caller, { title: "gone", durationSeconds: 10 });
  const kept = await createTrack(t, caller, { title: "kept", durationSeconds: 1 });
  const ids: string[] = [];
  for (let i = 0; i < 130; i++) {
    const playlistId = await createPlaylist(t, caller);
    ids.push(playlistId);
    const trackIds = [gone, kept, gone];
    await t.mutation(api.playlists.addTracks, { caller, playlistId, trackIds });
  }
  await t.mutation(api.tracks.remove, { caller, id: gone });
  const counts = async () => {
    const playlists = await Promise.all(ids.map((id) => playlistOf(t, user, id)));
    const shown = playlists.map((row) => `${row.trackCount} of ${row.durationSeconds} s`);
    return [...new Set(shown)];
  };
  expect(await counts()).toEqual(["1 of 1 s"]);
  expect(await titlesOf(t, caller, ids.at(-1)!)).toEqual(["kept"]);
  await t.finishAllScheduledFunctions(vi.runAllTimers);
  expect(await counts()).toEqual(["1 of 1 s"]);
  await t.run(async (ctx) => {
    expect(await ctx.db.query("playlistTracks").take(200)).toHaveLength(130);
    expect(await ctx.db.query("removedTracks").first()).toBeNull();
  });
});
