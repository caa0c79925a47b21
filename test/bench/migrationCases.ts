import { api } from "../../example/convex/_generated/api.js";
import type { LibraryCase } from "./cases.js";
import type { Library } from "./library.js";

/** An address where nobody answers, so that a copy is tried again and its run stays on. */
export const unreachableFiles = {
  FILE_MIGRATION_HOSTS: "127.0.0.1:9",
  FILE_MIGRATION_PRIVATE_HOSTS: "true",
};

// What giving work to a pool costs depends on what the pool is doing at that moment.
const growth = "not with the number of tracks, but with the state of the work pool";

const SCANNED = 200;

/** Calls of the migration of files, and of its state. */
export const migrationCases: LibraryCase<Library>[] = [
  {
    name: "migrations.startFileMigration",
    path: "admin:startFileMigration",
    prepare: async (library) => {
      await stopRun(library);
      return () => library.admin.mutation(api.admin.startFileMigration, {});
    },
    least: () => ({ read: 1, written: 1 }),
    growth,
  },
  {
    name: "migrations.migrateTrackFile",
    path: "admin:migrateTrackFile",
    prepare: async (library) => {
      await stopRun(library);
      const id = await trackElsewhere(library);
      return () => library.admin.mutation(api.admin.migrateTrackFile, { id });
    },
    least: () => ({ read: 2, written: 2 }),
    growth,
  },
  {
    name: "migrations.pauseFileMigration",
    path: "admin:pauseFileMigration",
    prepare: async (library) => {
      await startRun(library);
      return () => library.admin.mutation(api.admin.pauseFileMigration, {});
    },
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "migrations.resumeFileMigration",
    path: "admin:resumeFileMigration",
    prepare: async (library) => {
      await startRun(library);
      await library.admin.mutation(api.admin.pauseFileMigration, {});
      return () => library.admin.mutation(api.admin.resumeFileMigration, {});
    },
    least: () => ({ read: 2, written: 1 }),
    growth,
  },
  {
    name: "migrations.stopFileMigration",
    path: "admin:stopFileMigration",
    prepare: async (library) => {
      await startRun(library);
      return () => library.admin.mutation(api.admin.stopFileMigration, {});
    },
    least: () => ({ read: 2, written: 1 }),
  },
  {
    name: "migrations.fileMigration",
    path: "admin:fileMigration",
    prepare: async (library) => {
      await startRun(library);
      await stopRun(library);
      return () => library.admin.query(api.admin.fileMigration, {});
    },
    least: () => ({ read: 2, written: 0 }),
  },
  {
    name: "migrations.fileMigrationFailures",
    how: "none yet",
    path: "admin:fileMigrationFailures",
    prepare: async (library) => {
      const runId = await startRun(library);
      await stopRun(library);
      const paginationOpts = { numItems: 50, cursor: null };
      return () =>
        library.admin.query(api.admin.fileMigrationFailures, { runId, paginationOpts });
    },
    least: () => ({ read: 1, written: 0 }),
  },
  {
    name: "migrations.removeSources",
    how: "the first batch, of tracks that have none",
    path: "admin:removeSources",
    prepare:
      ({ admin }) =>
      () =>
        admin.mutation(api.admin.removeSources, {}),
    least: (n) => ({ read: 1 + Math.min(n, SCANNED), written: 0 }),
  },
];

async function startRun(library: Library): Promise<string> {
  await stopRun(library);
  const id = await trackElsewhere(library);
  return await library.admin.mutation(api.admin.migrateTrackFile, { id });
}

async function stopRun({ admin }: Library) {
  await admin.mutation(api.admin.stopFileMigration, {});
}

async function trackElsewhere({ maker }: Library): Promise<string> {
  const track = { title: "New song", artist: "Band", isLoop: false };
  const src = `https://${unreachableFiles.FILE_MIGRATION_HOSTS}/song.mp3`;
  return await maker.mutation(api.tracks.create, { ...track, src });
}
