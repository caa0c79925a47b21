import { expect, test } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { Caller } from "../../src/domain/validators.js";
import {
  anonymous,
  type Component,
  createPlaylist,
  createTrack,
  outcomeOf,
  setRole,
  signUp,
  startComponent,
  system,
} from "./setup.js";

type Who = "anonymous" | "guest" | "vip" | "admin" | "system";

/** A caller of every kind, and what an owner of their own has. */
async function cast(t: Component) {
  const owner = await signUp(t, "user_owner", "vip");
  const guest = await signUp(t, "user_guest", "guest");
  const vip = await signUp(t, "user_vip", "vip");
  const admin = await signUp(t, "user_admin", "admin");
  const callers: Record<Who, Caller> = {
    anonymous,
    guest: guest.caller,
    vip: vip.caller,
    admin: admin.caller,
    system,
  };
  return { owner, guest, callers };
}

const everybody: Who[] = ["anonymous", "guest", "vip", "admin", "system"];

async function outcomes(call: (who: Who) => Promise<unknown>) {
  const result: Partial<Record<Who, unknown>> = {};
  for (const who of everybody) result[who] = await call(who);
  return result;
}

test.each([
  ["public", [true, true, true, true, true]],
  ["vip", [false, false, true, true, true]],
  ["private", [false, false, false, true, true]],
] as const)(
  "a %s track of somebody else is seen by those the table names",
  async (visibility, seen) => {
    const t = startComponent();
    const { owner, callers } = await cast(t);
    const id = await createTrack(t, owner.caller, { visibility });
    const expected = Object.fromEntries(everybody.map((who, i) => [who, seen[i]]));

    const got = await outcomes(async (who) => {
      const track = await t.query(api.tracks.get, { caller: callers[who], id });
      return track !== null;
    });
    const listed = await outcomes(async (who) => {
      const tracks = await t.query(api.tracks.list, { caller: callers[who] });
      return tracks.length === 1;
    });
    const found = await outcomes(async (who) => {
      const args = { caller: callers[who], query: "song" };
      return (await t.query(api.tracks.search, args)).length === 1;
    });
    const paged = await outcomes(async (who) => {
      const paginationOpts = { numItems: 5, cursor: null };
      const args = { caller: callers[who], paginationOpts };
      return (await t.query(api.tracks.paginate, args)).page.length === 1;
    });

    expect(got).toEqual(expected);
    expect(listed).toEqual(expected);
    expect(found).toEqual(expected);
    expect(paged).toEqual(expected);
  },
);

test.each([
  ["public", [true, true, true, true, true]],
  ["private", [false, false, false, true, true]],
] as const)(
  "a %s playlist of somebody else is seen by those the table names",
  async (visibility, seen) => {
    const t = startComponent();
    const { owner, callers } = await cast(t);
    const id = await createPlaylist(t, owner.caller, { visibility });
    const expected = Object.fromEntries(everybody.map((who, i) => [who, seen[i]]));

    const got = await outcomes(async (who) => {
      return (await t.query(api.playlists.get, { caller: callers[who], id })) !== null;
    });
    const listed = await outcomes(async (who) => {
      const playlists = await t.query(api.playlists.list, { caller: callers[who] });
      return playlists.length === 1;
    });
    expect(got).toEqual(expected);
    expect(listed).toEqual(expected);
  },
);

test("owners see what is private to them, also when they are guests", async () => {
  const t = startComponent();
  const { guest } = await cast(t);
  const playlistId = await createPlaylist(t, guest.caller);
  expect(
    await t.query(api.playlists.get, { caller: guest.caller, id: playlistId }),
  ).toEqual(expect.objectContaining({ _id: playlistId }));
  await setRole(t, guest.externalId, "vip");
  const trackId = await createTrack(t, guest.caller, { visibility: "private" });
  await setRole(t, guest.externalId, "guest");
  const tracks = await t.query(api.tracks.list, { caller: guest.caller });
  expect(tracks.map((track) => track._id)).toEqual([trackId]);
});

const done = "done";

test.each([
  {
    deed: "create a playlist",
    run: (t: Component, caller: Caller) => createPlaylist(t, caller),
    expected: ["UNAUTHENTICATED", done, done, done, done],
  },
  {
    deed: "create a track",
    run: (t: Component, caller: Caller) => createTrack(t, caller),
    expected: ["UNAUTHENTICATED", "FORBIDDEN", done, done, done],
  },
  {
    deed: "upload a file",
    run: (t: Component, caller: Caller) =>
      t.mutation(api.storage.generateUploadUrl, { caller }),
    expected: ["UNAUTHENTICATED", "FORBIDDEN", done, done, done],
  },
  {
    deed: "collect uploads",
    run: (t: Component, caller: Caller) => t.mutation(api.storage.collect, { caller }),
    expected: ["UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", done, done],
  },
  {
    deed: "list users",
    run: (t: Component, caller: Caller) =>
      t.query(api.users.list, {
        caller,
        paginationOpts: { numItems: 5, cursor: null },
      }),
    expected: ["UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", done, done],
  },
])("those whom the table names may $deed", async ({ run, expected }) => {
  const t = startComponent();
  const { callers } = await cast(t);
  const got = await outcomes((who) => outcomeOf(run(t, callers[who])));
  expect(Object.values(got)).toEqual(expected);
});

type Target = { ownerId: string; publicTrack: string; privateTrack: string };
type Playlists = { publicPlaylist: string; privatePlaylist: string };

const hidden = ["UNAUTHENTICATED", "NOT_FOUND", "NOT_FOUND", done, done];
const visible = ["UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", done, done];

test.each<{
  deed: string;
  run: (t: Component, caller: Caller, target: Target & Playlists) => Promise<unknown>;
  expected: string[];
}>([
  {
    deed: "change a public track",
    run: (t, caller, { publicTrack: id }) =>
      t.mutation(api.tracks.update, { caller, id, title: "Other" }),
    expected: visible,
  },
  {
    deed: "change a private track",
    run: (t, caller, { privateTrack: id }) =>
      t.mutation(api.tracks.update, { caller, id, title: "Other" }),
    expected: hidden,
  },
  {
    deed: "rename a public playlist",
    run: (t, caller, { publicPlaylist: id }) =>
      t.mutation(api.playlists.update, { caller, id, title: "Other" }),
    expected: visible,
  },
  {
    deed: "rename a private playlist",
    run: (t, caller, { privatePlaylist: id }) =>
      t.mutation(api.playlists.update, { caller, id, title: "Other" }),
    expected: hidden,
  },
  {
    deed: "add to a public playlist",
    run: (t, caller, { publicPlaylist: playlistId, publicTrack: trackId }) =>
      t.mutation(api.playlists.addTrack, { caller, playlistId, trackId }),
    expected: visible,
  },
  {
    deed: "add to a private playlist",
    run: (t, caller, { privatePlaylist: playlistId, publicTrack: trackId }) =>
      t.mutation(api.playlists.addTrack, { caller, playlistId, trackId }),
    expected: hidden,
  },
  {
    deed: "share a public playlist",
    run: (t, caller, { publicPlaylist: id }) =>
      t.mutation(api.playlists.share, { caller, id }),
    expected: visible,
  },
  {
    deed: "name collaborators of a private playlist",
    run: (t, caller, { privatePlaylist: playlistId, ownerId: userId }) =>
      t.mutation(api.playlists.addCollaborator, { caller, playlistId, userId }),
    expected: hidden,
  },
  {
    deed: "set roles",
    run: (t, caller, { ownerId: userId }) =>
      t.mutation(api.users.setRole, { caller, userId, role: "vip" }),
    expected: visible,
  },
  {
    deed: "count the files of a user anew",
    run: (t, caller, { ownerId: userId }) =>
      t.mutation(api.storage.recount, { caller, userId }),
    expected: visible,
  },
])(
  "of those who own nothing of it, the right ones may $deed",
  async ({ run, expected }) => {
    const t = startComponent();
    const { owner, callers } = await cast(t);
    const target = {
      ownerId: owner.id,
      publicTrack: await createTrack(t, owner.caller),
      privateTrack: await createTrack(t, owner.caller, { visibility: "private" }),
      publicPlaylist: await createPlaylist(t, owner.caller, { visibility: "public" }),
      privatePlaylist: await createPlaylist(t, owner.caller),
    };
    const got = await outcomes((who) => outcomeOf(run(t, callers[who], target)));
    expect(Object.values(got)).toEqual(expected);
  },
);

test("what is hidden is answered exactly like what does not exist", async () => {
  const t = startComponent();
  const { owner, callers } = await cast(t);
  const id = await createTrack(t, owner.caller, { visibility: "private" });
  const gone = await createTrack(t, owner.caller);
  await t.mutation(api.tracks.remove, { caller: owner.caller, id: gone });
  const refusals = await Promise.all(
    [id, gone, "no id at all"].map((trackId) =>
      t
        .mutation(api.tracks.remove, { caller: callers.vip, id: trackId })
        .catch((error: { data: unknown }) => error.data),
    ),
  );
  expect(refusals[1]).toEqual(refusals[0]);
  expect(refusals[2]).toEqual(refusals[0]);
});

test("a collaborator edits the items, but not the playlist itself", async () => {
  const t = startComponent();
  const { owner, guest } = await cast(t);
  const trackId = await createTrack(t, owner.caller);
  const playlistId = await createPlaylist(t, owner.caller);
  await t.mutation(api.playlists.addCollaborator, {
    caller: owner.caller,
    playlistId,
    userId: guest.id,
  });
  const { caller } = guest;
  const itemId = await t.mutation(api.playlists.addTrack, {
    caller,
    playlistId,
    trackId,
  });
  await t.mutation(api.playlists.moveItem, { caller, itemId, after: null });
  const results = {
    rename: await outcomeOf(
      t.mutation(api.playlists.update, { caller, id: playlistId, title: "Mine" }),
    ),
    share: await outcomeOf(t.mutation(api.playlists.share, { caller, id: playlistId })),
    remove: await outcomeOf(t.mutation(api.playlists.remove, { caller, id: playlistId })),
    invite: await outcomeOf(
      t.mutation(api.playlists.addCollaborator, { caller, playlistId, userId: owner.id }),
    ),
    removeItem: await outcomeOf(t.mutation(api.playlists.removeItem, { caller, itemId })),
  };
  expect(results).toEqual({
    rename: "FORBIDDEN",
    share: "FORBIDDEN",
    remove: "FORBIDDEN",
    invite: "FORBIDDEN",
    removeItem: "done",
  });
  const mine = await t.query(api.playlists.mine, { caller });
  expect(mine.map((playlist) => playlist._id)).toEqual([playlistId]);
});

test("an item tells who added it, wherever it moves and after they left", async () => {
  const t = startComponent();
  const { owner, guest } = await cast(t);
  const trackId = await createTrack(t, owner.caller);
  const playlistId = await createPlaylist(t, owner.caller);
  const collaboration = { playlistId, userId: guest.id };
  await t.mutation(api.playlists.addCollaborator, {
    caller: owner.caller,
    ...collaboration,
  });
  const add = (caller: Caller) =>
    t.mutation(api.playlists.addTrack, { caller, playlistId, trackId });
  const ofOwner = await add(owner.caller);
  const ofGuest = await add(guest.caller);
  const ofHost = await add(system);
  await t.mutation(api.playlists.moveItem, {
    caller: owner.caller,
    itemId: ofGuest,
    after: null,
  });
  await t.mutation(api.playlists.removeCollaborator, {
    caller: owner.caller,
    ...collaboration,
  });

  const { page } = await t.query(api.playlists.listTracks, {
    caller: owner.caller,
    playlistId,
    paginationOpts: { numItems: 10, cursor: null },
  });
  expect(page.map(({ itemId, addedBy }) => [itemId, addedBy])).toEqual([
    [ofGuest, guest.id],
    [ofOwner, owner.id],
    [ofHost, undefined],
  ]);
});

test("what is shared with a collaborator is in their lists, in order and once", async () => {
  const t = startComponent();
  const { owner, guest, callers } = await cast(t);
  const visibilities = ["private", "public", "private", "public", "private"] as const;
  const expected: string[] = [];
  for (const [n, visibility] of visibilities.entries()) {
    const playlistId = await createPlaylist(t, owner.caller, { visibility });
    const own = await createPlaylist(t, guest.caller);
    if (n > 0) expected.push(playlistId);
    expected.push(own);
    if (n === 0) continue; // a private one that is not shared
    await t.mutation(api.playlists.addCollaborator, {
      caller: owner.caller,
      playlistId,
      userId: guest.id,
    });
  }
  const listed = await t.query(api.playlists.list, { caller: guest.caller });
  expect(listed.map((playlist) => playlist._id)).toEqual(expected);
  for (const caller of [guest.caller, callers.vip]) {
    const seen: string[] = [];
    for (let cursor: string | null = null, isDone = false; !isDone;) {
      const page: Awaited<ReturnType<typeof pageOf>> = await pageOf(caller, cursor);
      seen.push(...page.page.map((playlist) => playlist._id));
      ({ continueCursor: cursor, isDone } = page);
    }
    const all = (await t.query(api.playlists.list, { caller })).map(({ _id }) => _id);
    expect(seen).toEqual(all);
  }

  function pageOf(caller: Caller, cursor: string | null) {
    const paginationOpts = { numItems: 2, cursor };
    return t.query(api.playlists.paginate, { caller, paginationOpts });
  }
});

test("the share token is shown to those who may share, and to nobody else", async () => {
  const t = startComponent();
  const { owner, callers } = await cast(t);
  const id = await createPlaylist(t, owner.caller, { visibility: "public" });
  const token = await t.mutation(api.playlists.share, { caller: owner.caller, id });
  const seen = await outcomes(async (who) => {
    const playlist = await t.query(api.playlists.get, { caller: callers[who], id });
    return playlist?.shareToken;
  });
  expect(seen).toEqual({
    anonymous: undefined,
    guest: undefined,
    vip: undefined,
    admin: token,
    system: token,
  });
});

test("a cursor made by hand reads nothing of another playlist", async () => {
  const t = startComponent();
  const { owner, guest } = await cast(t);
  const trackId = await createTrack(t, owner.caller);
  const fill = async (caller: Caller) => {
    const playlistId = await createPlaylist(t, caller);
    await t.mutation(api.playlists.addTrack, { caller, playlistId, trackId });
    return playlistId;
  };
  const [before, own, after] = [
    await fill(owner.caller),
    await fill(guest.caller),
    await fill(owner.caller),
  ];
  const page = (paginationOpts: { cursor: string | null; endCursor?: string }) =>
    t.query(api.playlists.listTracks, {
      caller: guest.caller,
      playlistId: own,
      paginationOpts: { numItems: 10, ...paginationOpts },
    });
  for (const other of [before, after]) {
    for (const crafted of [
      `["${other}",-1000000000]`,
      `["${other}"]`,
      `["${other}",1,2,"x"]`,
    ]) {
      expect(await outcomeOf(page({ cursor: crafted }))).toBe("INVALID_ARGUMENT");
      const asEnd = page({ cursor: null, endCursor: crafted });
      expect(await outcomeOf(asEnd)).toBe("INVALID_ARGUMENT");
    }
  }
  const { continueCursor, page: items } = await page({ cursor: '[-1000000000,0,""]' });
  expect(items).toHaveLength(1);
  expect(continueCursor).not.toContain(own);
});

test("an item of a hidden playlist is refused like one that is gone", async () => {
  const t = startComponent();
  const { owner, guest } = await cast(t);
  const trackId = await createTrack(t, owner.caller);
  const playlistId = await createPlaylist(t, owner.caller);
  const add = () =>
    t.mutation(api.playlists.addTrack, { caller: owner.caller, playlistId, trackId });
  const [hidden, gone] = [await add(), await add()];
  await t.mutation(api.playlists.removeItem, { caller: owner.caller, itemId: gone });
  const refusal = (itemId: string) =>
    t
      .mutation(api.playlists.removeItem, { caller: guest.caller, itemId })
      .catch((error: { data: unknown }) => error.data);
  expect(await refusal(hidden)).toEqual(await refusal(gone));
});

test("a share link shows vip tracks of others only to those who see them anyway", async () => {
  const t = startComponent();
  const { owner, callers } = await cast(t);
  const playlistId = await createPlaylist(t, owner.caller);
  const others = await createTrack(t, callers.vip, {
    title: "theirs",
    visibility: "vip",
  });
  const mine = await createTrack(t, owner.caller, { title: "mine", visibility: "vip" });
  await t.mutation(api.playlists.addTracks, {
    caller: owner.caller,
    playlistId,
    trackIds: [others, mine],
  });
  const token = await t.mutation(api.playlists.share, {
    caller: owner.caller,
    id: playlistId,
  });
  const seen = await outcomes(async (who) => {
    const shared = await t.query(api.playlists.getShared, {
      caller: callers[who],
      token,
    });
    return shared?.tracks.map((track) => track.title).join();
  });
  expect(seen).toEqual({
    anonymous: "mine",
    guest: "mine",
    vip: "theirs,mine",
    admin: "theirs,mine",
    system: "theirs,mine",
  });
});
