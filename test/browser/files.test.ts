import { ConvexHttpClient } from "convex/browser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "../../example/convex/_generated/api.js";
import { type FileServer, startFileServer } from "../migrations/fileServer.js";
import { hasNoBrowser } from "./chromium.js";
import type { Visitor } from "./visitor.js";
import { startWorld, type World } from "./world.js";

const FILES = 12;
const SLOW_MS = 1_000;

describe.skipIf(hasNoBrowser)("the admin's view of files", () => {
  let world: World;
  let server: FileServer;
  let admin: Visitor;

  beforeAll(async () => {
    server = await startFileServer();
    world = await startWorld({
      env: {
        FILE_MIGRATION_HOSTS: new URL(server.origin).host,
        FILE_MIGRATION_PRIVATE_HOSTS: "true",
      },
      processEnv: { NODE_EXTRA_CA_CERTS: server.certificateFile },
    });
    const { stage, cast } = world;
    const client = new ConvexHttpClient(stage.url, { logger: false });
    client.setAuth(await stage.token(cast.vip.id));
    for (let number = 1; number <= FILES; number++) {
      const path = `/song-${number}.mp3`;
      server.serve(path, { size: 1_000 * number, delayMs: SLOW_MS });
      const src = server.origin + (number === FILES ? "/gone.mp3" : path);
      const fields = { title: `Old song ${number}`, artist: "Band", isLoop: false };
      await client.mutation(api.tracks.create, { ...fields, src });
    }
    admin = await world.visitor({ as: "admin" });
    await admin.visit("/admin/files");
  });
  afterAll(async () => {
    await world?.end();
    await server?.close();
  });

  test("a migration is paused, goes on, and tells what it could not copy", async () => {
    const { page } = admin;
    await page.getByRole("button", { name: "Start the migration" }).click();
    const said = page.getByText(new RegExp(`^[1-9] of ${FILES} files$`));
    await said.waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused").waitFor();
    const bar = page.getByRole("progressbar", { name: "File migration" });
    expect(Number(await bar.getAttribute("aria-valuenow"))).toBeLessThan(FILES);
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByText("Done").waitFor();
    await page.getByText(`${FILES} of ${FILES} files`).waitFor();
    const failures = page.getByRole("group", { name: "Files that could not be copied" });
    await failures.getByText(`Old song ${FILES}`).waitFor();
    expect(admin.complaints).toEqual([]);
  });
});
