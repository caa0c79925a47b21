import { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import type { Account } from "../../example/local/index.js";
import { hasNoBrowser } from "./chromium.js";
import type { Visitor } from "./visitor.js";
import { startWorld, type World } from "./world.js";

describe.skipIf(hasNoBrowser)("what each role sees, and reads when refused", () => {
  let world: World;
  let vip: ConvexHttpClient;
  let admin: ConvexHttpClient;
  const ids = new Map<string, string>();

  const clientOf = async ({ id }: Account) => {
    const client = new ConvexHttpClient(world.stage.url, { logger: false });
    client.setAuth(await world.stage.token(id));
    return client;
  };

  beforeAll(async () => {
    world = await startWorld();
    vip = await clientOf(world.cast.vip);
    admin = await clientOf(world.cast.admin);
    for (const { title, _id } of await vip.query(api.tracks.list, {}))
      ids.set(title, _id);
    for (const { title, _id } of await vip.query(api.playlists.mine, {})) {
      ids.set(title, _id);
    }
  });
  afterAll(async () => {
    await world?.end();
  });

  const trackPath = (title: string) => `/tracks/${ids.get(title)}`;
  const playlistPath = (title: string) => `/playlists/${ids.get(title)}`;

  test.each([
    { who: "nobody", as: null, links: ["Library", "Playlists"], tracks: 6 },
    { who: "a guest", as: "guest", links: ["Library", "Playlists"], tracks: 6 },
    { who: "a vip", as: "vip", links: ["Library", "Playlists", "Upload"], tracks: 8 },
    {
      who: "an admin",
      as: "admin",
      links: ["Library", "Playlists", "Upload", "Admin"],
      tracks: 8,
    },
  ] as const)("$who sees the ways and the tracks that are theirs", async (seen) => {
    const visitor = await world.visitor(seen.as ? { as: seen.as } : {});
    const { page } = visitor;
    await visitor.visit("/");
    const ways = page.getByRole("navigation", { name: "Main" }).getByRole("link");
    expect(await ways.allTextContents()).toEqual(seen.links);
    expect(await page.locator("main li").count()).toBe(seen.tracks);
    const add = page.getByRole("button", { name: /^Add .* to a playlist$/ });
    expect(await add.count()).toBe(seen.as ? seen.tracks : 0);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  test.each([
    { who: "nobody", as: null, text: "Sign in to upload", path: () => "/upload" },
    { who: "a guest", as: "guest", text: "Uploading is for vips", path: () => "/upload" },
    { who: "nobody", as: null, text: "This is for admins", path: () => "/admin/users" },
    { who: "a vip", as: "vip", text: "This is for admins", path: () => "/admin/clerk" },
    {
      who: "nobody",
      as: null,
      text: "There is nothing to hear here",
      path: () => trackPath("Second Draft"),
    },
    {
      who: "a guest",
      as: "guest",
      text: "There is nothing to hear here",
      path: () => trackPath("Voice Memo, 3 a.m."),
    },
    {
      who: "a guest",
      as: "guest",
      text: "There is nothing to see here",
      path: () => playlistPath("Demos to finish"),
    },
  ] as const)("$who reads $text", async ({ as, text, path }) => {
    const visitor = await world.visitor(as ? { as } : {});
    await visitor.visit(path());
    await visitor.page.getByText(text).waitFor();
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  test.each([
    { who: "nobody", as: null, canReorder: false, canShare: false },
    { who: "a guest", as: "guest", canReorder: true, canShare: false }, // works on it with the owner
    { who: "a vip", as: "vip", canReorder: true, canShare: true },
    { who: "an admin", as: "admin", canReorder: true, canShare: true },
  ] as const)("$who is offered what they may do with a playlist", async (offered) => {
    const visitor = await world.visitor(offered.as ? { as: offered.as } : {});
    const { page } = visitor;
    await visitor.visit(playlistPath("Slow morning"));
    await page.getByText("First Light").waitFor();
    const handle = page.getByRole("button", { name: "Move First Light", exact: true });
    if (offered.canReorder) await handle.waitFor();
    expect(await handle.count()).toBe(offered.canReorder ? 1 : 0);
    const share = page.getByRole("button", { name: "Share" });
    expect(await share.count()).toBe(offered.canShare ? 1 : 0);
    await visitor.leave();
  });

  test("only owners and admins are offered to edit a track", async () => {
    for (const [as, edits] of [
      [null, 0],
      ["guest", 0],
      ["vip", 1],
      ["admin", 1],
    ] as const) {
      const visitor = await world.visitor(as ? { as } : {});
      await visitor.visit(trackPath("First Light"));
      const editor = visitor.page.getByRole("heading", { name: "Edit" });
      if (edits > 0) await editor.waitFor();
      expect(await editor.count()).toBe(edits);
      await visitor.leave();
    }
  });

  /** Takes out the one refusal that the client wrote to the console. */
  function expectRefusal({ complaints }: Visitor, code: string) {
    expect(complaints.filter((text) => !text.includes(code))).toEqual([]);
    expect(complaints).toHaveLength(1);
  }

  test("the last admin reads why they stay one", async () => {
    const visitor = await world.visitor({ as: "admin" });
    await visitor.visit("/admin/users");
    const role = visitor.page.getByLabel("Role of Grace Hopper");
    await role.selectOption("guest");
    await visitor.page.getByText("This is the last admin.").waitFor();
    expect(await role.inputValue()).toBe("admin");
    expectRefusal(visitor, "CONFLICT");
    await visitor.leave();
  });

  test("a blank title is told in words, and nothing is lost", async () => {
    const visitor = await world.visitor({ as: "vip" });
    await visitor.visit(trackPath("First Light"));
    await visitor.page.getByLabel("Title").fill("   ");
    await visitor.page.getByRole("button", { name: "Save" }).click();
    await visitor.page
      .getByRole("alert")
      .getByText("The title can’t be empty.")
      .waitFor();
    expect(await visitor.page.getByLabel("Artist").inputValue()).toBe("Low Tide");
    expectRefusal(visitor, "INVALID_ARGUMENT");
    await visitor.leave();
  });

  test("a file that is no audio is refused in words before it is sent", async () => {
    const visitor = await world.visitor({ as: "vip" });
    await visitor.visit("/upload");
    await visitor.page.getByLabel("Audio files").setInputFiles({
      name: "notes.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("not a song"),
    });
    await visitor.page.getByText("This kind of file can’t be used.").waitFor();
    const add = visitor.page.getByRole("button", { name: "Add to the library" });
    expect(await add.isDisabled()).toBe(true);
    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });

  test("who loses the role while a form is open reads it, and is shown out", async () => {
    const visitor = await world.visitor({ as: "vip" });
    const { page } = visitor;
    await visitor.visit("/upload");
    const user = await vip.query(api.users.current, {});
    await admin.mutation(api.users.setRole, { userId: user!._id, role: "guest" });
    await page.getByText("Uploading is for vips").waitFor();
    await admin.mutation(api.users.setRole, { userId: user!._id, role: "vip" });
    await page.getByText("Drop audio files here").waitFor();
    await visitor.leave();
  });

  test("who was deleted elsewhere is told so", async () => {
    const visitor = await world.visitor();
    const { page } = visitor;
    await visitor.visit("/");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Name").fill("Fanny Hensel");
    await page.getByLabel("E-mail").fill("fanny@example.com");
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByRole("button", { name: "Account of Fanny Hensel" }).waitFor();
    const { accounts } = world.stage.accounts;
    accounts.remove(accounts.all().find(({ name }) => name === "Fanny Hensel")!.id);
    await page.getByText("This account has been deleted.").waitFor();
    expectRefusal(visitor, "USER_DELETED");
    await visitor.leave();
  });

  test("somebody is found by name and works on a playlist, live", async () => {
    const owner = await world.visitor({ as: "guest" });
    const guest = await clientOf(world.cast.guest);
    const mine = await guest.query(api.playlists.mine, {});
    const path = `/playlists/${mine.find(({ title }) => title === "Night drive")!._id}`;
    const helper = await world.visitor({ as: "vip" });
    await helper.visit(path);
    const handle = helper.page.getByRole("button", {
      name: "Move Kitchen Radio",
      exact: true,
    });
    expect(await handle.count()).toBe(0);

    await owner.visit(path);
    await owner.page.getByRole("button", { name: "Share" }).click();
    await owner.page.getByLabel("Find somebody").fill("ada");
    await owner.page.getByRole("button", { name: "Add Ada Lovelace" }).click();
    await handle.waitFor();
    await owner.page.getByRole("button", { name: "Remove Ada Lovelace" }).click();
    await handle.waitFor({ state: "detached" });
    for (const visitor of [owner, helper]) {
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    }
  });
});
