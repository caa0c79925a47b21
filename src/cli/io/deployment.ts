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
import { CommandError, messageOf, UsageError } from "../errors.js";
import { retryingFetch } from "./retryingFetch.js";

/** Where a deployment is, and the key that opens its internal functions. */
export type Target = { url: string; adminKey: string };

type Environment = Record<string, string | undefined>;

/**
 * Finds out which deployment is meant. The key comes from the environment alone: what
 * is an argument can be read by others. Throws `UsageError`.
 */
export function targetOf(url: string | undefined, env: Environment): Target {
  const deployKey = env.CONVEX_DEPLOY_KEY || undefined;
  const selfHostedKey = env.CONVEX_SELF_HOSTED_ADMIN_KEY || undefined;
  const adminKey = selfHostedKey ?? deployKey;
  if (adminKey === undefined) {
    throw new UsageError("Set CONVEX_DEPLOY_KEY or CONVEX_SELF_HOSTED_ADMIN_KEY.");
  }
  if (selfHostedKey !== undefined && deployKey !== undefined) {
    throw new UsageError(
      "Set either CONVEX_DEPLOY_KEY or CONVEX_SELF_HOSTED_ADMIN_KEY, not both.",
    );
  }
  const known =
    selfHostedKey === undefined
      ? env.CONVEX_URL || urlOfDeployKey(adminKey)
      : env.CONVEX_SELF_HOSTED_URL || env.CONVEX_URL;
  return { url: checkedUrl(url ?? known), adminKey };
}

/** `prod:happy-animal-123|…` says where it belongs; a key of a whole project does not. */
function urlOfDeployKey(key: string): string | undefined {
  const name = /^(?:\w+:)?([a-z]+-[a-z]+-\d+)\|/.exec(key)?.[1];
  return name && `https://${name}.convex.cloud`;
}

function checkedUrl(text: string | undefined): string {
  if (!text) throw new UsageError("Say with --url or CONVEX_URL which deployment.");
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(url?.hostname ?? "");
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLocal)) {
    return url.origin;
  }
  throw new UsageError("The URL of the deployment must begin with https://.");
}

/** The rows that each table takes. */
export type Rows = { tracks: TrackRow; playlists: PlaylistRow; playlist_tracks: ItemRow };
/** The rows that each table gives. */
export type Exported = {
  tracks: ExportedTrack;
  playlists: ExportedPlaylist;
  playlist_tracks: ExportedItem;
};

/** The tables that a deployment takes and gives. */
export type DeployedTable = keyof Rows;

const functions = {
  tracks: ["importTracks", "exportTracks"],
  playlists: ["importPlaylists", "exportPlaylists"],
  playlist_tracks: ["importPlaylistTracks", "exportPlaylistTracks"],
} as const;

const ROWS_A_PAGE = 500;

/** The functions for migrations that a host mounts in its deployment. */
export class Deployment {
  readonly #client: ConvexHttpClient;

  /** @param module Where the host mounts them, as `migrations`. */
  constructor(
    { url, adminKey }: Target,
    private readonly module: string,
  ) {
    this.#client = new ConvexHttpClient(url, {
      logger: false,
      skipConvexDeploymentUrlCheck: true,
      fetch: retryingFetch(),
    });
    // The client has it, its types don't.
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
    return await explained(name, () => this.#client.mutation(reference, { rows }));
  }

  /** All rows of a table, page by page. */
  async *exportRows<T extends DeployedTable>(table: T): AsyncGenerator<Exported[T][]> {
    const name = `${this.module}:${functions[table][1]}`;
    type Page = PaginationResult<Exported[T]>;
    type Args = { paginationOpts: { numItems: number; cursor: string | null } };
    const reference = makeFunctionReference<"query", Args, Page>(name);
    for (let cursor: string | null = null; ;) {
      const paginationOpts = { numItems: ROWS_A_PAGE, cursor };
      const result: Page = await explained(name, () =>
        this.#client.query(reference, { paginationOpts }),
      );
      yield result.page;
      if (result.isDone) return;
      cursor = result.continueCursor;
    }
  }
}

/** Says which function failed, and what a missing one needs. */
async function explained<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const message = isMusicLibraryError(error) ? error.data.message : messageOf(error);
    const hint = /could not find (public )?function/i.test(message)
      ? " Mount library.internal.migrations in convex/migrations.ts and deploy it, or name the module with --module."
      : "";
    throw new CommandError(`${name} failed: ${message}${hint}`);
  }
}
