import { library } from "./library";

// The same as in clerk.ts and migrations.ts, for the admins who are signed in to the web page.
export const { sync, cleanup, stop, status, candidates } = library.api.clerk;
export const { startFileMigration, migrateTrackFile } = library.api.migrations;
export const { pauseFileMigration, resumeFileMigration, stopFileMigration } =
  library.api.migrations;
export const { fileMigration, fileMigrationFailures, removeSources } =
  library.api.migrations;
