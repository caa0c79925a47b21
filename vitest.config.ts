import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    silent: "passed-only",
    projects: [
      {
        // What runs in Convex is tested where only web globals exist.
        test: {
          name: "convex",
          environment: "edge-runtime",
          include: ["src/**/*.test.ts", "test/{component,client,host}/**/*.test.ts"],
          exclude: ["src/cli/**"],
          server: { deps: { inline: ["convex-test"] } },
        },
      },
      {
        test: {
          name: "node",
          environment: "node",
          include: [
            "src/cli/**/*.test.ts",
            "test/{local,packaging,example,clerk,cli,migrations}/**/*.test.{ts,tsx}",
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
          include: ["test/nextjs/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 600_000,
        },
      },
      {
        // Last and one file at a time: a browser is busy enough by itself.
        test: {
          name: "browser",
          environment: "node",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
