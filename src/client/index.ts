import {
  type Auth,
  createFunctionHandle,
  type FunctionReference,
  type HttpRouter,
} from "convex/server";
import type { ComponentApi } from "../component/_generated/component.js";
import { anonymousCaller, callerFromIdentity, systemCaller } from "../shared/caller.js";
import { contract, internalContract } from "../shared/contract.js";
import { refuse } from "../shared/errors.js";
import { uploadPolicyOf } from "../shared/media.js";
import { requireRole, type Role } from "../shared/permissions.js";
import { defaultSettings } from "../shared/settings.js";
import type { Caller } from "../shared/caller.js";
import type { OnUserDeleted, Settings } from "../shared/settings.js";
import type { PlaylistVisibility } from "../shared/playlists.js";
import type { TrackVisibility } from "../shared/tracks.js";
import type { User, UserEvent } from "../shared/users.js";
import {
  areasMethods,
  type AreasMethods,
  type Binding,
  mountAreas,
  type MountedAreas,
  type MutationCtx,
  type QueryCtx,
} from "./mount.js";
import { registerClerkWebhook } from "./webhook.js";

export { isMusicLibraryError } from "../shared/errors.js";
export type {
  ErrorCode,
  MusicLibraryError,
  MusicLibraryErrorData,
} from "../shared/errors.js";
export type { Role } from "../shared/permissions.js";
export { userEventArgs } from "../shared/users.js";
export type { Caller } from "../shared/caller.js";
export type { CleanupCandidate, ClerkRun, ClerkStatus } from "../shared/clerk.js";
export type { FileMigration, FileMigrationFailure } from "../shared/migrations.js";
export type { Image, Track, TrackVisibility } from "../shared/tracks.js";
export type {
  Collaborator,
  OnDuplicate,
  Playlist,
  PlaylistEdit,
  PlaylistItem,
  PlaylistVisibility,
  PlaylistWithTracks,
} from "../shared/playlists.js";
export type { OnUserDeleted } from "../shared/settings.js";
export type { StorageUsage } from "../shared/storage.js";
export type { User, UserEvent } from "../shared/users.js";
export type { MutationCtx, QueryCtx } from "./mount.js";

/** The host's options. Each has a default. */
export type MusicLibraryOptions = {
  /**
   * The accepted token issuers, as in the `iss` claim. By default all issuers in the
   * host's `auth.config.ts` are accepted. Set this if it lists others besides Clerk.
   */
  issuer?: string | string[];
  /**
   * Identifies the caller in a custom way, instead of by the token's subject and claims.
   * `externalId` is the Clerk user id. Null means that nobody is signed in.
   */
  identify?: (ctx: {
    auth: Auth;
  }) => Promise<Omit<Extract<Caller, { kind: "user" }>, "kind"> | null>;
  /** The visibility of a new track if none is given. Default: public. */
  defaultTrackVisibility?: TrackVisibility;
  /** The visibility of a new playlist if none is given. Default: private. */
  defaultPlaylistVisibility?: PlaylistVisibility;
  /** The maximum size of a track's audio file, in bytes. Default: 200 MiB. */
  maxFileBytes?: number;
  /** The maximum size of a track's stored cover image, in bytes. Default: 10 MiB. */
  maxImageBytes?: number;
  /**
   * The maximum total size of the files of a user's tracks, in bytes, by role. Null means
   * no limit. Default: 0 for guests, 10 GiB for vips, no limit for admins.
   */
  quotaBytes?: Partial<Record<Role, number | null>>;
  /**
   * Whether users get their role from Clerk's `public_metadata.role`. Default: false. The
   * component's own webhook route reads `ROLE_FROM_METADATA` instead.
   */
  roleFromMetadata?: boolean;
  /**
   * What happens to the playlists and tracks of a deleted user. Default: `keepPublic`. The
   * component's own webhook route reads `ON_USER_DELETED` instead.
   */
  onUserDeleted?: OnUserDeleted;
  /**
   * An internal mutation of the host that runs when a user is created, updated or
   * deleted: once for each change that had an effect, in the same transaction. If it
   * throws, the change is rolled back, and Clerk sends the event again. Its arguments
   * are `userEventArgs`. The component's own webhook route does not call it.
   */
  onUserEvent?: FunctionReference<"mutation", "internal", { event: UserEvent }, null>;
  /** Where the files of tracks may be copied from. By default no host is allowed. */
  fileMigration?: {
    /**
     * Host names, such as `media.example.com`, or `.example.com` for all subdomains. A
     * name with a port allows only that port; a name without one allows only 443.
     */
    allowedHosts: string[];
    /** Whether to allow hosts in private networks, and localhost. For development. */
    allowPrivateHosts?: boolean;
  };
};

type Contract = typeof contract;
type Areas = AreasMethods<Contract>;

/**
 * The music library in a host app.
 *
 * ```ts
 * export const library = new MusicLibrary(components.musicLibrary);
 * export const { list, get } = library.api.tracks;
 * ```
 *
 * The caller always comes from `ctx.auth`, never from arguments. The component checks
 * permissions, in the same transaction as the work.
 */
export class MusicLibrary {
  /** Public functions for the host to export, for its clients to call. */
  readonly api: MountedAreas<Contract, "public">;
  /**
   * Internal functions for the host to export, for scripts, the dashboard and
   * `npx convex run`.
   */
  readonly internal: MountedAreas<typeof internalContract, "internal">;
  /**
   * Methods that act on behalf of the host, which may do anything. For crons, scripts and
   * internal functions. Before you call them for a client, check the client's permission
   * yourself.
   */
  readonly system: Areas;

  /** Like `tracks`, with `require` to check who calls your own functions. */
  readonly users: Areas["users"] & {
    /**
     * Returns the signed-in user if they have the role (by default guest) or a higher
     * one. A mutation creates the row of a new user; a query throws `UNAUTHENTICATED`
     * until the row exists. Throws `UNAUTHENTICATED`, `FORBIDDEN`, and in a mutation
     * `USER_DELETED`.
     */
    require: (ctx: QueryCtx | (QueryCtx & MutationCtx), role?: Role) => Promise<User>;
  };
  /** Methods that act on behalf of the caller. They throw the same errors as `api`. */
  readonly tracks: Areas["tracks"];
  /** Like `tracks`. */
  readonly playlists: Areas["playlists"];
  /** Like `tracks`. */
  readonly storage: Areas["storage"];
  /** Like `tracks`. For admins. */
  readonly clerk: Areas["clerk"];
  /** Like `tracks`. For admins. */
  readonly migrations: Areas["migrations"];

  readonly #component: ComponentApi;
  readonly #options: MusicLibraryOptions;
  readonly #choices: Settings;

  /**
   * Throws a `RangeError` if a size in the options is not a valid number of bytes.
   *
   * @param component `components.musicLibrary` of the host's `_generated/api`.
   * @param options The host's options.
   */
  constructor(component: ComponentApi, options: MusicLibraryOptions = {}) {
    this.#component = component;
    this.#options = options;
    this.#choices = settingsOf(options);
    const asUser = this.#binding((ctx) => this.#caller(ctx));
    const asSystem = this.#binding(async () => systemCaller);

    const methods = areasMethods(contract, component, asUser);
    this.users = { ...methods.users, require: requireUser(methods.users) };
    this.tracks = methods.tracks;
    this.playlists = methods.playlists;
    this.storage = methods.storage;
    this.clerk = methods.clerk;
    this.migrations = methods.migrations;
    this.system = areasMethods(contract, component, asSystem);
    this.api = mountAreas(contract, component, asUser, "public");
    this.internal = mountAreas(internalContract, component, asSystem, "internal");
  }

  /**
   * Mounts the Clerk webhook in the host's `convex/http.ts`. Reads the signing secret
   * from the host's environment variable `CLERK_WEBHOOK_SECRET`. If `CLERK_INSTANCE_ID`
   * is set, ignores events of other Clerk instances.
   *
   * @param http The router that `httpRouter()` of `convex/server` returned.
   * @param options.path The route's path. Default: `/clerk-users-webhook`.
   */
  registerRoutes(http: HttpRouter, options: { path?: string } = {}) {
    registerClerkWebhook(http, this.#component, {
      ...options,
      settings: () => this.#settings("mutation"),
    });
  }

  #binding(caller: Binding["caller"]): Binding {
    return { caller, settings: (type) => this.#settings(type) };
  }

  /** The host's settings. Queries can't use the handle of `onUserEvent`. */
  async #settings(type: "query" | "mutation"): Promise<Settings> {
    const { onUserEvent } = this.#options;
    return type === "query" || onUserEvent === undefined
      ? this.#choices
      : { ...this.#choices, onUserEvent: await createFunctionHandle(onUserEvent) };
  }

  async #caller(ctx: { auth: Auth }): Promise<Caller> {
    const { identify, issuer } = this.#options;
    if (identify) {
      const identified = await identify(ctx);
      return identified === null ? anonymousCaller : { ...identified, kind: "user" };
    }
    return callerFromIdentity(await ctx.auth.getUserIdentity(), {
      issuers: typeof issuer === "string" ? [issuer] : issuer,
    });
  }
}

function settingsOf(options: MusicLibraryOptions): Settings {
  return {
    defaultTrackVisibility:
      options.defaultTrackVisibility ?? defaultSettings.defaultTrackVisibility,
    defaultPlaylistVisibility:
      options.defaultPlaylistVisibility ?? defaultSettings.defaultPlaylistVisibility,
    uploads: uploadPolicyOf(options),
    roleFromMetadata: options.roleFromMetadata ?? defaultSettings.roleFromMetadata,
    onUserDeleted: options.onUserDeleted ?? defaultSettings.onUserDeleted,
    ...(options.fileMigration && {
      fileMigration: {
        allowedHosts: options.fileMigration.allowedHosts,
        allowPrivateHosts: options.fileMigration.allowPrivateHosts ?? false,
      },
    }),
  };
}

function requireUser(users: Areas["users"]) {
  return async (ctx: QueryCtx | (QueryCtx & MutationCtx), role: Role = "guest") => {
    const user =
      "runMutation" in ctx ? await users.ensureCurrent(ctx) : await users.current(ctx);
    if (user === null) throw refuse("UNAUTHENTICATED", "Sign in first.");
    requireRole(user.role, role);
    return user;
  };
}
