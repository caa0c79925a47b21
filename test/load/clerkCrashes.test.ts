import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import {
  type FakeClerk,
  fakeClerkUser,
  fakeClerkUserId,
  startFakeClerk,
} from "../clerk/fakeClerk.js";
import { deployExample, type Example } from "../example/deployed.js";
import { crashEverywhere, finishBackground } from "./crashes.js";

/* What the background does with Clerk's Backend API ends the same wherever it dies. */

const USERS = 101; // more than a page
const GONE = 21; // more than are deleted at once
const SIX_MINUTES = 6 * 60_000;

// Dozens of runs on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

let app: Example;
let clerk: FakeClerk;
/** The same instance, when some have left. */
let laterClerk: FakeClerk;
beforeAll(async () => {
  const users = Array.from({ length: USERS }, (_, i) => fakeClerkUser(i));
  clerk = await startFakeClerk({ users });
  laterClerk = await startFakeClerk({ users: users.slice(GONE) });
  app = await deployExample({ env: { CLERK_SECRET_KEY: clerk.secretKey } });
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([clerk?.close(), laterClerk?.close()]);
});

const connectTo = ({ url }: FakeClerk) => app.setEnv({ CLERK_API_URL: url });

test("a sync", async () => {
  const outcome = await crashEverywhere(app, {
    prepare: () => connectTo(clerk),
    start: () => app.run("clerk:sync"),
    tables: ["users", "runs", "counters", "members"],
  });
  expect(outcome.users).toHaveLength(USERS);
  expect(outcome.members).toHaveLength(USERS);
  expect(outcome.runs).toMatchObject([
    { kind: "sync", state: "done", total: USERS, done: USERS, created: USERS },
  ]);
});

test("a clean-up", async () => {
  const outcome = await crashEverywhere(app, {
    async prepare() {
      await connectTo(clerk);
      await app.run("clerk:sync");
      await finishBackground(app);
      await app.advanceTime(SIX_MINUTES);
      await connectTo(laterClerk);
    },
    start: () => app.run("clerk:cleanup", { dryRun: false, force: true }),
    tables: ["users", "deletedUsers", "cleanupCandidates", "runs", "members"],
  });
  expect(outcome.users).toHaveLength(USERS - GONE);
  expect(outcome.deletedUsers).toHaveLength(GONE);
  expect(outcome.cleanupCandidates).toEqual([]);
  expect(outcome.runs).toContainEqual(
    expect.objectContaining({ kind: "cleanup", state: "done", deleted: GONE, failed: 0 }),
  );
});

test("the profile of somebody whose token tells nothing", async () => {
  const outcome = await crashEverywhere(app, {
    prepare: () => connectTo(clerk),
    async start() {
      const user = await app.client(fakeClerkUserId(1));
      await user.mutation(api.users.ensureCurrent, {});
    },
    tables: ["users", "counters", "members"],
  });
  expect(outcome.users).toMatchObject([{ name: "First1 Last1", syncedBy: "backfill" }]);
});
