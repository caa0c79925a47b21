import { MusicLibrary } from "convex-music-library";
import { components, internal } from "./_generated/api";
import { env } from "./_generated/server";

// TypeScript can't infer the type, because `internal` includes the files that import this one.
export const library: MusicLibrary = new MusicLibrary(components.musicLibrary, {
  onUserEvent: internal.members.onUserEvent,
  fileMigration: {
    allowedHosts: env.FILE_MIGRATION_HOSTS?.split(",") ?? [],
    allowPrivateHosts: env.FILE_MIGRATION_PRIVATE_HOSTS === "true",
  },
});
