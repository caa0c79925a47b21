import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

// One more than there are processors: much of a test's time is spent waiting for
// deployments, commands and builds, which are processes of their own.
const maxWorkers = availableParallelism() + 1;

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        // What runs in Convex is tested where only web globals exist.
        test: {
          name: "convex",
          environment: "edge-runtime",
          maxWorkers,
          include: [
            "src/**/*.test.ts",
            "test/{component,client,host,security}/**/*.test.ts",
            "example/test/**/*.test.ts",
          ],
          exclude: ["src/cli/**"],
          server: { deps: { inline: ["convex-test"] } },
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "node",
          environment: "node",
          maxWorkers,
          include: [
            "src/cli/**/*.test.ts",
            "example/local/**/*.test.ts",
            "test/{packaging,example,clerk,cli,migrations,docs,load}/**/*.test.{ts,tsx}",
            "test/release/**/*.test.ts",
          ],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Builds the Next.js app, twice.
        test: {
          name: "nextjs",
          environment: "node",
          maxWorkers,
          include: ["test/nextjs/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 600_000,
        },
      },
      {
        // Last and two files at a time: a browser is busy enough by itself.
        test: {
          name: "browser",
          environment: "node",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
