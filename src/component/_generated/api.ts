/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as access from "../access.js";
import type * as claims from "../claims.js";
import type * as clerk from "../clerk.js";
import type * as clerkCleanup from "../clerkCleanup.js";
import type * as clerkPages from "../clerkPages.js";
import type * as clerkPool from "../clerkPool.js";
import type * as clerkRuns from "../clerkRuns.js";
import type * as clerkSync from "../clerkSync.js";
import type * as crons from "../crons.js";
import type * as documents from "../documents.js";
import type * as exports from "../exports.js";
import type * as fileMigrationCopies from "../fileMigrationCopies.js";
import type * as fileMigrationQueue from "../fileMigrationQueue.js";
import type * as fileMigrationRows from "../fileMigrationRows.js";
import type * as fileMigrationRuns from "../fileMigrationRuns.js";
import type * as fileMigrationSources from "../fileMigrationSources.js";
import type * as filePool from "../filePool.js";
import type * as files from "../files.js";
import type * as http from "../http.js";
import type * as imports from "../imports.js";
import type * as migrations from "../migrations.js";
import type * as model_clerk_backendApi from "../model/clerk/backendApi.js";
import type * as model_clerk_cleanupLimit from "../model/clerk/cleanupLimit.js";
import type * as model_clerk_request from "../model/clerk/request.js";
import type * as model_clerk_userList from "../model/clerk/userList.js";
import type * as model_fileMigration_download from "../model/fileMigration/download.js";
import type * as model_fileMigration_fileFetch from "../model/fileMigration/fileFetch.js";
import type * as model_fileMigration_fileSource from "../model/fileMigration/fileSource.js";
import type * as model_retryAfter from "../model/retryAfter.js";
import type * as model_tracks_searchText from "../model/tracks/searchText.js";
import type * as model_users_stateMachine from "../model/users/stateMachine.js";
import type * as pages from "../pages.js";
import type * as playlistBatches from "../playlistBatches.js";
import type * as playlistEdits from "../playlistEdits.js";
import type * as playlistItems from "../playlistItems.js";
import type * as playlistPlaces from "../playlistPlaces.js";
import type * as playlistViews from "../playlistViews.js";
import type * as playlists from "../playlists.js";
import type * as readable from "../readable.js";
import type * as removedTracks from "../removedTracks.js";
import type * as storage from "../storage.js";
import type * as tallies from "../tallies.js";
import type * as tracks from "../tracks.js";
import type * as uploads from "../uploads.js";
import type * as usage from "../usage.js";
import type * as userContent from "../userContent.js";
import type * as userRows from "../userRows.js";
import type * as users from "../users.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import { anyApi, componentsGeneric } from "convex/server";

const fullApi: ApiFromModules<{
  access: typeof access;
  claims: typeof claims;
  clerk: typeof clerk;
  clerkCleanup: typeof clerkCleanup;
  clerkPages: typeof clerkPages;
  clerkPool: typeof clerkPool;
  clerkRuns: typeof clerkRuns;
  clerkSync: typeof clerkSync;
  crons: typeof crons;
  documents: typeof documents;
  exports: typeof exports;
  fileMigrationCopies: typeof fileMigrationCopies;
  fileMigrationQueue: typeof fileMigrationQueue;
  fileMigrationRows: typeof fileMigrationRows;
  fileMigrationRuns: typeof fileMigrationRuns;
  fileMigrationSources: typeof fileMigrationSources;
  filePool: typeof filePool;
  files: typeof files;
  http: typeof http;
  imports: typeof imports;
  migrations: typeof migrations;
  "model/clerk/backendApi": typeof model_clerk_backendApi;
  "model/clerk/cleanupLimit": typeof model_clerk_cleanupLimit;
  "model/clerk/request": typeof model_clerk_request;
  "model/clerk/userList": typeof model_clerk_userList;
  "model/fileMigration/download": typeof model_fileMigration_download;
  "model/fileMigration/fileFetch": typeof model_fileMigration_fileFetch;
  "model/fileMigration/fileSource": typeof model_fileMigration_fileSource;
  "model/retryAfter": typeof model_retryAfter;
  "model/tracks/searchText": typeof model_tracks_searchText;
  "model/users/stateMachine": typeof model_users_stateMachine;
  pages: typeof pages;
  playlistBatches: typeof playlistBatches;
  playlistEdits: typeof playlistEdits;
  playlistItems: typeof playlistItems;
  playlistPlaces: typeof playlistPlaces;
  playlistViews: typeof playlistViews;
  playlists: typeof playlists;
  readable: typeof readable;
  removedTracks: typeof removedTracks;
  storage: typeof storage;
  tallies: typeof tallies;
  tracks: typeof tracks;
  uploads: typeof uploads;
  usage: typeof usage;
  userContent: typeof userContent;
  userRows: typeof userRows;
  users: typeof users;
}> = anyApi as any;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
> = anyApi as any;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
> = anyApi as any;

export const components = componentsGeneric() as unknown as {
  clerkPool: import("@convex-dev/workpool/_generated/component.js").ComponentApi<"clerkPool">;
  filePool: import("@convex-dev/workpool/_generated/component.js").ComponentApi<"filePool">;
};
