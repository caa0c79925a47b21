/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as admin from "../admin.js";
import type * as clerk from "../clerk.js";
import type * as http from "../http.js";
import type * as library from "../library.js";
import type * as maintenance from "../maintenance.js";
import type * as members from "../members.js";
import type * as migrations from "../migrations.js";
import type * as playlists from "../playlists.js";
import type * as reviews from "../reviews.js";
import type * as storage from "../storage.js";
import type * as tracks from "../tracks.js";
import type * as users from "../users.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";

declare const fullApi: ApiFromModules<{
  admin: typeof admin;
  clerk: typeof clerk;
  http: typeof http;
  library: typeof library;
  maintenance: typeof maintenance;
  members: typeof members;
  migrations: typeof migrations;
  playlists: typeof playlists;
  reviews: typeof reviews;
  storage: typeof storage;
  tracks: typeof tracks;
  users: typeof users;
}>;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;

export declare const components: {
  musicLibrary: import("convex-music-library/_generated/component.js").ComponentApi<"musicLibrary">;
};
