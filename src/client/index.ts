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

/** A host's choices. Every one has a default. */
export type MusicLibraryOptions = {
  /**
   * The issuers whose tokens count, as `iss` has them. By default all that the
   * host's `auth.config.ts` names; set it when that names more than Clerk.
   */
  issuer?: string | string[];
  /**
   * Finds out who calls, in place of the token's subject and claims, for other
   * token set-ups. `externalId` is the Clerk user id; null is nobody.
   */
  identify?: (ctx: {
    auth: Auth;
  }) => Promise<Omit<Extract<Caller, { kind: "user" }>, "kind"> | null>;
  /** The visibility of a new track that names none: public. */
  defaultTrackVisibility?: TrackVisibility;
  /** The visibility of a new playlist that names none: private. */
  defaultPlaylistVisibility?: PlaylistVisibility;
  /** The largest audio file that a track may have, in bytes: 200 MiB. */
  maxFileBytes?: number;
  /** The largest stored cover image that a track may have, in bytes: 10 MiB. */
  maxImageBytes?: number;
  /**
   * What the files of a user's tracks may add up to, in bytes, by role; null for no limit.
   * By default 0 for guests, 10 GiB for vips, no limit for admins.
   */
  quotaBytes?: Partial<Record<Role, number | null>>;
  /**
   * Takes roles from Clerk's `public_metadata.role`: off by default. The webhook
   * route that the component mounts itself takes it from `ROLE_FROM_METADATA`.
   */
  roleFromMetadata?: boolean;
  /**
   * What becomes of the playlists and tracks of a deleted user: `keepPublic`. The
   * webhook route that the component mounts itself takes it from `ON_USER_DELETED`.
   */
  onUserDeleted?: OnUserDeleted;
  /**
   * An internal mutation of the host that hears of users who are created, updated
   * or deleted: once for each change that had an effect, in the same transaction.
   * When it throws, the change does not happen, and Clerk sends it again. Its
   * arguments are `userEventArgs`. Not known to the webhook route that the
   * component mounts itself.
   */
  onUserEvent?: FunctionReference<"mutation", "internal", { event: UserEvent }, null>;
  /** From where the files of tracks may be copied to the storage: nowhere by default. */
  fileMigration?: {
    /**
     * Hosts as `media.example.com`, or `.example.com` for its subdomains. With a port,
     * that port alone is meant, else 443.
     */
    allowedHosts: string[];
    /** Allows hosts of a private network, and this very machine. For development. */
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
 * Who calls comes from `ctx.auth` alone. What they may do is decided in the
 * component, in the same transaction as the work.
 */
export class MusicLibrary {
  /** Functions to export from the host's files, for its clients to call. */
  readonly api: MountedAreas<Contract, "public">;
  /** Internal functions to export, for scripts, the dashboard and `npx convex run`. */
  readonly internal: MountedAreas<typeof internalContract, "internal">;
  /**
   * The ctx-first methods on behalf of the host itself, which may do anything.
   * For crons, scripts and internal functions; never behind a client's call
   * without a check of its own.
   */
  readonly system: Areas;

  /** As `tracks`, and a check of your own functions' callers. */
  readonly users: Areas["users"] & {
    /**
     * The signed-in user, if they have the role or a higher one. In a mutation it
     * creates the row of a new user; a query throws `UNAUTHENTICATED` until there is
     * one. Throws `UNAUTHENTICATED`, `FORBIDDEN`, in a mutation `USER_DELETED`.
     */
    require: (ctx: QueryCtx | (QueryCtx & MutationCtx), role?: Role) => Promise<User>;
  };
  /** Ctx-first methods, in the name of who calls. They throw as the mounted functions do. */
  readonly tracks: Areas["tracks"];
  /** As `tracks`. */
  readonly playlists: Areas["playlists"];
  /** As `tracks`. */
  readonly storage: Areas["storage"];
  /** As `tracks`; for admins. */
  readonly clerk: Areas["clerk"];
  /** As `tracks`; for admins. */
  readonly migrations: Areas["migrations"];

  readonly #component: ComponentApi;
  readonly #options: MusicLibraryOptions;
  readonly #choices: Settings;

  /**
   * Throws a `RangeError` for an option that is no number of bytes where it must be.
   *
   * @param component `components.musicLibrary` of the host's `_generated/api`.
   * @param options The host's choices.
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
   * Mounts the Clerk webhook in the host's `convex/http.ts`. The secret comes
   * from the host's environment variable `CLERK_WEBHOOK_SECRET`, the expected
   * instance, if any, from `CLERK_INSTANCE_ID`.
   *
   * @param http What `httpRouter()` of `convex/server` returned.
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

  /** The host's choices; a query has no use for the handle of the host's mutation. */
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
