import type { Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { wavFile } from "../../example/demo/wav.js";
import { hasNoBrowser } from "./chromium.js";
import type { Visitor } from "./visitor.js";
import { startWorld, type World } from "./world.js";

/*
 * The whole way of one person, in the order of the tests: each goes on where the one
 * before ended. An admin and a stranger look on in browsers of their own.
 */
describe.skipIf(hasNoBrowser)("from sign-up to goodbye", () => {
  let world: World;
  let clara: Visitor;
  let admin: Visitor;
  let stranger: Visitor;

  beforeAll(async () => {
    world = await startWorld();
    clara = await world.visitor();
    admin = await world.visitor({ as: "admin" });
    stranger = await world.visitor();
  });
  afterEach(() => {
    for (const { complaints } of [clara, admin, stranger]) expect(complaints).toEqual([]);
  });
  afterAll(async () => {
    await world?.end();
  });

  test("she signs up, and the webhook tells the library of her", async () => {
    const { page } = clara;
    await clara.visit("/");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Name").fill("Clara Schumann");
    await page.getByLabel("E-mail").fill("clara@example.com");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("button", { name: "Account of Clara Schumann" }).waitFor();

    await admin.visit("/admin/users");
    const row = admin.page.getByRole("listitem").filter({ hasText: "Clara Schumann" });
    await row.getByText("by webhook").waitFor();
    expect(await row.getByRole("combobox").inputValue()).toBe("guest");
  });

  test("an admin makes her a vip, and she sees at once that she may upload", async () => {
    const upload = clara.page.getByRole("link", { name: "Upload" });
    expect(await upload.count()).toBe(0);
    await admin.page.getByLabel("Role of Clara Schumann").selectOption("vip");
    await upload.waitFor();
  });

  test("she uploads a file, sees it progress, and makes a track of it", async () => {
    const { page } = clara;
    await page.getByRole("link", { name: "Upload" }).click();
    await slowDown(clara);
    const seen = await valuesOf(clara);
    await page
      .getByLabel("Audio files")
      .setInputFiles(await soundFile("07 Träumerei.wav"));
    const card = page.getByRole("article", { name: "07 Träumerei.wav" });
    expect(await card.getByLabel("Title").inputValue()).toBe("Träumerei");
    await card.getByLabel("Artist").fill("Clara Schumann");
    await card.getByText("Uploaded", { exact: true }).waitFor();
    const values = await seen();
    expect(values.filter((value) => value > 0 && value < 1).length).toBeGreaterThan(1);
    expect(values).toEqual(values.toSorted((a, b) => a - b));

    await card.getByRole("button", { name: "Add to the library" }).click();
    await page.getByRole("link", { name: "Open the track" }).click();
    await page.getByRole("heading", { level: 1, name: "Träumerei" }).waitFor();
  });

  test("she gives it a cover, and takes it back", async () => {
    const { page } = clara;
    const drawn = page.getByRole("img", { name: "Drawn cover of Träumerei" });
    await drawn.waitFor();
    await page.getByLabel("Description").fill("A pale square");
    await page.getByLabel("Picture of the cover").setInputFiles({
      name: "cover.png",
      mimeType: "image/png",
      buffer: await drawn.screenshot(),
    });
    const cover = page.getByRole("img", { name: "A pale square" });
    await cover.waitFor();
    await expect
      .poll(() => cover.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    await page.getByRole("button", { name: "Remove it" }).click();
    await drawn.waitFor();
  });

  test("she plays it, and the audio's own clock moves", async () => {
    const { page } = clara;
    await page.getByRole("button", { name: "Play Träumerei by Clara Schumann" }).click();
    await clara.page.waitForFunction(() => (window.played?.currentTime ?? 0) > 0.2);
    const [before, after] = await page.evaluate(async () => {
      const first = window.played!.currentTime;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return [first, window.played!.currentTime];
    });
    expect(after).toBeGreaterThan(before!);
    await page.locator('[data-waveform="drawn"] > div').waitFor();

    const player = page.getByRole("region", { name: "Player" });
    await player.getByRole("button", { name: "Pause" }).click();
    expect(await page.evaluate(() => window.played!.paused)).toBe(true);
    await player.getByRole("slider", { name: "Position" }).focus();
    const at = await page.evaluate(() => window.played!.currentTime);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((time) => window.played!.currentTime > time + 3, at);
  });

  test("she makes a playlist and fills it from the library", async () => {
    const { page } = clara;
    await page.getByRole("link", { name: "Playlists" }).click();
    await page.getByLabel("New playlist").fill("Evening");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { level: 1, name: "Evening" }).waitFor();
    await page.getByRole("link", { name: "Add some from the library" }).click();
    for (const title of ["Träumerei", "First Light", "Paper Boats"]) {
      await page.getByRole("button", { name: `Add ${title} to a playlist` }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Evening" }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    await page.getByRole("link", { name: "Playlists" }).click();
    await page.getByRole("link", { name: "Evening" }).click();
    await shows(clara, ["Träumerei", "First Light", "Paper Boats"]);
  });

  test("she drags a track to the front, and it stays there", async () => {
    const { page } = clara;
    const handle = page.getByRole("button", { name: "Move Paper Boats", exact: true });
    const target = page.getByRole("button", { name: "Move Träumerei", exact: true });
    await drag(handle, target);
    await shows(clara, ["Paper Boats", "Träumerei", "First Light"]);
    await page.reload();
    await shows(clara, ["Paper Boats", "Träumerei", "First Light"]);
  });

  test("she moves a track with the keyboard, and hears where it is", async () => {
    const { page } = clara;
    await clara.settle();
    await page.getByRole("button", { name: "Move Paper Boats", exact: true }).focus();
    await page.keyboard.press("Space");
    await page.getByText("Paper Boats is picked up, at place 1 of 3.").waitFor();
    await page.keyboard.press("ArrowDown");
    await page.getByText("Paper Boats is at place 2 of 3.").waitFor();
    await page.keyboard.press("Space");
    await shows(clara, ["Träumerei", "Paper Boats", "First Light"]);
    await page.reload();
    await shows(clara, ["Träumerei", "Paper Boats", "First Light"]);
  });

  test("a stranger with the link sees the playlist change live", async () => {
    const { page } = clara;
    await page.getByRole("button", { name: "Share" }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByLabel("Link").inputValue();
    await page.getByRole("button", { name: "Close" }).click();

    await stranger.visit(new URL(link).pathname);
    await shows(stranger, ["Träumerei", "Paper Boats", "First Light"]);
    await page
      .getByRole("button", { name: "Remove Paper Boats from the playlist" })
      .click();
    await shows(stranger, ["Träumerei", "First Light"]);
    await page.getByRole("button", { name: "Edit the playlist" }).click();
    await page.getByLabel("Title").fill("Late evening");
    await page.getByRole("button", { name: "Save" }).click();
    await stranger.page
      .getByRole("heading", { level: 1, name: "Late evening" })
      .waitFor();
    await stranger.page
      .getByRole("button", { name: "Play Träumerei by Clara Schumann" })
      .click();
    await stranger.page.waitForFunction(() => (window.played?.currentTime ?? 0) > 0.2);
  });

  test("a guest again, she may not upload any more, at once", async () => {
    const upload = clara.page.getByRole("link", { name: "Upload" });
    await upload.waitFor();
    await admin.page.getByLabel("Role of Clara Schumann").selectOption("guest");
    await upload.waitFor({ state: "detached" });
  });

  test("she deletes her account; her playlist's link ends and she is gone", async () => {
    const { page } = clara;
    await page.getByRole("button", { name: "Account of Clara Schumann" }).click();
    await page.getByRole("button", { name: "Delete account" }).click();
    await page.getByRole("button", { name: "Delete my account" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();

    await stranger.page.getByText("This link doesn’t work any more").waitFor();
    await admin.page.getByText("Clara Schumann").waitFor({ state: "detached" });
  });
});

/** The playlist's tracks in their order, as soon as they are these. */
async function shows({ page }: Visitor, titles: string[]) {
  const names = page.locator("main ol > li p:first-child");
  await expect.poll(() => names.allTextContents(), { timeout: 10_000 }).toEqual(titles);
}

/** As a hand does: in several steps. */
async function drag(handle: Locator, target: Locator) {
  const page = handle.page();
  const middleOf = async (locator: Locator) => {
    const box = (await locator.boundingBox())!;
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };
  await page.mouse.move(...(await middleOf(handle)));
  await page.mouse.down();
  const [x, y] = await middleOf(target);
  await page.mouse.move(x, y + 30, { steps: 8 });
  await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
}

async function soundFile(name: string) {
  const tones = Array.from({ length: 40 }, (_, tone) => 262 * 2 ** ((tone % 12) / 12));
  const file = wavFile(tones);
  return {
    name,
    mimeType: file.type,
    buffer: Buffer.from(await file.arrayBuffer()),
  };
}

const SLOW_BYTES_A_SECOND = 600_000;

/** Slows the upload down to that of a real connection. */
async function slowDown({ page }: Visitor) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: SLOW_BYTES_A_SECOND,
  });
}

/** Notes every value that a progress bar takes from now on, from 0 to 1. */
async function valuesOf({ page }: Visitor): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const values: number[] = [];
    new MutationObserver(() => {
      const bar = document.querySelector('[role="progressbar"]');
      const [now, max] = ["aria-valuenow", "aria-valuemax"].map((name) =>
        Number(bar?.getAttribute(name) ?? NaN),
      );
      const value = now! / max!;
      if (Number.isFinite(value) && values.at(-1) !== value) values.push(value);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(window, { progressValues: values });
  });
  return () =>
    page.evaluate(
      () => (window as unknown as { progressValues: number[] }).progressValues,
    );
}
