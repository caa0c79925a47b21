import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../../example/local/index.js";
import { repository } from "./deployed.js";

const require = createRequire(import.meta.url);

/** Builds the page, and returns its scripts as one text. */
async function builtPage(env: Record<string, string>): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "page-"));
  try {
    const vite = join(dirname(require.resolve("vite/package.json")), "bin", "vite.js");
    const config = ["--config", "example/vite.config.ts", "--outDir", outDir];
    const { exitCode, stderr } = await run(process.execPath, [vite, "build", ...config], {
      cwd: repository,
      env: {
        ...process.env,
        NODE_ENV: "production",
        VITE_CONVEX_URL: "https://a.convex.cloud",
        ...env,
      },
    });
    // On a busy machine Vite adds which plugins took long.
    expect(stderr.replace(/^.*\[PLUGIN_TIMINGS\][^]*$/, "")).toBe("");
    expect(exitCode).toBe(0);
    const assets = join(outDir, "assets");
    const scripts = (await readdir(assets)).filter((name) => name.endsWith(".js"));
    const texts = scripts.map((name) => readFile(join(assets, name), "utf8"));
    return (await Promise.all(texts)).join("\n");
  } finally {
    await rm(outDir, { recursive: true });
  }
}

const ofClerk = "__clerk";
const ofThisMachine = "Accounts of this machine";

test("with a key of Clerk's the page signs in with Clerk, and with nothing else", async () => {
  const clerkKey = `pk_test_${btoa("some.clerk.accounts.dev$")}`;
  const page = await builtPage({ VITE_CLERK_PUBLISHABLE_KEY: clerkKey });
  expect(page).toContain(clerkKey);
  expect(page).toContain(ofClerk);
  expect(page).not.toContain(ofThisMachine);
});

test("without one it signs in with the accounts of this machine", async () => {
  const page = await builtPage({ VITE_CLERK_PUBLISHABLE_KEY: "" });
  expect(page).toContain(ofThisMachine);
  expect(page).not.toContain(ofClerk);
});
