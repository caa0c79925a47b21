import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import type { ClerkRun } from "../../src/shared/clerk.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  type SigningOptions,
  signWebhook,
} from "../../src/testing/clerk.js";
import { allRows, rowsOf } from "../example/deployedTables.js";
import { backgroundIsDone, giveBelongings, leftOf } from "./belongings.js";
import { deployHost, type Host, hostApi } from "./deployedHost.js";
import { type FakeClerk, fakeClerkUserId, startFakeClerk } from "./fakeClerk.js";

/*
 * An app that chooses other than the example: it mounts the route elsewhere, lets
 * metadata give roles, deletes everything of a deleted user, and hears of users by a
 * mutation that throws while there is an outage.
 */

const SIX_MINUTES = 6 * 60_000;
const early = Date.parse("2026-01-01");

let host: Host;
let clerk: FakeClerk | undefined;
beforeAll(async () => {
  host = await deployHost();
});
afterAll(async () => {
  await host?.stop();
  await clerk?.close();
});

async function post(event: unknown, options?: SigningOptions) {
  const answer = await fetch(`${host.siteUrl}/hooks/clerk`, signWebhook(event, options));
  return [answer.status, await answer.text()];
}

const received = [200, "OK"];
const failed = [500, "Internal error"];

async function userOf(externalId: string) {
  return await (await host.client(externalId)).query(api.users.current, {});
}

async function heardOf(externalId: string) {
  const heard = await (await host.client()).query(hostApi.events.heardOf, { externalId });
  return heard.map(({ type, name, previousName }) => [type, name, previousName]);
}

const setOutage = (isOn: boolean) => host.run("events:setOutage", { isOn });
const setRole = (externalId: string, role: string) =>
  host.run("users:setRoleByExternalId", { externalId, role });

function named(id: string, first_name: string, at = 0) {
  const type = at === 0 ? "user.created" : "user.updated";
  return clerkUserEvent(type, { id, first_name, updated_at: early + at });
}

describe("the options of new MusicLibrary hold on the route that the host mounts", () => {
  test("at the path that it names, and at no other", async () => {
    const request = signWebhook(named("user_path", "Ada"));
    const elsewhere = await fetch(`${host.siteUrl}/clerk-users-webhook`, request);
    expect(elsewhere.status).toBe(404);
    expect(await post(named("user_path", "Ada"))).toEqual(received);
  });

  test("roleFromMetadata", async () => {
    const id = "user_role";
    const roleAfter = async (metadata: object) => {
      await post(clerkUserEvent("user.updated", { id, ...metadata }));
      return (await userOf(id))?.role;
    };
    expect(await roleAfter({ unsafe_metadata: { role: "vip" } })).toBe("guest");
    expect(await roleAfter({ public_metadata: { role: "vip" } })).toBe("vip");
    expect(await roleAfter({ public_metadata: { role: "owner" } })).toBe("vip");
  });

  test("onUserDeleted", async () => {
    const id = "user_leaves";
    await post(clerkUserEvent("user.created", { id, public_metadata: { role: "vip" } }));
    const belongings = await giveBelongings(host, id);
    await post(clerkUserDeletedEvent(id));
    await backgroundIsDone(host);
    const nothing = { tracks: [], playlists: 0, items: 0, playable: 0, ofTheUser: 0 };
    expect(await leftOf(host, belongings)).toEqual(nothing);
  });
});

describe("onUserEvent", () => {
  test("hears of each change that had an effect, once, with who it was before", async () => {
    const id = "user_heard";
    await post(named(id, "Ada"), { deliveryId: "msg_once" });
    await post(named(id, "Ada"), { deliveryId: "msg_once" });
    await post(named(id, "Ada"));
    await post(named(id, "Ada", 1));
    await post(named(id, "Ada L.", 3));
    await post(named(id, "Stale", 2));
    await post(clerkUserDeletedEvent(id));
    await post(clerkUserDeletedEvent(id));
    await post(named(id, "Late", 4));
    await post(clerkUserDeletedEvent("user_never_seen"));
    expect(await heardOf(id)).toEqual([
      ["created", "Ada", undefined],
      ["updated", "Ada L.", "Ada"],
      ["deleted", "Ada L.", undefined],
    ]);
    expect(await heardOf("user_never_seen")).toEqual([]);
  });

  test("hears of users of the fallback, and of the roles that they are given", async () => {
    const id = "user_token";
    const user = await host.client(id, { name: "Token" });
    await user.mutation(api.users.ensureCurrent, {});
    await user.mutation(api.users.ensureCurrent, {});
    await setRole(id, "vip");
    await setRole(id, "vip");
    await post(named(id, "Clerk"));
    expect(await heardOf(id)).toEqual([
      ["created", "Token", undefined],
      ["updated", "Token", "Token"],
      ["updated", "Clerk", "Token"],
    ]);
  });
});

describe("while onUserEvent throws", () => {
  const id = "user_outage";
  const deliveries = [
    ["a user is created", named(id, "Ada"), ["created", "Ada", undefined]],
    ["a user is updated", named(id, "Grace", 1), ["updated", "Grace", "Ada"]],
    ["a user is deleted", clerkUserDeletedEvent(id), ["deleted", "Grace", undefined]],
  ] as const;

  test.each(deliveries)(
    "no delivery by which %s is half done, and afterwards it has its effect once",
    async (_what, event, expected) => {
      const delivery = { deliveryId: `msg_${event.type}` };
      const heardBefore = await heardOf(id);
      await setOutage(true);
      const before = await allRows(host);
      expect(await post(event, delivery)).toEqual(failed);
      expect(await post(event, delivery)).toEqual(failed);
      expect(await allRows(host)).toEqual(before);

      await setOutage(false);
      expect(await post(event, delivery)).toEqual(received);
      expect(await post(event, delivery)).toEqual(received);
      expect(await heardOf(id)).toEqual([...heardBefore, expected]);
      const recorded = (await rowsOf(host, "webhookDeliveries")).filter(
        (row) => row.deliveryId === delivery.deliveryId,
      );
      expect(recorded).toMatchObject([{ outcome: expected[0] }]);
      await backgroundIsDone(host);
    },
  );

  test("neither a token nor an admin changes a user", async () => {
    const known = await host.client("user_known");
    await known.mutation(api.users.ensureCurrent, {});
    await setOutage(true);
    const before = await allRows(host);
    const unknown = await host.client("user_unknown");
    const ensured = unknown.mutation(api.users.ensureCurrent, {});
    await expect(ensured).rejects.toThrow("out of order");
    const playlist = unknown.mutation(api.playlists.create, { title: "Mix" });
    await expect(playlist).rejects.toThrow("out of order");
    await expect(setRole("user_known", "vip")).rejects.toThrow("out of order");
    expect(await allRows(host)).toEqual(before);
    await setOutage(false);
  });

  test("a sync tries again, and tells of each user once", async () => {
    await startClerk();
    clerk!.updateUser(fakeClerkUserId(0), { public_metadata: { role: "vip" } });
    const complaints = () =>
      host.output.filter((line) => line.includes("out of order")).length;
    const before = complaints();
    await setOutage(true);
    await host.run("clerk:sync");
    await vi.waitFor(() => expect(complaints()).toBeGreaterThan(before), 10_000);
    expect(await userOf(fakeClerkUserId(0))).toBeNull();
    await setOutage(false);
    expect(await ended("lastSync")).toMatchObject({ state: "done", created: 3 });
    for (const { id } of clerk!.users) {
      expect(await heardOf(id)).toEqual([["created", expect.any(String), undefined]]);
    }
    expect(await userOf(fakeClerkUserId(0))).toMatchObject({ role: "vip" });
  });

  test("a clean-up fails, and deletes when it is run again", async () => {
    await host.advanceTime(SIX_MINUTES);
    const gone = fakeClerkUserId(2);
    const deleteMissing = { dryRun: false, force: true };
    clerk!.removeUser(gone);
    await setOutage(true);
    await host.run("clerk:cleanup", deleteMissing);
    const run = await ended("lastCleanup");
    expect(run).toMatchObject({ state: "failed", deleted: 0 });
    expect(run.error).toContain("out of order");
    expect(await userOf(gone)).not.toBeNull();

    await setOutage(false);
    await host.run("clerk:cleanup", deleteMissing);
    expect((await ended("lastCleanup")).state).toBe("done");
    expect(await userOf(gone)).toBeNull();
    expect((await heardOf(gone)).map(([type]) => type)).toEqual(["created", "deleted"]);
  });

  async function startClerk() {
    clerk = await startFakeClerk({ users: 3 });
    await host.setEnv({ CLERK_SECRET_KEY: clerk.secretKey, CLERK_API_URL: clerk.url });
  }

  async function ended(kind: "lastSync" | "lastCleanup"): Promise<ClerkRun> {
    return await vi.waitFor(
      async () => {
        const status = await host.run("clerk:status");
        const run = (status as Record<string, ClerkRun>)[kind]!;
        expect(run.state).not.toBe("running");
        return run;
      },
      { timeout: 60_000, interval: 200 },
    );
  }
});

describe("who calls", () => {
  test("a token that Convex accepts is nobody's when the library's issuer is another", async () => {
    const other = await host.client();
    other.setAuth(await host.otherIssuer.token({ subject: "user_heard_of" }));
    await expect(other.mutation(api.users.ensureCurrent, {})).rejects.toMatchObject({
      data: { code: "UNAUTHENTICATED" },
    });
    const ours = await host.client("user_heard_of");
    expect(await ours.query(api.users.current, {})).toBeNull();
    await ours.mutation(api.users.ensureCurrent, {});
    expect(await other.query(api.users.current, {})).toBeNull();
  });

  test("library.users.require lets in who has the role or a higher one", async () => {
    const outcome = async (call: Promise<string>) =>
      await call.catch((error: { data: { code: string } }) => error.data.code);
    const { requireInMutation, requireInQuery } = hostApi.users;
    const vip = { role: "vip" } as const;
    const nobody = await host.client();
    expect(await outcome(nobody.query(requireInQuery, {}))).toBe("UNAUTHENTICATED");
    expect(await outcome(nobody.mutation(requireInMutation, {}))).toBe("UNAUTHENTICATED");

    const user = await host.client("user_required");
    expect(await outcome(user.query(requireInQuery, {}))).toBe("UNAUTHENTICATED");
    expect(await outcome(user.mutation(requireInMutation, vip))).toBe("FORBIDDEN");
    expect(await userOf("user_required")).toBeNull();
    expect(await outcome(user.mutation(requireInMutation, {}))).toBe("user_required");
    expect(await outcome(user.query(requireInQuery, vip))).toBe("FORBIDDEN");
    for (const role of ["vip", "admin"]) {
      await setRole("user_required", role);
      expect(await outcome(user.query(requireInQuery, vip))).toBe("user_required");
    }
    const late = new Date(Date.now() + SIX_MINUTES);
    await post(clerkUserDeletedEvent("user_required"), { sentAt: late });
    expect(await outcome(user.mutation(requireInMutation, {}))).toBe("USER_DELETED");
    expect(await outcome(user.query(requireInQuery, {}))).toBe("UNAUTHENTICATED");
  });
});
