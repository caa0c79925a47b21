import { expect, test } from "vitest";
import { api } from "../../src/component/_generated/api.js";
import type { Caller } from "../../src/shared/caller.js";
import {
  anonymous,
  type Component,
  createPlaylist,
  createTrack,
  outcomeOf,
  signUp,
  startComponent,
  system,
} from "./setup.js";

/*
 * Who may do what is in test/security. Here is what the table does not tell: how things
 * look that people share, and that hidden is like gone.
 */

/** Somebody of each role, and the owner of what the others come upon. */
async function cast(t: Component) {
  const owner = await signUp(t, "user_owner", "vip");
  const guest = await signUp(t, "user_guest", "guest");
  const vip = await signUp(t, "user_vip", "vip");
  const admin = await signUp(t, "user_admin", "admin");
  return { owner, guest, vip, admin };
}

test("what is hidden is answered exactly like what does not exist", async () => {
  const t = startComponent();
  const { owner, vip } = await cast(t);
  const id = await createTrack(t, owner.caller, { visibility: "private" });
  const gone = await createTrack(t, owner.caller);
  await t.mutation(api.tracks.remove, { caller: owner.caller, id: gone });
  const refusals = await Promise.all(
    [id, gone, "no id at all"].map((trackId) =>
      t
        .mutation(api.tracks.remove, { caller: vip.caller, id: trackId })
        .catch((error: { data: unknown }) => error.data),
    ),
  );
  expect(refusals[1]).toEqual(refusals[0]);
  expect(refusals[2]).toEqual(refusals[0]);
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
  const { owner, guest, vip } = await cast(t);
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
  for (const caller of [guest.caller, vip.caller]) {
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

test("what only scripts do is refused to whoever is no admin", async () => {
  const t = startComponent();
  const { owner, guest, vip, admin } = await cast(t);
  const role = { externalId: owner.externalId, role: "vip" } as const;
  const outcomesOf = (caller: Caller) =>
    Promise.all([
      outcomeOf(t.mutation(api.users.setRoleByExternalId, { caller, ...role })),
      outcomeOf(t.mutation(api.storage.collect, { caller })),
    ]);
  expect(await outcomesOf(anonymous)).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED"]);
  for (const { caller } of [guest, vip]) {
    expect(await outcomesOf(caller)).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  }
  for (const caller of [admin.caller, system]) {
    expect(await outcomesOf(caller)).toEqual(["done", "done"]);
  }
});
