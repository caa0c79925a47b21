import { ConvexHttpClient } from "convex/browser";
import { makeFunctionReference, type PaginationResult } from "convex/server";
import { isMusicLibraryError } from "../../shared/errors.js";
import type {
  ExportedItem,
  ExportedPlaylist,
  ExportedTrack,
  ImportResult,
  ItemRow,
  PlaylistRow,
  TrackRow,
} from "../../shared/importRows.js";
import { CommandError, messageOf } from "../errors.js";
import type { DeploymentTarget } from "./deploymentTarget.js";
import { retryingFetch } from "./retryingFetch.js";

/** The rows that each table imports. */
export type Rows = { tracks: TrackRow; playlists: PlaylistRow; playlist_tracks: ItemRow };
/** The rows that each table exports. */
export type Exported = {
  tracks: ExportedTrack;
  playlists: ExportedPlaylist;
  playlist_tracks: ExportedItem;
};

/** The tables of a deployment. */
export type DeployedTable = keyof Rows;

const functions = {
  tracks: ["importTracks", "exportTracks"],
  playlists: ["importPlaylists", "exportPlaylists"],
  playlist_tracks: ["importPlaylistTracks", "exportPlaylistTracks"],
} as const;

const ROWS_PER_PAGE = 500;

/** Calls the migration functions that a host mounts in its deployment. */
export class Deployment {
  readonly #client: ConvexHttpClient;

  /** @param module The module that the host mounts them in, such as `migrations`. */
  constructor(
    { url, adminKey }: DeploymentTarget,
    private readonly module: string,
  ) {
    this.#client = new ConvexHttpClient(url, {
      logger: false,
      skipConvexDeploymentUrlCheck: true,
      fetch: retryingFetch(),
    });
    // The client has this method, but its types do not.
    (this.#client as unknown as { setAdminAuth(key: string): void }).setAdminAuth(
      adminKey,
    );
  }

  async importRows<T extends DeployedTable>(table: T, rows: Rows[T][]) {
    const name = `${this.module}:${functions[table][0]}`;
    const reference = makeFunctionReference<
      "mutation",
      { rows: Rows[T][] },
      ImportResult
    >(name);
    return await withExplainedErrors(name, () =>
      this.#client.mutation(reference, { rows }),
    );
  }

  /** Reads all rows of a table, page by page. */
  async *exportRows<T extends DeployedTable>(table: T): AsyncGenerator<Exported[T][]> {
    const name = `${this.module}:${functions[table][1]}`;
    type Page = PaginationResult<Exported[T]>;
    type Args = { paginationOpts: { numItems: number; cursor: string | null } };
    const reference = makeFunctionReference<"query", Args, Page>(name);
    for (let cursor: string | null = null; ;) {
      const paginationOpts = { numItems: ROWS_PER_PAGE, cursor };
      const result: Page = await withExplainedErrors(name, () =>
        this.#client.query(reference, { paginationOpts }),
      );
      yield result.page;
      if (result.isDone) return;
      cursor = result.continueCursor;
    }
  }
}

/** Adds the name of the function to an error, and how to mount a missing one. */
async function withExplainedErrors<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const message = isMusicLibraryError(error) ? error.data.message : messageOf(error);
    const hint = /could not find (public )?function/i.test(message)
      ? " Mount library.internal.migrations in convex/migrations.ts and deploy, or name its module with --module."
      : "";
    throw new CommandError(`${name} failed: ${message}${hint}`);
  }
}
