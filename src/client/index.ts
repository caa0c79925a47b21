import {
  type Auth,
  createFunctionHandle,
  type FunctionReference,
  type HttpRouter,
} from "convex/server";
import type { ComponentApi } from "../component/_generated/component.js";
import { anonymousCaller, callerFromIdentity, systemCaller } from "../shared/caller.js";
import { contract, internalContract } from "../shared/contract.js";
import { libraryError } from "../shared/errors.js";
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

/** The host's options. Every option has a default. */
export type MusicLibraryOptions = {
  /**
   * The accepted token issuers, as in the claim `iss`. By default all that the host's
   * `auth.config.ts` names. Set it if that names others besides Clerk.
   */
  issuer?: string | string[];
  /**
   * Finds the caller for other token set-ups, instead of the token's subject and claims.
   * `externalId` is the Clerk user id; null means that nobody is signed in.
   */
  identify?: (ctx: {
    auth: Auth;
  }) => Promise<Omit<Extract<Caller, { kind: "user" }>, "kind"> | null>;
  /** The visibility of a track that is created without one. The default is public. */
  defaultTrackVisibility?: TrackVisibility;
  /** The visibility of a playlist that is created without one. The default is private. */
  defaultPlaylistVisibility?: PlaylistVisibility;
  /** The maximum size of an audio file, in bytes. The default is 200 MiB. */
  maxFileBytes?: number;
  /** The maximum size of a stored cover, in bytes. The default is 10 MiB. */
  maxImageBytes?: number;
  /**
   * The maximum total size of a user's files, in bytes, by role; null for no limit. The
   * default is 0 for guests, 10 GiB for vips and no limit for admins.
   */
  quotaBytes?: Partial<Record<Role, number | null>>;
  /**
   * Whether to take roles from Clerk's `public_metadata.role`. The default is false. The
   * component's own webhook route uses the variable `ROLE_FROM_METADATA` instead.
   */
  roleFromMetadata?: boolean;
  /**
   * What happens to the playlists and tracks of a deleted user. The default is
   * `keepPublic`. The component's own webhook route uses the variable `ON_USER_DELETED`
   * instead.
   */
  onUserDeleted?: OnUserDeleted;
  /**
   * The host's internal mutation for users who are created, updated or deleted. It is
   * called once for each change that had an effect, in the same transaction: if it throws,
   * the change does not happen, and Clerk sends it again. Its arguments are
   * `userEventArgs`. The component's own webhook route does not call it.
   *
   * With `internal.…` as its value, annotate your constant: `export const library:
   * MusicLibrary = …`. TypeScript can't infer its type, because `internal` includes every
   * file that imports the library.
   */
  onUserEvent?: FunctionReference<"mutation", "internal", { event: UserEvent }, null>;
  /** From where files of tracks may be copied to the storage. The default is nowhere. */
  fileMigration?: {
    /**
     * Hosts such as `media.example.com`, or `.example.com` for all its subdomains. A host
     * without a port allows port 443 only.
     */
    allowedHosts: string[];
    /** Whether to allow hosts in private networks and on this machine. For development. */
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
 * The caller comes from `ctx.auth`, never from arguments. The component checks what they
 * may do, in the same transaction as the work.
 */
export class MusicLibrary {
  /** Functions for the host's clients: export them from the host's files. */
  readonly api: MountedAreas<Contract, "public">;
  /** Internal functions for scripts, the dashboard and `npx convex run`: export them, too. */
  readonly internal: MountedAreas<typeof internalContract, "internal">;
  /**
   * The methods that take a ctx, called as the host, which may do everything. For crons,
   * scripts and internal functions. Don't call them for a client without a check of your
   * own.
   */
  readonly system: Areas;

  /** Methods for users, and `require`, which checks the callers of your own functions. */
  readonly users: Areas["users"] & {
    /**
     * Returns the signed-in user if they have the role (by default guest) or a higher one.
     * A mutation creates the row of a new user; a query throws `UNAUTHENTICATED` until
     * there is one. Throws `UNAUTHENTICATED`, `FORBIDDEN`, and in a mutation
     * `USER_DELETED`.
     */
    require: (ctx: QueryCtx | (QueryCtx & MutationCtx), role?: Role) => Promise<User>;
  };
  /** Methods that take a ctx, called as its user. They throw the same errors as the mounted functions. */
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
   * Throws a `RangeError` if a size is not a number of bytes.
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
   * Mounts the Clerk webhook in the host's `convex/http.ts`. The secret is in the host's
   * environment variable `CLERK_WEBHOOK_SECRET`, and the expected instance, if any, in
   * `CLERK_INSTANCE_ID`.
   *
   * @param http The router that `httpRouter()` of `convex/server` returned.
   * @param options.path By default `/clerk-users-webhook`.
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

  /** The host's settings. Only mutations need the handle of the host's event handler. */
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
    if (user === null) throw libraryError("UNAUTHENTICATED", "Sign in first.");
    requireRole(user.role, role);
    return user;
  };
}
