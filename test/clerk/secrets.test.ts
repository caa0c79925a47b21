import workpool from "@convex-dev/workpool/test";
import { convexTest } from "convex-test";
import { afterEach, expect, test, vi } from "vitest";
import { api, internal } from "../../src/component/_generated/api.js";
import schema from "../../src/component/schema.js";
import { defaultSettings } from "../../src/shared/settings.js";
import { answerClerkWebhook } from "../../src/shared/webhook.js";
import {
  clerkUserEvent,
  signWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { type FakeClerk, PRIVATE_MARK, startFakeClerk } from "./fakeClerk.js";

/*
 * In this process, where every argument, result and log line can be overheard;
 * Clerk is a real HTTP server.
 */

let clerk: FakeClerk | undefined;
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await clerk?.close();
});

const caller = { kind: "system" } as const;
const settings = defaultSettings;

type Overheard = { where: string; what: unknown };

/** The component, with everything that goes in or comes out of its functions overheard. */
function startOverheard() {
  const overheard: Overheard[] = [];
  const hear = (where: string, what: unknown) => overheard.push({ where, what });
  const loaders = import.meta.glob(["../../src/component/**/*.ts", "!**/*.test.ts"]);
  const modules = Object.fromEntries(
    Object.entries(loaders).map(([path, load]) => [
      path,
      async () => wiretap(path, (await load()) as Record<string, unknown>, hear),
    ]),
  );
  for (const level of ["log", "info", "warn", "error", "debug"] as const) {
    vi.spyOn(console, level).mockImplementation((...line) => void hear(level, line));
  }
  const t = convexTest({ schema, modules, transactionLimits: true });
  workpool.register(t, "clerkPool");
  return { t, overheard, hear };
}

type Handler = (ctx: unknown, args: unknown) => Promise<unknown>;

/** Lets every function of a module report its arguments, its result and its error. */
function wiretap(
  path: string,
  module: Record<string, unknown>,
  hear: (where: string, what: unknown) => void,
) {
  for (const [name, value] of Object.entries(module)) {
    const registered = value as { _handler?: Handler };
    const handler = registered?._handler;
    if (typeof handler !== "function" || "isTapped" in handler) continue;
    const tapped: Handler = async (ctx, args) => {
      hear(`${path}:${name} arguments`, args);
      try {
        const result = await handler(ctx, args);
        hear(`${path}:${name} result`, result);
        return result;
      } catch (error) {
        hear(`${path}:${name} error`, [
          String(error),
          (error as { data?: unknown }).data,
        ]);
        throw error;
      }
    };
    registered._handler = Object.assign(tapped, { isTapped: true });
  }
  return module;
}

test("no secret is in an argument, a result, a table, a log line or an error", async () => {
  clerk = await startFakeClerk({ users: 120 });
  const { secretKey } = clerk;
  vi.stubEnv("CLERK_SECRET_KEY", secretKey);
  vi.stubEnv("CLERK_API_URL", clerk.url);
  vi.stubEnv("CLERK_INSTANCE_ID", clerk.instanceId);
  const { t, overheard, hear } = startOverheard();
  const ended = async (kind: "lastSync" | "lastCleanup", state: string) =>
    await vi.waitFor(
      async () => {
        const status = await t.query(api.clerk.status, { caller });
        expect(status[kind]).toMatchObject({ state });
      },
      { timeout: 30_000, interval: 50 },
    );

  const answer = async (request: ReturnType<typeof signWebhook>) => {
    const response = await answerClerkWebhook(
      new Request("https://example.com/hook", request),
      {
        secret: `${testWebhookSecret} whsec_short`,
        apply: (delivery) => t.mutation(api.clerk.receive, { ...delivery, settings }),
      },
    );
    hear("answer", [response.status, await response.text(), [...response.headers]]);
  };
  const event = clerkUserEvent("user.created", {
    id: "user_hook",
    private_metadata: { note: PRIVATE_MARK },
    unsafe_metadata: { note: PRIVATE_MARK },
  });
  const signed = signWebhook(event);
  await answer(signed);
  await answer({ ...signed, body: `${signed.body} ` });
  await answer(signWebhook({ ...event, type: 7 }));

  const byToken = { kind: "user", externalId: clerk.users[0]!.id } as const;
  await t.mutation(api.users.ensureCurrent, { caller: byToken, settings });
  await t.mutation(api.clerk.sync, { caller, settings });
  await ended("lastSync", "done");
  clerk.fail("/v1/users", { kind: "error", status: 403 });
  await t.mutation(api.clerk.sync, { caller, settings });
  await ended("lastSync", "failed");
  clerk.fail("/v1/instance", { kind: "text", status: 502, text: `<i>${secretKey}</i>` });
  await t.mutation(api.clerk.cleanup, { caller, settings });
  await ended("lastCleanup", "done");
  await t.mutation(internal.model.clerk.deliveries.prune, {});

  await t.run(async (ctx) => {
    for (const table of Object.keys(schema.tables) as (keyof typeof schema.tables)[]) {
      hear(`table ${table}`, await ctx.db.query(table).take(1000));
    }
    hear("scheduled", await ctx.db.system.query("_scheduled_functions").take(1000));
  });
  expect(overheard.length).toBeGreaterThan(50);
  for (const secret of [
    secretKey,
    testWebhookSecret,
    testWebhookSecret.slice(6),
    PRIVATE_MARK,
  ]) {
    const leaks = overheard.filter(({ what }) => JSON.stringify(what)?.includes(secret));
    expect(leaks).toEqual([]);
  }
  // What is looked for would be found: these went the same ways.
  const heard = JSON.stringify(overheard);
  expect(heard).toContain("user_hook");
  expect(heard).toContain(clerk.users[7]!.id);
});
