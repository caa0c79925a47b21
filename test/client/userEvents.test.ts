import { convexTest } from "convex-test";
import {
  type ApiFromModules,
  anyApi,
  componentsGeneric,
  type FunctionReference,
  httpRouter,
  internalMutationGeneric,
  queryGeneric,
} from "convex/server";
import { v } from "convex/values";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MusicLibrary, type UserEvent, userEventArgs } from "../../src/client/index.js";
import type { ComponentApi } from "../../src/component/_generated/component.js";
import { register } from "../../src/test.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  sendWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { tokenOf } from "./setup.js";

const components = componentsGeneric() as unknown as { musicLibrary: ComponentApi };
type OnUserEvent = FunctionReference<"mutation", "internal", { event: UserEvent }, null>;

/** A host that keeps what it hears of users in a table of its own. */
function startListeningHost() {
  const internal = anyApi as unknown as { host: { onUserEvent: OnUserEvent } };
  const library = new MusicLibrary(components.musicLibrary, {
    onUserEvent: internal.host.onUserEvent,
  });
  const http = httpRouter();
  library.registerRoutes(http);
  let isBroken = false;
  const host = {
    onUserEvent: internalMutationGeneric({
      args: userEventArgs,
      returns: v.null(),
      handler: async (ctx, { event }) => {
        const name = event.type === "deleted" ? event.previous.name : event.user.name;
        const previous = event.type === "created" ? null : event.previous.name;
        await ctx.db.insert("heard", { type: event.type, name, previous });
        if (isBroken) throw new Error("The host is broken");
        return null;
      },
    }),
    heard: queryGeneric({
      args: {},
      handler: async (ctx) => {
        const rows = await ctx.db.query("heard").take(100);
        return rows.map(({ type, name, previous }) => [type, name, previous]);
      },
    }),
  };
  const users = { ...library.api.users, ...library.internal.users };
  const t = convexTest({
    modules: {
      "./_generated/api.js": async () => ({}),
      "./http.js": async () => ({ default: http }),
      "./host.js": async () => host,
      "./users.js": async () => users,
    },
    transactionLimits: true,
  });
  register(t);
  const api = anyApi as unknown as ApiFromModules<{
    host: typeof host;
    users: typeof users;
  }>;
  return {
    t,
    api,
    as: t.withIdentity(tokenOf("user_1", { name: "Token" })),
    heard: () => t.query(api.host.heard, {}),
    breakHost: (broken: boolean) => (isBroken = broken),
  };
}

function named(type: "user.created" | "user.updated", name: string, at: number) {
  return clerkUserEvent(type, { id: "user_1", first_name: name, updated_at: at });
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const early = Date.parse("2026-01-01");

test("the host hears of each change that had an effect, once", async () => {
  const { t, heard } = startListeningHost();
  const created = named("user.created", "Ada", early);
  await sendWebhook(t, created, { deliveryId: "msg_1" });
  await sendWebhook(t, created, { deliveryId: "msg_1" });
  await sendWebhook(t, created);
  await sendWebhook(t, named("user.updated", "Ada L.", early + 2));
  await sendWebhook(t, named("user.updated", "Stale", early + 1));
  await sendWebhook(t, clerkUserDeletedEvent("user_1"));
  await sendWebhook(t, clerkUserDeletedEvent("user_1"));
  await sendWebhook(t, named("user.updated", "Late", early + 3));
  await sendWebhook(t, clerkUserDeletedEvent("user_never_seen"));
  expect(await heard()).toEqual([
    ["created", "Ada", null],
    ["updated", "Ada L.", "Ada"],
    ["deleted", "Ada L.", "Ada L."],
  ]);
  await t.finishAllScheduledFunctions(vi.runAllTimers);
});

test("the host hears of users of the fallback, and of roles", async () => {
  const { t, api, as, heard } = startListeningHost();
  await as.mutation(api.users.ensureCurrent, {});
  await as.mutation(api.users.ensureCurrent, {});
  const role = { externalId: "user_1", role: "vip" } as const;
  await t.mutation(api.users.setRoleByExternalId, role);
  await t.mutation(api.users.setRoleByExternalId, role);
  await sendWebhook(t, named("user.created", "Clerk", early));
  expect(await heard()).toEqual([
    ["created", "Token", null],
    ["updated", "Token", "Token"],
    ["updated", "Clerk", "Token"],
  ]);
});

test("a host that throws makes the delivery fail, and nothing is half done", async () => {
  const { t, api, as, heard, breakHost } = startListeningHost();
  const created = named("user.created", "Ada", early);
  const delivery = { deliveryId: "msg_1" };
  breakHost(true);
  expect((await sendWebhook(t, created, delivery)).status).toBe(500);
  expect(await as.query(api.users.current, {})).toBeNull();
  await expect(as.mutation(api.users.ensureCurrent, {})).rejects.toThrow("broken");
  expect(await heard()).toEqual([]);

  breakHost(false);
  expect((await sendWebhook(t, created, delivery)).status).toBe(200);
  expect(await as.query(api.users.current, {})).toMatchObject({ name: "Ada" });
  expect(await heard()).toEqual([["created", "Ada", null]]);
});
