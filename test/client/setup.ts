import { convexTest } from "convex-test";
import {
  type ApiFromModules,
  anyApi,
  componentsGeneric,
  httpRouter,
  mutationGeneric,
} from "convex/server";
import { v } from "convex/values";
import { register } from "../../src/test.js";
import type { ComponentApi } from "../../src/component/_generated/component.js";
import { MusicLibrary, type MusicLibraryOptions } from "../../src/client/index.js";

const components = componentsGeneric() as unknown as { musicLibrary: ComponentApi };

/** A host app with nothing but the library, under the given options. */
export function startHost(options?: MusicLibraryOptions, webhookPath?: string) {
  const library = new MusicLibrary(components.musicLibrary, options);
  const http = httpRouter();
  library.registerRoutes(http, webhookPath === undefined ? {} : { path: webhookPath });
  const host = {
    /** A host's function that acts on its own behalf, whoever calls it. */
    createAsSystem: mutationGeneric({
      args: { title: v.string() },
      returns: v.string(),
      handler: (ctx, { title }) =>
        library.system.tracks.create(ctx, { title, artist: "Host", isLoop: false }),
    }),
    requireVip: mutationGeneric({
      args: {},
      returns: v.string(),
      handler: async (ctx) => (await library.users.require(ctx, "vip")).name,
    }),
  };
  const modules = {
    users: { ...library.api.users, ...library.internal.users },
    tracks: library.api.tracks,
    playlists: library.api.playlists,
    storage: library.api.storage,
    host,
  };
  const t = convexTest({
    modules: {
      "./_generated/api.js": async () => ({}),
      "./http.js": async () => ({ default: http }),
      ...Object.fromEntries(
        Object.entries(modules).map(([name, module]) => [
          `./${name}.js`,
          async () => module,
        ]),
      ),
    },
    transactionLimits: true,
  });
  register(t);
  return { t, api: anyApi as unknown as ApiFromModules<typeof modules> };
}

export type Host = ReturnType<typeof startHost>;

export function tokenOf(subject: string, claims: Record<string, unknown> = {}) {
  const issuer = "https://clerk.example.com";
  return { subject, issuer, tokenIdentifier: `${issuer}|${subject}`, ...claims };
}
