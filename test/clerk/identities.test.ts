import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startLocalIssuer } from "../../example/local/index.js";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
} from "../../src/testing/clerk.js";
import { deployExample, type Example } from "../example/deployed.js";
import { rowsOf } from "../example/deployedTables.js";
import { type FakeClerk, fakeClerkUserId, startFakeClerk } from "./fakeClerk.js";

let example: Example;
beforeAll(async () => {
  example = await deployExample();
});
afterAll(async () => {
  await example?.stop();
});

async function post(event: unknown) {
  const route = `${example.siteUrl}/clerk-users-webhook`;
  expect((await fetch(route, signWebhook(event))).status).toBe(200);
}

const refusedAs = (code: string) => ({ data: { code } });

/** What Clerk's Convex integration puts into a token by default. */
const integrationClaims = { sid: "sess_1", sts: "active", v: 2, fva: [1, -1] };

describe("a token of Clerk's Convex integration, which says nothing of its bearer", () => {
  const id = "user_bare";

  test("creates a row by the first mutation, whichever it is", async () => {
    const user = await example.client(id, integrationClaims);
    expect(await user.query(api.users.current, {})).toBeNull();
    const playlistId = await user.mutation(api.playlists.create, { title: "First" });
    const row = await user.query(api.users.current, {});
    expect(row).toMatchObject({
      externalId: id,
      name: "Unknown",
      role: "guest",
      syncedBy: "fallback",
    });
    expect(row).not.toHaveProperty("email");
    const playlist = await user.query(api.playlists.get, { id: playlistId });
    expect(playlist).toMatchObject({ userId: row!._id });
  });

  test("works on every later call, and changes nothing that Clerk said", async () => {
    await post(clerkUserEvent("user.updated", { id, first_name: "Ada" }));
    const user = await example.client(id, integrationClaims);
    const { name } = await user.mutation(api.users.ensureCurrent, {});
    expect(name).toBe("Ada");
    expect(await user.query(api.playlists.mine, {})).toHaveLength(1);
    const { playlistId } = await user.mutation(api.reviews.addToFavourites, {
      trackId: await aTrack(),
    });
    await user.mutation(api.playlists.remove, { id: playlistId });
    await user.mutation(api.users.ensureCurrent, {});
    expect(await user.query(api.users.current, {})).toMatchObject({ name: "Ada" });
  });

  async function aTrack() {
    const maker = await example.client("user_maker");
    await maker.mutation(api.users.ensureCurrent, {});
    await example.run("users:setRoleByExternalId", {
      externalId: "user_maker",
      role: "vip",
    });
    const song = { title: "Song", artist: "Band", isLoop: false };
    return await maker.mutation(api.tracks.create, song);
  }
});

test("a token of the JWT template says who its bearer is", async () => {
  const user = await example.client("user_template", {
    name: "Grace Hopper",
    email: "grace@example.com",
    email_verified: true,
    nickname: "grace",
    picture: "https://img.clerk.com/grace",
  });
  expect(await user.mutation(api.users.ensureCurrent, {})).toMatchObject({
    name: "Grace Hopper",
    email: "grace@example.com",
    username: "grace",
    imageUrl: "https://img.clerk.com/grace",
    syncedBy: "fallback",
  });
});

test("of a token's odd claims nothing odd is kept, nor an address that is not verified", async () => {
  const user = await example.client("user_odd", {
    name: "null null",
    email: "somebody.else@example.com",
    email_verified: false,
    picture: "javascript:alert(1)",
  });
  const row = await user.mutation(api.users.ensureCurrent, {});
  expect(row).toMatchObject({ name: "Unknown" });
  expect(row).not.toHaveProperty("email");
  expect(row).not.toHaveProperty("imageUrl");
});

test("who impersonates a user acts as that user, and gets no row of their own", async () => {
  await post(clerkUserEvent("user.created", { id: "user_victim", first_name: "Ada" }));
  const act = { sub: "user_support", iss: "https://dashboard.clerk.com", sid: "sess_2" };
  const support = await example.client("user_victim", { ...integrationClaims, act });
  expect(await support.mutation(api.users.ensureCurrent, {})).toMatchObject({
    externalId: "user_victim",
    name: "Ada",
  });
  await support.mutation(api.playlists.create, { title: "Theirs" });
  const victim = await example.client("user_victim");
  expect(await victim.query(api.playlists.mine, {})).toHaveLength(1);
  const ids = (await rowsOf(example, "users")).map((row) => row.externalId);
  expect(ids).toContain("user_victim");
  expect(ids).not.toContain("user_support");
});

test("a session that Clerk calls pending is nobody's", async () => {
  const pending = await example.client("user_pending", { sts: "pending" });
  const ensured = pending.mutation(api.users.ensureCurrent, {});
  await expect(ensured).rejects.toMatchObject(refusedAs("UNAUTHENTICATED"));
  expect(await pending.query(api.users.current, {})).toBeNull();
});

test("tokens of an issuer or for an audience that the app does not trust are refused", async () => {
  const stranger = await startLocalIssuer();
  const subject = "user_foreign";
  const claims = { iss: example.issuer.url };
  const tokens = [
    await stranger.token({ subject }),
    await stranger.token({ subject, claims }),
  ];
  const foreign = await example.client(subject, { aud: "somewhere else" });
  await expect(foreign.mutation(api.users.ensureCurrent, {})).rejects.toThrow();
  for (const token of tokens) {
    foreign.setAuth(token);
    await expect(foreign.mutation(api.users.ensureCurrent, {})).rejects.toThrow();
    await expect(foreign.query(api.users.current, {})).rejects.toThrow();
  }
  await stranger.close();
  const ids = (await rowsOf(example, "users")).map((row) => row.externalId);
  expect(ids).not.toContain(subject);
});

test("a deleted user's token, good for a while yet, reads as nobody's and writes nothing", async () => {
  const id = "user_gone";
  const user = await example.client(id);
  const playlistId = await user.mutation(api.playlists.create, { title: "Mine" });
  await post(clerkUserDeletedEvent(id));
  const mutations = [
    () => user.mutation(api.users.ensureCurrent, {}),
    () => user.mutation(api.playlists.create, { title: "Back" }),
    () => user.mutation(api.playlists.update, { id: playlistId, title: "Back" }),
    () => user.mutation(api.storage.generateUploadUrl, {}),
    () => user.mutation(api.reviews.addToFavourites, { trackId: "any" }),
  ];
  for (const mutation of mutations) {
    await expect(mutation()).rejects.toMatchObject(refusedAs("USER_DELETED"));
  }
  expect(await user.query(api.users.current, {})).toBeNull();
  expect(await user.query(api.playlists.get, { id: playlistId })).toBeNull();
  expect(await user.query(api.playlists.mine, {})).toEqual([]);
  const usage = user.query(api.storage.usage, {});
  await expect(usage).rejects.toMatchObject(refusedAs("UNAUTHENTICATED"));
});

describe("which way a user came by", () => {
  let clerk: FakeClerk | undefined;
  afterAll(async () => {
    await clerk?.close();
  });

  test("is stored, counted and logged", async () => {
    clerk = await startFakeClerk({ users: 1 });
    const backfilled = fakeClerkUserId(0);
    await post(clerkUserEvent("user.created", { id: "user_hooked" }));
    const user = await example.client("user_signed_in");
    await user.mutation(api.users.ensureCurrent, {});
    await example.setEnv({ CLERK_SECRET_KEY: clerk.secretKey, CLERK_API_URL: clerk.url });
    await example.cli("run", "clerk:sync");

    const cameBy = { user_hooked: "webhook", user_signed_in: "fallback" };
    for (const [id, way] of Object.entries({ ...cameBy, [backfilled]: "backfill" })) {
      const line = `User ${id} was created by the ${way}.`;
      await expect
        .poll(() => example.output.filter((text) => text.includes(line)), {
          timeout: 20_000,
        })
        .toHaveLength(1);
      const rows = await rowsOf(example, "users");
      expect(rows.find((row) => row.externalId === id)).toMatchObject({ syncedBy: way });
    }
    const { users } = (await example.run("clerk:status")) as {
      users: Record<string, number>;
    };
    const stored = (await rowsOf(example, "users")).map((row) => row.syncedBy);
    for (const way of ["webhook", "fallback", "backfill"]) {
      expect(users[way]).toBe(stored.filter((syncedBy) => syncedBy === way).length);
    }
  });
});
