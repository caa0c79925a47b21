import { ConvexHttpClient } from "convex/browser";
import { type ApiFromModules, anyApi } from "convex/server";
import type { GenericId } from "convex/values";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { convexCli, spawnLocalDeployment } from "../../example/local/index.js";
import { repository } from "../example/deployed.js";
import type * as playlists from "./baseline/convex/playlists.js";
import type * as seed from "./baseline/convex/seed.js";
import type * as storage from "./baseline/convex/storage.js";
import type * as tracks from "./baseline/convex/tracks.js";
import { trackTitles } from "./titles.js";

type Modules = {
  playlists: typeof playlists;
  seed: typeof seed;
  storage: typeof storage;
  tracks: typeof tracks;
};

export const plainApi = anyApi as unknown as ApiFromModules<Modules>;

const PLAYLISTS = 60;
const MAX_ROWS_A_CALL = 500;

/** The plain functions that the library replaces, on a deployment of their own. */
export async function deployPlain() {
  const directory = await mkdtemp(join(tmpdir(), "plain-functions-"));
  const source = fileURLToPath(new URL("./baseline", import.meta.url));
  await cp(source, directory, { recursive: true });
  await symlink(join(repository, "node_modules"), join(directory, "node_modules"));
  const deployment = await spawnLocalDeployment();
  const stop = async () => {
    await deployment.stop();
    await rm(directory, { recursive: true, force: true });
  };
  const args = ["deploy", "--codegen", "disable", "--typecheck", "disable"];
  const pushed = await convexCli(args, { ...deployment, cwd: directory });
  if (pushed.exitCode !== 0) {
    await stop();
    throw new Error(pushed.stdout + pushed.stderr);
  }
  return { ...deployment, stop };
}

/** The same tracks and playlists as the library's, in the plain tables. */
export async function startPlain({ url }: { url: string }) {
  const client = new ConvexHttpClient(url, { logger: false });
  const create = () => client.mutation(plainApi.playlists.create, { title: "Mix" });
  const playlistId = await create();
  for (let i = 0; i < PLAYLISTS; i++) await create();
  return { client, playlistId, trackIds: [] as GenericId<"tracks">[] };
}

export type Plain = Awaited<ReturnType<typeof startPlain>>;

export async function growPlain({ client, playlistId, trackIds }: Plain, count: number) {
  await client.mutation(plainApi.seed.keepPlaylists, { count: 1 + PLAYLISTS });
  while (trackIds.length < count) {
    const from = trackIds.length;
    const titles = trackTitles(from, Math.min(from + MAX_ROWS_A_CALL, count));
    const args = { playlistId, from, titles };
    trackIds.push(...(await client.mutation(plainApi.seed.addTracks, args)));
  }
}
