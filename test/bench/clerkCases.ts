import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import type { Library } from "./library.js";

// A key that nobody takes, and an address where nobody answers: what a run does in the
// background is not measured.
const unreachable = {
  CLERK_SECRET_KEY: "sk_test_unreachable",
  CLERK_API_URL: "http://127.0.0.1:9",
};

// What a start costs depends on what the work pool is doing at that moment.
const growth = "not with the number of items, but with the state of the work pool";

/** Calls of the sync and the clean-up with Clerk, and of their state. */
export const clerkCases: LibraryCase<Library>[] = [
  {
    name: "clerk.status",
    path: "admin:status",
    prepare:
      ({ admin }) =>
      () =>
        admin.query(api.admin.status, {}),
    // The last delivery, and the counts.
    least: () => ({ read: 1 + 2, written: 0 }),
  },
  {
    name: "clerk.sync",
    how: "to start it",
    path: "admin:sync",
    prepare: async (library) => {
      await stopRuns(library);
      return () => library.admin.mutation(api.admin.sync, { restart: true });
    },
    least: () => ({ read: 1, written: 1 }),
    growth,
  },
  {
    name: "clerk.cleanup",
    how: "to start it",
    path: "admin:cleanup",
    prepare: async (library) => {
      await stopRuns(library);
      return () => library.admin.mutation(api.admin.cleanup, {});
    },
    least: () => ({ read: 1, written: 1 }),
    growth,
  },
  {
    name: "clerk.stop",
    path: "admin:stop",
    prepare: async (library) => {
      // A sync keeps trying for a while; a clean-up without an instance fails at once.
      await stopRuns(library);
      await library.admin.mutation(api.admin.sync, { restart: true });
      return () => library.admin.mutation(api.admin.stop, {});
    },
    least: () => ({ read: 1 + 1, written: 1 }),
  },
  {
    name: "clerk.candidates",
    how: "none found yet",
    path: "admin:candidates",
    prepare: async (library) => {
      const runId = await startCleanup(library);
      await stopRuns(library);
      const paginationOpts = { numItems: 50, cursor: null };
      return () => library.admin.query(api.admin.candidates, { runId, paginationOpts });
    },
    least: () => ({ read: 1, written: 0 }),
  },
];

async function startCleanup(library: Library): Promise<string> {
  await stopRuns(library);
  return await library.admin.mutation(api.admin.cleanup, {});
}

async function stopRuns({ example, admin }: Library) {
  await example.setEnv(unreachable);
  await admin.mutation(api.admin.stop, {});
}
