import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { preview } from "vite";
import { type Cast, seed } from "../../example/demo/seed.js";
import { type Stage, type StageOptions, startStage } from "../../example/demo/stage.js";
import { run } from "../../example/local/index.js";
import { launchBrowser } from "./chromium.js";
import { type Visitor, visitorOf, type VisitorOptions } from "./visitor.js";

const require = createRequire(import.meta.url);
const configFile = fileURLToPath(
  new URL("../../example/vite.config.ts", import.meta.url),
);

/** The demo with the page built as for production, and a browser. */
export type World = {
  stage: Stage;
  cast: Cast;
  url: string;
  browser: Browser;
  /** Somebody with a browser of their own, at no page yet or signed in. */
  visitor: (options?: VisitorOptions) => Promise<Visitor>;
  end: () => Promise<void>;
};

export async function startWorld(options: StageOptions = {}): Promise<World> {
  const stage = await startStage(options);
  const cast = await seed(stage);
  const page = await servePage(stage);
  const browser = await launchBrowser();
  return {
    stage,
    cast,
    url: page.url,
    browser,
    visitor: (visitorOptions) => visitorOf(browser, page.url, visitorOptions),
    end: async () => {
      await browser.close();
      await page.close();
      await stage.stop();
    },
  };
}

async function servePage(stage: Stage) {
  const outDir = await mkdtemp(join(tmpdir(), "page-"));
  await buildPage(stage, outDir);
  const server = await preview({
    configFile,
    build: { outDir },
    preview: { host: "127.0.0.1" },
    logLevel: "silent",
  });
  const { port } = server.httpServer.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  stage.accounts.allowPage(url);
  return {
    url,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
}

/** In a process of its own, as here it would be built for a test. */
async function buildPage(stage: Stage, outDir: string) {
  const vite = join(dirname(require.resolve("vite/package.json")), "bin", "vite.js");
  const args = [vite, "build", "--config", configFile, "--outDir", outDir];
  const { exitCode, stdout, stderr } = await run(process.execPath, args, {
    env: {
      ...process.env,
      NODE_ENV: "production",
      VITE_CONVEX_URL: stage.url,
      VITE_ACCOUNTS_URL: stage.accounts.url,
      VITE_CLERK_PUBLISHABLE_KEY: "",
    },
  });
  if (exitCode !== 0) throw new Error(`The page can't be built:\n${stdout}${stderr}`);
}
