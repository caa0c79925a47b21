import { library } from "./library";

export const { importTracks, importPlaylists, importPlaylistTracks } =
  library.internal.migrations;
export const { exportTracks, exportPlaylists, exportPlaylistTracks } =
  library.internal.migrations;
export const { startFileMigration, migrateTrackFile } = library.internal.migrations;
export const { pauseFileMigration, resumeFileMigration, stopFileMigration } =
  library.internal.migrations;
export const { fileMigration, fileMigrationFailures, removeSources } =
  library.internal.migrations;
