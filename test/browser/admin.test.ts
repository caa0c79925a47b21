import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasNoBrowser } from "./chromium.js";
import type { Visitor } from "./visitor.js";
import { startWorld, type World } from "./world.js";

const MINUTE = 60_000;
const USERS = 343; // three in the cast, and the listeners of before the webhook

describe.skipIf(hasNoBrowser)("the admin's view of Clerk", () => {
  let world: World;
  let admin: Visitor;

  beforeAll(async () => {
    world = await startWorld({ answerDelayMs: 300 });
    admin = await world.visitor({ as: "admin" });
    await admin.visit("/admin/clerk");
  });
  afterAll(async () => {
    await world?.end();
  });

  const panel = (name: string) => admin.page.getByRole("region", { name, exact: true });
  const progress = (name: string) => admin.page.getByRole("progressbar", { name });

  test("tells that the webhook gets through, and of the latest delivery", async () => {
    await panel("Webhook").getByText("Last delivery just now.").waitFor();
    world.stage.accounts.accounts.create({
      name: "Amy Beach",
      email: "amy@example.com",
    });
    const created = panel("Webhook").locator("dd").first();
    await expect.poll(() => created.textContent()).toBe("4");
  });

  test("a sync can be stopped, goes on, and brings everybody over", async () => {
    const sync = panel("Sync");
    await sync.getByRole("button", { name: "Sync now" }).click();
    await sync.getByText(/^[12]00 of 344 users$/).waitFor();
    const share = Number(await progress("Sync with Clerk").getAttribute("aria-valuenow"));
    expect([100, 200]).toContain(share);
    await sync.getByRole("button", { name: "Stop the sync" }).click();
    await sync.getByText("Stopped").waitFor();
    await sync.getByRole("button", { name: "Go on" }).click();
    await sync.getByText("Done").waitFor();
    await sync.getByText("344 of 344 users").waitFor();
  });

  test("the list of users grows as one scrolls, to its end", async () => {
    const { page } = admin;
    await page.getByRole("link", { name: "Users" }).click();
    const rows = page.getByRole("combobox", { name: /^Role of/ });
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(USERS);
    await expect
      .poll(
        async () => {
          await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
          return await rows.count();
        },
        { timeout: 30_000 },
      )
      .toBe(USERS + 1);
  });

  test("a clean-up lists who has left unnoticed, and deletes them when told to", async () => {
    const { accounts } = world.stage.accounts;
    const leaver = accounts.all().find(({ name }) => name === "Listener 007")!;
    accounts.remove(leaver.id, { silently: true });
    await letTimePass(world, 6 * MINUTE);

    await admin.page.getByRole("link", { name: "Clerk" }).click();
    const cleanup = panel("Clean-up");
    await cleanup.getByRole("button", { name: "Look for them" }).click();
    await cleanup.getByText("Listener 007").waitFor();
    await cleanup.getByText("Done").waitFor();
    await cleanup.getByRole("button", { name: "Delete them" }).click();
    await admin.page
      .getByRole("dialog")
      .getByRole("button", { name: "Delete them" })
      .click();
    await cleanup.getByText("Deleted").locator("xpath=../dd").getByText("1").waitFor();
    expect(admin.complaints).toEqual([]);
  });
});

async function letTimePass({ stage }: World, milliseconds: number) {
  const answer = await fetch(`${stage.url}/api/local/time/advance`, {
    method: "POST",
    headers: {
      authorization: `Convex ${stage.adminKey}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ milliseconds }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
