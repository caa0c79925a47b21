import { ConvexClient } from "convex/browser";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { startLocalIssuer } from "../../example/local/index.js";
import { api } from "../../example/convex/_generated/api.js";
import type { ClerkRun } from "../../src/shared/clerk.js";
import {
  clerkUserDeletedEvent,
  clerkUserEvent,
  signWebhook,
  testWebhookSecret,
} from "../../src/testing/clerk.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { allRows } from "../example/deployedTables.js";
import { type FakeClerk, PRIVATE_MARK, startFakeClerk } from "./fakeClerk.js";

/*
 * Plays everything that has to do with a secret, well and badly, and looks for them in
 * all that a deployment lets out: what its process and the CLI print, what it answers by
 * HTTP and by WebSocket, and what it stores, from moment to moment, in every table of the
 * app and its components, with the arguments of what is scheduled.
 */

const SIX_MINUTES = 6 * 60_000;

const rotatedSecret = `whsec_${btoa("another signing key for tests")}`;
const unusableSecret = "whsec_notBase64!AndYetNobodysBusiness";
const wrongKey = "sk_test_aKeyThatClerkDoesNotKnow";
const malformedKey = "sk_test_aKeyWith a blank";

/** A user whose id goes every way that a secret must not go. */
const seenEverywhere = "user_2seenEverywhere";

const seen = {
  "an HTTP answer": new Set<string>(),
  "a message to a page": new Set<string>(),
  "a table": new Set<string>(),
  "a scheduled function": new Set<string>(),
};

const isIn = (text: string, lines: Iterable<string>) =>
  [...lines].some((line) => line.includes(text));

let example: Example;
let clerk: FakeClerk;
beforeAll(async () => {
  recordAnswers();
  example = await deployExample();
  clerk = await startFakeClerk({ users: 120, pageDelayMs: 200 });
});
afterAll(async () => {
  vi.unstubAllGlobals();
  await example?.stop();
  await clerk?.close();
});

/** Keeps what this process is answered, by clients of Convex as well. */
function recordAnswers() {
  const { fetch } = globalThis;
  vi.stubGlobal("fetch", async (...args: Parameters<typeof fetch>) => {
    const answer = await fetch(...args);
    const isLook = String(args[1]?.body).includes("_system/cli/table");
    if (!isLook) {
      const text = await answer.clone().text();
      seen["an HTTP answer"].add(JSON.stringify([[...answer.headers], text]));
    }
    return answer;
  });
}

class RecordedWebSocket extends WebSocket {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "message") seen["a message to a page"].add(String(args[0]));
    return super.emit(event, ...args);
  }
}

async function lookIntoTables() {
  for (const [table, rows] of Object.entries(await allRows(example))) {
    const isSchedule = table.endsWith(":_scheduled_functions");
    const place = seen[isSchedule ? "a scheduled function" : "a table"];
    for (const row of rows) place.add(JSON.stringify(row));
  }
}

/** Looks into the tables again and again while something is going on. */
async function whileWatchingTables(work: () => Promise<void>) {
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      await lookIntoTables();
      await sleep(20);
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await watching;
    await lookIntoTables();
  }
}

const route = (path = "/clerk-users-webhook") => example.siteUrl + path;

async function deliverAllKinds() {
  const event = clerkUserEvent("user.created", {
    id: seenEverywhere,
    private_metadata: { note: PRIVATE_MARK },
    unsafe_metadata: { note: PRIVATE_MARK },
  });
  const signed = signWebhook(event);
  const { "svix-signature": _, ...unsigned } = signed.headers;
  const requests: RequestInit[] = [
    signed,
    signed,
    { ...signed, headers: unsigned },
    { ...signed, body: `${signed.body} ` },
    signWebhook(event, { secret: rotatedSecret }),
    signWebhook(event, { sentAt: new Date(0) }),
    signWebhook({ ...event, type: 7 }),
    signWebhook("no event"),
    signWebhook({ ...event, padding: PRIVATE_MARK.repeat(20_000) }),
    signWebhook({ ...event, instance_id: "ins_of_somebody_else" }),
    signWebhook({ ...event, type: "session.created" }),
    signWebhook(clerkUserDeletedEvent("user_2neverSeen")),
  ];
  for (const path of ["/clerk-users-webhook", "/music/clerk-users-webhook"]) {
    for (const request of requests) await fetch(route(path), request);
  }
}

async function deliverUnderEverySecret() {
  for (const secret of [
    `${testWebhookSecret} ${rotatedSecret}`,
    `${unusableSecret},${rotatedSecret}`,
    unusableSecret,
    null,
    testWebhookSecret,
  ]) {
    await example.setEnv({ CLERK_WEBHOOK_SECRET: secret, CLERK_INSTANCE_ID: "ins_test" });
    await deliverAllKinds();
  }
  await example.setEnv({ CLERK_INSTANCE_ID: null });
}

type Status = Record<"lastSync" | "lastCleanup", ClerkRun | null>;

async function expectEnd(kind: keyof Status, state: ClerkRun["state"]) {
  await vi.waitFor(
    async () => {
      const status = (await example.run("clerk:status")) as Status;
      expect(status[kind]).toMatchObject({ state });
    },
    { timeout: 60_000, interval: 100 },
  );
}

async function expectSync(state: "done" | "failed") {
  await example.run("clerk:sync", { restart: true });
  await expectEnd("lastSync", state);
}

async function expectCleanup(state: "done" | "failed", args: object = {}) {
  await example.run("clerk:cleanup", args);
  await expectEnd("lastCleanup", state);
}

async function syncWellAndBadly() {
  const { secretKey } = clerk;
  await example.setEnv({ CLERK_SECRET_KEY: null });
  await expect(example.run("clerk:sync")).rejects.toThrow("CLERK_SECRET_KEY");
  for (const key of [malformedKey, wrongKey]) {
    await example.setEnv({ CLERK_SECRET_KEY: key });
    await expectSync("failed");
  }
  await example.setEnv({ CLERK_SECRET_KEY: secretKey });
  clerk.fail("/v1/instance", { kind: "redirect", location: `/${secretKey}` });
  clerk.fail(
    "/v1/users",
    { kind: "error", status: 429, retryAfter: "1" },
    { kind: "text", status: 502, text: `<i>${secretKey}</i>` },
    { kind: "drop" },
  );
  await expectSync("done");
  const errors = [{ code: secretKey, message: secretKey, long_message: secretKey }];
  const echo = JSON.stringify({ errors });
  clerk.fail("/v1/users", { kind: "error", status: 403, code: secretKey });
  await expectSync("failed");
  clerk.fail("/v1/users", { kind: "text", status: 400, text: echo });
  await expectSync("failed");
}

async function cleanUpWellAndBadly() {
  await example.advanceTime(SIX_MINUTES);
  const gone = clerk.users[1]!.id;
  clerk.removeUser(gone);
  await expectCleanup("done");
  clerk.fail(`/v1/users/${gone}`, { kind: "text", status: 403, text: clerk.secretKey });
  await expectCleanup("failed", { dryRun: false });
  await expectCleanup("done", { dryRun: false, force: true });
}

/** Calls of a user, an admin and strangers; returns the others' tokens. */
async function callWellAndBadly(token: string) {
  const impostor = await startLocalIssuer();
  const claims = { iss: example.issuer.url };
  const others = [
    await example.token(adminClerkId),
    await impostor.token({ subject: adminClerkId, claims }),
    await impostor.token({ subject: "user_2stranger" }),
  ];
  for (const shown of [token, ...others, `${token}x`]) {
    const client = await example.client();
    client.setAuth(shown);
    const calls = [
      () => client.mutation(api.users.ensureCurrent, {}),
      () => client.query(api.users.current, {}),
      () => client.query(api.admin.status, {}),
      () => client.mutation(api.users.setRole, { userId: "nobody", role: "vip" }),
      () => client.query(api.tracks.get, { id: 7 as unknown as string }),
      () => client.mutation(api.playlists.create, { title: "x".repeat(10_000) }),
    ];
    for (const call of calls) await ignoringErrors(call());
  }
  await impostor.close();
  return others;
}

/** Pages that follow a sync, and who is signed in. */
async function openPages(tokens: string[]) {
  const pages = tokens.map((token) => {
    const page = new ConvexClient(example.url, {
      webSocketConstructor: RecordedWebSocket as unknown as typeof globalThis.WebSocket,
      unsavedChangesWarning: false,
      logger: false,
    });
    page.setAuth(async () => token);
    const ignore = () => undefined;
    page.onUpdate(api.admin.status, {}, ignore, ignore);
    page.onUpdate(api.users.current, {}, ignore, ignore);
    return page;
  });
  const shown = () => isIn(seenEverywhere, seen["a message to a page"]);
  await expect.poll(shown, { timeout: 10_000 }).toBe(true);
  return pages;
}

async function useTheCli() {
  await ignoringErrors(example.cli("run", "clerk:nothing"));
  await ignoringErrors(example.cli("run", "clerk:sync", '{"key": 1}'));
  await example.cli("run", "clerk:status");
  await example.cli("data", "users", "--component", "musicLibrary", "--order", "asc");
}

async function ignoringErrors(call: Promise<unknown>) {
  await call.catch(() => undefined);
}

test("no secret is printed, answered, sent, stored or passed as an argument", async () => {
  let tokens: string[] = [];
  await example.setEnv({ CLERK_API_URL: clerk.url, CLERK_SECRET_KEY: clerk.secretKey });
  await whileWatchingTables(async () => {
    const token = await example.token(seenEverywhere);
    tokens = [token, ...(await callWellAndBadly(token))];
    await deliverUnderEverySecret();
    const pages = await openPages(tokens);
    await syncWellAndBadly();
    await useTheCli();
    for (const page of pages) await page.close();
    await cleanUpWellAndBadly();
    await example.runCron("prune deliveries and clean-up lists");
  });

  const places = {
    ...seen,
    "a line that the deployment printed": example.output,
    "a line that the CLI printed": example.printed,
  };
  const webhookSecrets = [testWebhookSecret, rotatedSecret, unusableSecret];
  const secrets = [
    ...webhookSecrets.map((secret) => secret.replace("whsec_", "")),
    ...[testWebhookSecret, rotatedSecret].map((secret) => atob(secret.slice(6))),
    ...[clerk.secretKey, wrongKey, malformedKey, PRIVATE_MARK],
    ...tokens,
  ];
  for (const [place, lines] of Object.entries(places)) {
    expect.soft(isIn(seenEverywhere, lines), `it would be seen in ${place}`).toBe(true);
    const leaked = secrets.filter((secret) => isIn(secret, lines));
    expect.soft(leaked, place).toEqual([]);
  }
}, 240_000);
