import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

const executablePath = findBrowser();

/** Whether the browser tests can't run. With REQUIRE_CHROMIUM set that is an error. */
export const hasNoBrowser = executablePath === undefined;

if (hasNoBrowser) {
  const advice = "Chromium is missing: apt-get install chromium, or set CHROMIUM_PATH.";
  if (process.env.REQUIRE_CHROMIUM) throw new Error(advice);
  process.stderr.write(`The browser tests are skipped. ${advice}\n`);
}

/** Starts a browser that asks nothing of the network by itself. */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--mute-audio",
    ],
  });
}

/** The browser that is named, or one in the path. */
function findBrowser(): string | undefined {
  const { CHROMIUM_PATH, PATH = "" } = process.env;
  const inPath = NAMES.flatMap((name) =>
    PATH.split(delimiter).map((folder) => join(folder, name)),
  );
  return [CHROMIUM_PATH ?? "", ...inPath].find((path) => existsSync(path));
}
