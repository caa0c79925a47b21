/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as clerk from "../clerk.js";
import type * as crons from "../crons.js";
import type * as http from "../http.js";
import type * as migrations from "../migrations.js";
import type * as model_access from "../model/access.js";
import type * as model_clerk_backendApi from "../model/clerk/backendApi.js";
import type * as model_clerk_calls from "../model/clerk/calls.js";
import type * as model_clerk_candidates from "../model/clerk/candidates.js";
import type * as model_clerk_cleanup from "../model/clerk/cleanup.js";
import type * as model_clerk_deliveries from "../model/clerk/deliveries.js";
import type * as model_clerk_profiles from "../model/clerk/profiles.js";
import type * as model_clerk_request from "../model/clerk/request.js";
import type * as model_clerk_runs from "../model/clerk/runs.js";
import type * as model_clerk_sync from "../model/clerk/sync.js";
import type * as model_clerk_userList from "../model/clerk/userList.js";
import type * as model_fileMigration_copies from "../model/fileMigration/copies.js";
import type * as model_fileMigration_copying from "../model/fileMigration/copying.js";
import type * as model_fileMigration_download from "../model/fileMigration/download.js";
import type * as model_fileMigration_fileFetch from "../model/fileMigration/fileFetch.js";
import type * as model_fileMigration_fileSource from "../model/fileMigration/fileSource.js";
import type * as model_fileMigration_queue from "../model/fileMigration/queue.js";
import type * as model_fileMigration_runs from "../model/fileMigration/runs.js";
import type * as model_fileMigration_sources from "../model/fileMigration/sources.js";
import type * as model_lifecycle_trackChanges from "../model/lifecycle/trackChanges.js";
import type * as model_lifecycle_userChanges from "../model/lifecycle/userChanges.js";
import type * as model_lifecycle_userDeletion from "../model/lifecycle/userDeletion.js";
import type * as model_migrations_exports from "../model/migrations/exports.js";
import type * as model_migrations_imports from "../model/migrations/imports.js";
import type * as model_pages from "../model/pages.js";
import type * as model_playlists_access from "../model/playlists/access.js";
import type * as model_playlists_claims from "../model/playlists/claims.js";
import type * as model_playlists_clearing from "../model/playlists/clearing.js";
import type * as model_playlists_collaborators from "../model/playlists/collaborators.js";
import type * as model_playlists_compaction from "../model/playlists/compaction.js";
import type * as model_playlists_copying from "../model/playlists/copying.js";
import type * as model_playlists_edits from "../model/playlists/edits.js";
import type * as model_playlists_items from "../model/playlists/items.js";
import type * as model_playlists_lists from "../model/playlists/lists.js";
import type * as model_playlists_places from "../model/playlists/places.js";
import type * as model_playlists_playlists from "../model/playlists/playlists.js";
import type * as model_playlists_recount from "../model/playlists/recount.js";
import type * as model_playlists_removal from "../model/playlists/removal.js";
import type * as model_playlists_trackItems from "../model/playlists/trackItems.js";
import type * as model_playlists_views from "../model/playlists/views.js";
import type * as model_playlists_walk from "../model/playlists/walk.js";
import type * as model_retryAfter from "../model/retryAfter.js";
import type * as model_storage_files from "../model/storage/files.js";
import type * as model_storage_uploads from "../model/storage/uploads.js";
import type * as model_storage_usage from "../model/storage/usage.js";
import type * as model_tracks_access from "../model/tracks/access.js";
import type * as model_tracks_lists from "../model/tracks/lists.js";
import type * as model_tracks_search from "../model/tracks/search.js";
import type * as model_tracks_searchText from "../model/tracks/searchText.js";
import type * as model_tracks_shuffle from "../model/tracks/shuffle.js";
import type * as model_tracks_tracks from "../model/tracks/tracks.js";
import type * as model_tracks_views from "../model/tracks/views.js";
import type * as model_users_counters from "../model/users/counters.js";
import type * as model_users_stateMachine from "../model/users/stateMachine.js";
import type * as model_users_users from "../model/users/users.js";
import type * as model_visibility from "../model/visibility.js";
import type * as model_work_batches from "../model/work/batches.js";
import type * as model_work_pools from "../model/work/pools.js";
import type * as model_work_runs from "../model/work/runs.js";
import type * as playlists from "../playlists.js";
import type * as storage from "../storage.js";
import type * as tracks from "../tracks.js";
import type * as users from "../users.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import { anyApi, componentsGeneric } from "convex/server";

const fullApi: ApiFromModules<{
  clerk: typeof clerk;
  crons: typeof crons;
  http: typeof http;
  migrations: typeof migrations;
  "model/access": typeof model_access;
  "model/clerk/backendApi": typeof model_clerk_backendApi;
  "model/clerk/calls": typeof model_clerk_calls;
  "model/clerk/candidates": typeof model_clerk_candidates;
  "model/clerk/cleanup": typeof model_clerk_cleanup;
  "model/clerk/deliveries": typeof model_clerk_deliveries;
  "model/clerk/profiles": typeof model_clerk_profiles;
  "model/clerk/request": typeof model_clerk_request;
  "model/clerk/runs": typeof model_clerk_runs;
  "model/clerk/sync": typeof model_clerk_sync;
  "model/clerk/userList": typeof model_clerk_userList;
  "model/fileMigration/copies": typeof model_fileMigration_copies;
  "model/fileMigration/copying": typeof model_fileMigration_copying;
  "model/fileMigration/download": typeof model_fileMigration_download;
  "model/fileMigration/fileFetch": typeof model_fileMigration_fileFetch;
  "model/fileMigration/fileSource": typeof model_fileMigration_fileSource;
  "model/fileMigration/queue": typeof model_fileMigration_queue;
  "model/fileMigration/runs": typeof model_fileMigration_runs;
  "model/fileMigration/sources": typeof model_fileMigration_sources;
  "model/lifecycle/trackChanges": typeof model_lifecycle_trackChanges;
  "model/lifecycle/userChanges": typeof model_lifecycle_userChanges;
  "model/lifecycle/userDeletion": typeof model_lifecycle_userDeletion;
  "model/migrations/exports": typeof model_migrations_exports;
  "model/migrations/imports": typeof model_migrations_imports;
  "model/pages": typeof model_pages;
  "model/playlists/access": typeof model_playlists_access;
  "model/playlists/claims": typeof model_playlists_claims;
  "model/playlists/clearing": typeof model_playlists_clearing;
  "model/playlists/collaborators": typeof model_playlists_collaborators;
  "model/playlists/compaction": typeof model_playlists_compaction;
  "model/playlists/copying": typeof model_playlists_copying;
  "model/playlists/edits": typeof model_playlists_edits;
  "model/playlists/items": typeof model_playlists_items;
  "model/playlists/lists": typeof model_playlists_lists;
  "model/playlists/places": typeof model_playlists_places;
  "model/playlists/playlists": typeof model_playlists_playlists;
  "model/playlists/recount": typeof model_playlists_recount;
  "model/playlists/removal": typeof model_playlists_removal;
  "model/playlists/trackItems": typeof model_playlists_trackItems;
  "model/playlists/views": typeof model_playlists_views;
  "model/playlists/walk": typeof model_playlists_walk;
  "model/retryAfter": typeof model_retryAfter;
  "model/storage/files": typeof model_storage_files;
  "model/storage/uploads": typeof model_storage_uploads;
  "model/storage/usage": typeof model_storage_usage;
  "model/tracks/access": typeof model_tracks_access;
  "model/tracks/lists": typeof model_tracks_lists;
  "model/tracks/search": typeof model_tracks_search;
  "model/tracks/searchText": typeof model_tracks_searchText;
  "model/tracks/shuffle": typeof model_tracks_shuffle;
  "model/tracks/tracks": typeof model_tracks_tracks;
  "model/tracks/views": typeof model_tracks_views;
  "model/users/counters": typeof model_users_counters;
  "model/users/stateMachine": typeof model_users_stateMachine;
  "model/users/users": typeof model_users_users;
  "model/visibility": typeof model_visibility;
  "model/work/batches": typeof model_work_batches;
  "model/work/pools": typeof model_work_pools;
  "model/work/runs": typeof model_work_runs;
  playlists: typeof playlists;
  storage: typeof storage;
  tracks: typeof tracks;
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
