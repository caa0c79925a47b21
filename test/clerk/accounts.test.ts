import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
} from "../../src/testing/clerk.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { rowsOf } from "../example/deployedTables.js";
import { backgroundIsDone, giveBelongings, leftOf } from "./belongings.js";

let example: Example;
beforeAll(async () => {
  example = await deployExample();
});
afterAll(async () => {
  await example?.stop();
});

const hostRoute = "/clerk-users-webhook";
const componentRoute = "/music/clerk-users-webhook";

async function post(event: unknown, route = hostRoute) {
  const answer = await fetch(example.siteUrl + route, signWebhook(event));
  expect(answer.status).toBe(200);
}

const setRole = (externalId: string, role: string) =>
  example.cli("run", "users:setRoleByExternalId", JSON.stringify({ externalId, role }));

async function userOf(externalId: string) {
  return await (await example.client(externalId)).query(api.users.current, {});
}

describe("roles", () => {
  afterAll(() => example.setEnv({ ROLE_FROM_METADATA: null }));

  test("the initial admin is not demoted while the only one, by nobody", async () => {
    await post(clerkUserEvent("user.created", { id: adminClerkId, first_name: "Grace" }));
    const admin = await example.client(adminClerkId);
    const { _id, role } = (await admin.query(api.users.current, {}))!;
    expect(role).toBe("admin");
    const demotion = admin.mutation(api.users.setRole, { userId: _id, role: "guest" });
    await expect(demotion).rejects.toMatchObject({ data: { code: "CONFLICT" } });
    await expect(setRole(adminClerkId, "vip")).rejects.toThrow(/CONFLICT/);

    await example.setEnv({ ROLE_FROM_METADATA: "true" });
    const fields = { id: adminClerkId, first_name: "Grace H." };
    const metadata = { public_metadata: { role: "guest" } };
    await post(
      clerkUserEvent("user.updated", { ...fields, ...metadata }),
      componentRoute,
    );
    const stays = { name: "Grace H.", role: "admin" };
    expect(await userOf(adminClerkId)).toMatchObject(stays);
  });

  test("an admin gives roles, and is demoted once there is another one", async () => {
    const admin = await example.client(adminClerkId);
    const other = await example.client("user_other");
    const { _id } = await other.mutation(api.users.ensureCurrent, {});
    await admin.mutation(api.users.setRole, { userId: _id, role: "vip" });
    const page = { paginationOpts: { numItems: 5, cursor: null } };
    const vips = await admin.query(api.users.list, { ...page, role: "vip" });
    expect(vips.page.map((user) => user.externalId)).toEqual(["user_other"]);
    const own = other.mutation(api.users.setRole, { userId: _id, role: "admin" });
    await expect(own).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });

    await setRole("user_other", "admin");
    const { _id: userId } = (await admin.query(api.users.current, {}))!;
    await other.mutation(api.users.setRole, { userId, role: "guest" });
    expect(await userOf(adminClerkId)).toMatchObject({ role: "guest" });
    await expect(admin.query(api.users.list, page)).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
  });

  test("metadata gives a role only when ROLE_FROM_METADATA says so", async () => {
    const id = "user_metadata";
    const roleAfter = async (setting: string | null, metadata: object) => {
      await example.setEnv({ ROLE_FROM_METADATA: setting });
      await post(clerkUserEvent("user.updated", { id, ...metadata }), componentRoute);
      return (await userOf(id))?.role;
    };
    const vip = { public_metadata: { role: "vip" } };
    expect(await roleAfter(null, vip)).toBe("guest");
    expect(await roleAfter("false", vip)).toBe("guest");
    expect(await roleAfter("true", { unsafe_metadata: { role: "vip" } })).toBe("guest");
    expect(await roleAfter("true", { public_metadata: { role: "owner" } })).toBe("guest");
    expect(await roleAfter("true", vip)).toBe("vip");
    expect(await roleAfter("true", {})).toBe("vip");
  });
});

describe("a deleted user", () => {
  afterAll(() => example.setEnv({ ON_USER_DELETED: null }));

  test.each([
    [null, { tracks: ["public", "vip"], playlists: 0, items: 0, playable: 2 }],
    ["deleteAll", { tracks: [], playlists: 0, items: 0, playable: 0 }],
    [
      "keepAll",
      { tracks: ["public", "vip", "private"], playlists: 12, items: 3, playable: 3 },
    ],
    ["keepPublic", { tracks: ["public", "vip"], playlists: 0, items: 0, playable: 2 }],
  ])("leaves behind, when ON_USER_DELETED is %s, %o", async (setting, expected) => {
    const id = `user_leaves_${setting}`;
    await post(clerkUserEvent("user.created", { id, first_name: "Ada" }));
    await setRole(id, "vip");
    const belongings = await giveBelongings(example, id);
    await example.setEnv({ ON_USER_DELETED: setting });
    await post(clerkUserDeletedEvent(id), componentRoute);
    await backgroundIsDone(example);
    expect(await leftOf(example, belongings)).toEqual({ ...expected, ofTheUser: 0 });
  });

  const ITEMS = 50_000;
  const PLAYLISTS = 20;
  const MAX_ROWS_A_CALL = 500;

  test(`with ${ITEMS} items in ${PLAYLISTS} playlists is deleted fully`, async () => {
    const id = "user_large";
    await post(clerkUserEvent("user.created", { id, first_name: "Ada" }));
    await setRole(id, "vip");
    const user = await example.client(id);
    const song = { title: "Song", artist: "Ada", isLoop: false };
    const trackId = await user.mutation(api.tracks.create, song);
    const trackIds = Array<string>(MAX_ROWS_A_CALL).fill(trackId);
    for (let i = 0; i < PLAYLISTS; i++) {
      const playlistId = await user.mutation(api.playlists.create, { title: `${i}` });
      for (let items = 0; items < ITEMS / PLAYLISTS; items += MAX_ROWS_A_CALL) {
        await user.mutation(api.playlists.addTracks, { playlistId, trackIds });
      }
    }
    const itemsLeft = async () =>
      (await rowsOf(example, "playlistTracks")).filter((row) => row.trackId === trackId);
    expect(await itemsLeft()).toHaveLength(ITEMS);

    await post(clerkUserDeletedEvent(id));
    await backgroundIsDone(example, 120_000);
    expect(await itemsLeft()).toEqual([]);
    const track = await user.query(api.tracks.get, { id: trackId });
    expect(track).toMatchObject({ title: "Song" });
    expect(track).not.toHaveProperty("createdBy");
  }, 240_000);
});
