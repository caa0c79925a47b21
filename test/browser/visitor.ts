import type { Browser, BrowserContextOptions, Page, WebSocket } from "playwright-core";

export type VisitorOptions = BrowserContextOptions & {
  /** Which role's account to sign in to. */
  as?: "guest" | "vip" | "admin";
};

/** Somebody at a browser of their own. */
export type Visitor = {
  page: Page;
  /** The sockets that the page has opened since it was last loaded or before. */
  sockets: WebSocket[];
  /** What the page complained of. Take out what a test provokes. */
  complaints: string[];
  /** Goes to a view and waits until nothing is loading any more. */
  visit: (path: string) => Promise<void>;
  /** Waits until nothing is loading any more. */
  settle: () => Promise<void>;
  /** How far what was shown has jumped since the page was loaded. */
  layoutShift: () => Promise<number>;
  leave: () => Promise<void>;
};

/** What the page keeps for the tests; see `watchPage`. */
declare global {
  interface Window {
    layoutShift: number;
    played: HTMLMediaElement | undefined;
  }
}

export async function visitorOf(
  browser: Browser,
  url: string,
  { as, ...options }: VisitorOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url, ...options });
  await context.addInitScript(watchPage);
  const page = await context.newPage();
  const complaints: string[] = [];
  const sockets: WebSocket[] = [];
  page.on("websocket", (socket) => sockets.push(socket));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });

  const settle = async () => {
    await page.locator(".animate-breathe").first().waitFor({ state: "detached" });
    await page.waitForFunction(() => document.fonts.status === "loaded");
  };
  const visit = async (path: string) => {
    await page.goto(path);
    await page.locator("h1").first().waitFor();
    await settle();
  };
  if (as !== undefined) {
    await visit("/");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: `${as}@example.com` }).click();
    await page.getByRole("button", { name: /^Account of/ }).waitFor();
  }
  return {
    page,
    sockets,
    complaints,
    visit,
    settle,
    layoutShift: () => page.evaluate(() => window.layoutShift),
    leave: () => context.close(),
  };
}

/** Runs in the page before anything else. */
function watchPage() {
  window.layoutShift = 0;
  type LayoutShift = PerformanceEntry & { value: number; hadRecentInput: boolean };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as LayoutShift[]) {
      if (!entry.hadRecentInput) window.layoutShift += entry.value;
    }
  }).observe({ type: "layout-shift", buffered: true });

  // The player's audio element is not in the document.
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    window.played = this;
    return play.call(this);
  };
}
