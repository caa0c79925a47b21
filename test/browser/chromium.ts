import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

const executablePath = places.find((path) => path !== undefined && existsSync(path));

/** Whether the browser tests can't run. In CI that is a failure. */
export const hasNoBrowser = executablePath === undefined;

if (hasNoBrowser) {
  const advice = "Chromium is missing: apt-get install chromium, or set CHROMIUM_PATH.";
  if (process.env.CI) throw new Error(advice);
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
