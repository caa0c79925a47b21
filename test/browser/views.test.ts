import axe from "axe-core";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ConvexHttpClient } from "convex/browser";
import { api } from "../../example/convex/_generated/api.js";
import { hasNoBrowser } from "./chromium.js";
import type { Visitor, VisitorOptions } from "./visitor.js";
import { startWorld, type World } from "./world.js";

const screenshots = fileURLToPath(
  new URL("../../artifacts/screenshots/", import.meta.url),
);

const looks = [
  { look: "desktop-light", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { look: "desktop-dark", colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  { look: "phone-light", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

const MAX_LAYOUT_SHIFT = 0.02;

/** A view: where it is, and what to do there first. */
type View = {
  name: string;
  path: () => string;
  open?: (visitor: Visitor) => Promise<void>;
};

describe.skipIf(hasNoBrowser)("every view", () => {
  let world: World;
  let publicPlaylist: string;
  let publicTrack: string;
  let shareToken: string;

  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true });
    world = await startWorld();
    const { stage, cast } = world;
    const vip = new ConvexHttpClient(stage.url, { logger: false });
    vip.setAuth(await stage.token(cast.vip.id));
    const mine = await vip.query(api.playlists.mine, {});
    publicPlaylist = mine.find(({ visibility }) => visibility === "public")!._id;
    shareToken = await vip.mutation(api.playlists.share, { id: publicPlaylist });
    publicTrack = (await vip.query(api.tracks.list, {}))[0]!._id;
  });
  afterAll(async () => {
    await world?.end();
  });

  const press = (name: string) => async (visitor: Visitor) => {
    await visitor.page.getByRole("button", { name, exact: true }).first().click();
    await visitor.page.getByRole("dialog").waitFor();
    await visitor.settle();
  };
  const library: View = { name: "library", path: () => "/" };
  const playlists: View = { name: "playlists", path: () => "/playlists" };
  const playlist: View = { name: "playlist", path: () => `/playlists/${publicPlaylist}` };
  const track: View = { name: "track", path: () => `/tracks/${publicTrack}` };
  const upload: View = { name: "upload", path: () => "/upload" };
  const playing: View = {
    ...library,
    name: "playing",
    open: async ({ page }) => {
      await page.getByRole("button", { name: /^Play Harbour Lamps/ }).click();
      await page.locator('[data-waveform="drawn"] > div').waitFor();
    },
  };
  const found: View = {
    ...library,
    name: "search",
    open: async ({ page }) => {
      await page.getByRole("searchbox").fill("night");
      await page.getByText("2 tracks found").waitFor();
    },
  };

  const views: Record<"signed-out" | "guest" | "vip" | "admin", View[]> = {
    "signed-out": [
      library,
      playing,
      found,
      { ...library, name: "sign-in", open: press("Sign in") },
      playlists,
      playlist,
      track,
      upload,
      { name: "shared", path: () => `/shared/${shareToken}` },
      { name: "shared-ended", path: () => "/shared/nothing" },
      { name: "admin", path: () => "/admin" },
      { name: "not-found", path: () => "/nothing/here" },
    ],
    guest: [
      library,
      { ...library, name: "account", open: press("Account of Alan Turing guest") },
      { ...library, name: "add", open: press("Add First Light to a playlist") },
      playlists,
      playlist,
      upload,
    ],
    vip: [
      library,
      playlists,
      playlist,
      { ...playlist, name: "share", open: press("Share") },
      { ...playlist, name: "edit", open: press("Edit the playlist") },
      { ...playlist, name: "delete", open: press("Delete the playlist") },
      track,
      upload,
    ],
    admin: [
      { name: "users", path: () => "/admin/users" },
      { name: "clerk", path: () => "/admin/clerk" },
      { name: "files", path: () => "/admin/files" },
    ],
  };

  const cases = Object.keys(views).flatMap((role) =>
    looks.map((look) => ({ role: role as keyof typeof views, ...look })),
  );
  test.each(cases)(
    "is accessible, still and quiet to $role ($look)",
    async ({ role, look, colorScheme, viewport }) => {
      const options: VisitorOptions = { colorScheme, viewport };
      const visitor = await world.visitor(
        role === "signed-out" ? options : { ...options, as: role },
      );
      const found: Record<string, unknown> = {};
      for (const view of views[role]) {
        await visitor.visit(view.path());
        const shift = await visitor.layoutShift();
        if (shift >= MAX_LAYOUT_SHIFT) found[`${view.name}: layout shift`] = shift;
        await view.open?.(visitor);
        const faults = await faultsOf(visitor);
        if (faults.length > 0) found[view.name] = faults;
        await visitor.page.screenshot({
          path: `${screenshots}${role}-${view.name}-${look}.png`,
        });
      }
      expect(found).toEqual({});
      expect(visitor.complaints).toEqual([]);
      await visitor.leave();
    },
    180_000,
  );

  test.each(["nobody", "vip"] as const)(
    "to %s the first list comes with the first answer, on one connection",
    async (who) => {
      const visitor = await world.visitor(who === "vip" ? { as: who } : {});
      visitor.sockets.length = 0;
      const answers: string[] = [];
      visitor.page.on("websocket", (socket) =>
        socket.on("framereceived", ({ payload }) => answers.push(String(payload))),
      );
      await visitor.visit("/");
      await visitor.page.getByText("First Light").waitFor();
      expect(visitor.sockets).toHaveLength(1);
      const withResults = answers.filter((answer) => answer.includes("QueryUpdated"));
      expect(withResults[0]).toContain("First Light");
      await visitor.leave();
    },
  );
});

/** What axe finds wrong with what is shown, in short. */
async function faultsOf({ page }: Visitor) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    async () => await (window as unknown as { axe: typeof axe }).axe.run(document),
  );
  return violations.map(({ id, nodes }) => ({
    id,
    nodes: nodes
      .slice(0, 3)
      .map(({ html, failureSummary }) => ({ html, failureSummary })),
  }));
}
