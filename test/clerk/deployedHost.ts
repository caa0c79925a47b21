import { type ApiFromModules, anyApi } from "convex/server";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deployApp, repository } from "../example/deployed.js";
import { startLocalIssuer } from "../../example/local/index.js";
import type * as events from "./hostApp/convex/events.js";
import type * as playlists from "./hostApp/convex/playlists.js";
import type * as storage from "./hostApp/convex/storage.js";
import type * as tracks from "./hostApp/convex/tracks.js";
import type * as users from "./hostApp/convex/users.js";

type Modules = {
  events: typeof events;
  playlists: typeof playlists;
  storage: typeof storage;
  tracks: typeof tracks;
  users: typeof users;
};

export const hostApi = anyApi as unknown as ApiFromModules<Modules>;

/** The app in hostApp/, which has other options than the example, pushed by the real CLI. */
export async function deployHost() {
  const [directory, otherIssuer] = await Promise.all([copyHost(), startLocalIssuer()]);
  const app = await deployApp(directory, {
    env: { OTHER_ISSUER_DOMAIN: otherIssuer.url },
  });
  return {
    ...app,
    otherIssuer,
    async stop() {
      await app.stop();
      await otherIssuer.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type Host = Awaited<ReturnType<typeof deployHost>>;

/** A project of its own, with the repository as an installed package. */
async function copyHost(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "listening-host-"));
  const source = fileURLToPath(new URL("./hostApp", import.meta.url));
  await cp(source, directory, { recursive: true });
  const manifest = { name: "host", type: "module", dependencies: { convex: "*" } };
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
  const packages = join(directory, "node_modules");
  await mkdir(packages);
  await symlink(repository, join(packages, "convex-music-library"));
  await symlink(join(repository, "node_modules/convex"), join(packages, "convex"));
  return directory;
}
