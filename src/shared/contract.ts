import { clerk } from "./clerk.js";
import { fileMigrations, migrations } from "./migrations.js";
import { playlists } from "./playlists.js";
import { storage, storageScripts } from "./storage.js";
import { tracks } from "./tracks.js";
import { users, userScripts } from "./users.js";

/*
 * What the library offers, area by area. The component takes arguments and results from
 * here, and the client class the functions that it mounts and its ctx-first methods. The
 * component's function of the same name takes the caller beside them, and the host's
 * settings where it needs them.
 */

// The types are named so that an editor finds an operation's documentation and definition
// in the file of its area.
type Contract = {
  users: typeof users;
  tracks: typeof tracks;
  playlists: typeof playlists;
  storage: typeof storage;
  clerk: typeof clerk;
  migrations: typeof fileMigrations;
};

/** What a host mounts for its clients. */
export const contract: Contract = {
  users,
  tracks,
  playlists,
  storage,
  clerk,
  migrations: fileMigrations,
};

type InternalContract = {
  users: typeof userScripts;
  storage: typeof storageScripts;
  clerk: typeof clerk;
  migrations: typeof fileMigrations & typeof migrations;
};

/** What a host mounts as internal functions. They act on the host's behalf. */
export const internalContract: InternalContract = {
  users: userScripts,
  storage: storageScripts,
  clerk,
  migrations: { ...fileMigrations, ...migrations },
};
