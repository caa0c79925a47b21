import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
} from "../../src/testing/clerk.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";

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

const setRole = (externalId: string, role: string) =>
  example.cli("run", "users:setRoleByExternalId", JSON.stringify({ externalId, role }));

test("the initial admin gives roles, and is not demoted while the only one", async () => {
  await post(clerkUserEvent("user.created", { id: adminClerkId, first_name: "Grace" }));
  const admin = await example.client(adminClerkId);
  const { _id, role } = (await admin.query(api.users.current, {}))!;
  expect(role).toBe("admin");
  const demotion = admin.mutation(api.users.setRole, { userId: _id, role: "guest" });
  await expect(demotion).rejects.toMatchObject({ data: { code: "CONFLICT" } });
  await expect(setRole(adminClerkId, "vip")).rejects.toThrow(/CONFLICT/);

  const other = await example.client("user_other");
  await other.mutation(api.users.ensureCurrent, {});
  await setRole("user_other", "admin");
  await other.mutation(api.users.setRole, { userId: _id, role: "guest" });
  expect(await admin.query(api.users.current, {})).toMatchObject({ role: "guest" });
  const list = admin.query(api.users.list, {
    paginationOpts: { numItems: 5, cursor: null },
  });
  await expect(list).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
});

test("what a deleted user owned follows in the background, thousands of items too", async () => {
  const id = "user_2leaves";
  await post(clerkUserEvent("user.created", { id, first_name: "Ada" }));
  await setRole(id, "vip");
  const user = await example.client(id);
  const song = { title: "Song", artist: "Ada", isLoop: false };
  const open = await user.mutation(api.tracks.create, song);
  const hidden = { ...song, visibility: "private" } as const;
  const secret = await user.mutation(api.tracks.create, hidden);
  const playlistId = await user.mutation(api.playlists.create, {
    title: "Long",
    visibility: "public",
  });
  for (let batch = 0; batch < 10; batch++) {
    const trackIds = Array<string>(500).fill(batch % 2 ? open : secret);
    await user.mutation(api.playlists.addTracks, { playlistId, trackIds });
  }

  await post(clerkUserDeletedEvent(id));
  const host = await example.client("user_other"); // an admin by now, who sees all
  await vi.waitFor(
    async () => {
      expect(await host.query(api.playlists.get, { id: playlistId })).toBeNull();
      expect(await host.query(api.tracks.get, { id: secret })).toBeNull();
      const track = await host.query(api.tracks.get, { id: open });
      expect(track).toMatchObject({ title: "Song" });
      expect(track).not.toHaveProperty("createdBy");
    },
    { timeout: 20_000, interval: 100 },
  );
});
