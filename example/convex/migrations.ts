import { library } from "./library";

export const { importTracks, importPlaylists, importPlaylistTracks } =
  library.internal.migrations;
export const { exportTracks, exportPlaylists, exportPlaylistTracks } =
  library.internal.migrations;
