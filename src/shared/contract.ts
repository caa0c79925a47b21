import { clerk } from "./clerk.js";
import { fileMigrations, migrations } from "./migrations.js";
import { playlists } from "./playlists.js";
import { storage, storageScripts } from "./storage.js";
import { tracks } from "./tracks.js";
import { users, userScripts } from "./users.js";

/*
 * What the library offers, area by area: the one list of functions from which the
 * component takes its arguments and results, and the client class the functions that it
 * mounts and its ctx-first methods.
 *
 * The component's function of the same name takes the arguments given there, and who calls
 * under which settings beside them.
 */

/** What a host mounts for its clients. */
export const contract = {
  users,
  tracks,
  playlists,
  storage,
  clerk,
  migrations: fileMigrations,
};

/** What a host mounts as internal functions; they act on the host's behalf. */
export const internalContract = {
  users: userScripts,
  storage: storageScripts,
  clerk,
  migrations: { ...fileMigrations, ...migrations },
};
