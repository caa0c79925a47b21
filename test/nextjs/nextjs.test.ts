import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { startLocalIssuer } from "../../example/local/index.js";
import { hasNoBrowser, launchBrowser } from "../browser/chromium.js";
import { adminClerkId, deployExample, type Example } from "../example/deployed.js";
import { type App, buildApp, installApp, startApp } from "./app.js";
import { complaintsOf, watchFor } from "./browser.js";
import { type ClerkInstance, startClerkInstance } from "./clerkInstance.js";
import { type FetchedPage, pagesOf } from "./pages.js";

const BUILD_TIMEOUT_MS = 600_000;
const strangerId = "user_stranger";
const notFoundText = "There is no such page, or it is not for you to see.";

let example: Example;
let app: App;
let page: (path: string, cookie?: string) => Promise<FetchedPage>;
let library: Awaited<ReturnType<typeof fillLibrary>>;

beforeAll(async () => {
  await installApp();
  example = await deployExample();
  library = await fillLibrary();
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await example?.stop();
});

/** Tracks and playlists of the admin. */
async function fillLibrary() {
  const owner = await example.client(adminClerkId);
  const track = (title: string) =>
    owner.mutation(api.tracks.create, {
      title,
      artist: "Ada Lovelace",
      isLoop: false,
      src: `https://files.example.com/${encodeURIComponent(title)}.mp3`,
    });
  const rising = await track("Rising");
  const falling = await track("Falling & landing");
  const resting = await track("Resting");
  const playlist = async (title: string, visibility: "public" | "private") => {
    const id = await owner.mutation(api.playlists.create, { title, visibility });
    for (const trackId of [falling, rising]) {
      await owner.mutation(api.playlists.addTrack, { playlistId: id, trackId });
    }
    return id;
  };
  const open = await playlist("Study", "public");
  const secret = await playlist("Secret plans", "private");
  const lent = await playlist("Lent out", "private");
  return {
    owner,
    resting,
    open,
    secret,
    lent,
    shareToken: await owner.mutation(api.playlists.share, { id: lent }),
  };
}

async function serve(variables: Record<string, string>) {
  const all = { ...variables, NEXT_PUBLIC_CONVEX_URL: example.url };
  await buildApp(all);
  app = await startApp(all);
  page = pagesOf(app.url);
}

let browser: Browser | undefined;
afterEach(async () => {
  await browser?.close();
  browser = undefined;
});

/** A page of a fresh browser, with these cookies. */
async function openBrowser(cookies = ""): Promise<Page> {
  browser = await launchBrowser();
  const context = await browser.newContext();
  const pairs = cookies.split("; ").filter(Boolean);
  await context.addCookies(
    pairs.map((pair) => {
      const [name, value] = pair.split("=") as [string, string];
      return { name, value, url: app.url };
    }),
  );
  return context.newPage();
}

describe("without a Clerk key", () => {
  const cookieOf = (token: string) => `development_token=${token}`;
  const signedIn = async (subject: string) => cookieOf(await example.token(subject));

  beforeAll(() => serve({}), BUILD_TIMEOUT_MS);
  afterAll(() => app?.stop());

  describe("the server renders, with no need of JavaScript,", () => {
    test("a public playlist with its tracks in order", async () => {
      const { status, text, title } = await page(`/playlists/${library.open}`);
      expect(status).toBe(200);
      expect(title).toBe("Study · Music library");
      expect(text).toMatch(/Study.*Falling &amp; landing.*Ada Lovelace.*Rising/);
    });

    test("the list of the playlists that the caller may see", async () => {
      const { text } = await page("/");
      expect(text).toContain("Study 2 tracks");
      expect(text).not.toContain("Secret plans");
      const { text: ownersText } = await page("/", await signedIn(adminClerkId));
      expect(ownersText).toContain("Secret plans");
    });

    test("a private playlist for who has its link", async () => {
      const { text, html } = await page(`/shared/${library.shareToken}`);
      expect(text).toMatch(/Lent out.*Rising/);
      expect(html).toContain('<meta name="robots" content="noindex"');
    });

    test("one's own private playlist, for nobody's cache", async () => {
      const path = `/playlists/${library.secret}`;
      const { status, text, headers } = await page(path, await signedIn(adminClerkId));
      expect(status).toBe(200);
      expect(text).toContain("Secret plans");
      expect(headers.get("cache-control")).toMatch(/private.*no-store/);
    });

    test("one's own playlists on the protected page", async () => {
      const { status, text } = await page(
        "/playlists/mine",
        await signedIn(adminClerkId),
      );
      expect(status).toBe(200);
      expect(text).toMatch(/My playlists.*Study.*Secret plans/);
    });
  });

  test("somebody else's private playlist is not found, and tells nothing", async () => {
    const path = `/playlists/${library.secret}`;
    for (const cookie of ["", await signedIn(strangerId)]) {
      const { status, html } = await page(path, cookie);
      expect(status).toBe(404);
      expect(html).toContain(notFoundText);
      expect(html).not.toContain("Secret plans");
    }
  });

  test.each([
    "/playlists/nothing",
    "/playlists/a.html",
    "/playlists/%F0%9F%8E%B5",
    "/shared/nothing",
    "/nothing",
  ])("%s is not found", async (path) => {
    const { status, html } = await page(path);
    expect(status).toBe(404);
    expect(html).toContain(notFoundText);
  });

  test("the protected page sends who is signed out to the sign-in page", async () => {
    const { status, location } = await page("/playlists/mine");
    expect(status).toBe(307);
    expect(new URL(location!, app.url).pathname).toBe("/sign-in");
    expect((await page("/sign-in")).text).toContain("No Clerk key is set");
  });

  test("a forged token shows nothing", async () => {
    const impostor = await startLocalIssuer();
    const claims = { iss: example.issuer.url };
    const forged = await impostor.token({ subject: adminClerkId, claims });
    await impostor.close();
    for (const path of ["/playlists/mine", `/playlists/${library.secret}`]) {
      const { status, html } = await page(path, cookieOf(forged));
      expect(status).toBe(500);
      expect(html).not.toContain("Secret plans");
    }
  });

  describe.skipIf(hasNoBrowser)("in a browser", () => {
    test("a public playlist is live after the server rendered it", async () => {
      const { owner, open: playlistId, resting: trackId } = library;
      const tab = await openBrowser();
      const complaints = complaintsOf(tab);
      await tab.goto(`${app.url}/playlists/${playlistId}`);
      await tab.evaluate(() => Object.assign(window, { wasLoadedOnce: true }));
      await tab.getByText("Sign in").waitFor();
      expect(await tab.locator("li").count()).toBe(2);

      await owner.mutation(api.playlists.addTrack, { playlistId, trackId });
      await tab.locator("li", { hasText: "Resting" }).waitFor();
      await owner.mutation(api.playlists.removeTrack, { playlistId, trackId });
      await tab.locator("li", { hasText: "Resting" }).waitFor({ state: "detached" });
      expect(await tab.evaluate(() => "wasLoadedOnce" in window)).toBe(true);
      expect(complaints).toEqual([]);
    });

    test("a private playlist is never away while its owner's browser signs in", async () => {
      const { owner, secret: id } = library;
      const tab = await openBrowser(await signedIn(adminClerkId));
      const complaints = complaintsOf(tab);
      const absences = await watchFor(tab, "Secret plans");
      await tab.goto(`${app.url}/playlists/${id}`);
      await tab.getByText("(admin)").waitFor();
      await owner.mutation(api.playlists.update, { id, description: "For Tuesday" });
      await tab.getByText("For Tuesday").waitFor();
      expect(await absences()).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test("what is not found says so", async () => {
      const tab = await openBrowser(await signedIn(strangerId));
      await tab.goto(`${app.url}/playlists/${library.secret}`);
      await tab.getByText(notFoundText).waitFor();
    });

    test("a playlist that is taken away says so", async () => {
      const { owner } = library;
      const playlist = { title: "Short-lived", visibility: "public" } as const;
      const id = await owner.mutation(api.playlists.create, playlist);
      const tab = await openBrowser();
      await tab.goto(`${app.url}/playlists/${id}`);
      await tab.getByText("Sign in").waitFor();
      await owner.mutation(api.playlists.remove, { id });
      await tab.getByText("This playlist is no longer here.").waitFor();
    });

    test("somebody new signs in with a token, has an account, and signs out", async () => {
      const tab = await openBrowser();
      const complaints = complaintsOf(tab);
      await tab.goto(`${app.url}/playlists/mine`);
      await tab.getByLabel("Token").fill(await example.token("user_new"));
      await tab.getByRole("button", { name: "Sign in" }).click();
      await tab.getByText("There are no playlists yet.").waitFor();
      await tab.getByText("(guest)").waitFor();
      const newUser = await example.client("user_new");
      await newUser.mutation(api.playlists.create, { title: "My first" });
      await tab.getByRole("link", { name: "My first" }).waitFor();
      await tab.getByRole("button", { name: "Sign out" }).click();
      await tab.getByRole("link", { name: "Sign in" }).waitFor();
      expect(complaints).toEqual([]);
    });
  });
});

describe("with Clerk's own SDK and the keys of a local instance", () => {
  let clerk: ClerkInstance;

  beforeAll(async () => {
    clerk = await startClerkInstance(example.issuer);
    await serve(clerk.variables);
  }, BUILD_TIMEOUT_MS);
  afterAll(async () => {
    await app?.stop();
    await clerk?.close();
  });

  test("public pages need no sign-in", async () => {
    const { status, text } = await page(`/playlists/${library.open}`);
    expect(status).toBe(200);
    expect(text).toMatch(/Study.*Rising/);
  });

  test("the protected page sends who is signed out to sign in, and back", async () => {
    const { status, location } = await page("/playlists/mine");
    expect(status).toBe(307);
    const target = new URL(location!, app.url);
    expect(target.pathname).toBe("/sign-in");
    expect(target.searchParams.get("redirect_url")).toBe(`${app.url}/playlists/mine`);
  });

  test.each([
    ["the Convex integration", "convex"],
    ["a JWT template", undefined],
  ])("a session's pages are rendered with a token of %s", async (_, audience) => {
    const cookie = await clerk.cookies(adminClerkId, { audience });
    const mine = await page("/playlists/mine", cookie);
    expect(mine.status).toBe(200);
    expect(mine.text).toContain("Secret plans");
    const stranger = await clerk.cookies(strangerId, { audience });
    expect((await page(`/playlists/${library.secret}`, cookie)).status).toBe(200);
    expect((await page(`/playlists/${library.secret}`, stranger)).status).toBe(404);
  });

  test("a session with a wrong signature is none", async () => {
    const [session, ...rest] = (await clerk.cookies(adminClerkId)).split("; ");
    const cookie = [`${session!.slice(0, -4)}AAAA`, ...rest].join("; ");
    expect((await page("/playlists/mine", cookie)).status).toBe(307);
    expect((await page(`/playlists/${library.secret}`, cookie)).status).toBe(404);
  });

  test.each(["/playlists/nothing", "/playlists/a.html", "/shared/nothing", "/nothing"])(
    "%s is not found",
    async (path) => {
      expect((await page(path)).status).toBe(404);
    },
  );

  test.skipIf(hasNoBrowser)(
    "what the server rendered stays while the browser waits for Clerk's script",
    async () => {
      const tab = await openBrowser(await clerk.cookies(adminClerkId));
      const complaints = complaintsOf(tab);
      const absences = await watchFor(tab, "Secret plans");
      const connected = tab.waitForEvent("websocket");
      await tab.goto(`${app.url}/playlists/${library.secret}`);
      await connected;
      await tab.waitForTimeout(1_000);
      expect(await absences()).toEqual([]);
      const others = complaints.filter((text) => !text.includes("Failed to load"));
      expect(others).toEqual([]);
    },
  );
});
