/* eslint-disable */
/**
 * Generated `ComponentApi` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type { FunctionReference } from "convex/server";

/**
 * A utility for referencing a Convex component's exposed API.
 *
 * Useful when expecting a parameter like `components.myComponent`.
 * Usage:
 * ```ts
 * async function myFunction(ctx: QueryCtx, component: ComponentApi) {
 *   return ctx.runQuery(component.someFile.someQuery, { ...args });
 * }
 * ```
 */
export type ComponentApi<Name extends string | undefined = string | undefined> =
  {
    clerk: {
      candidates: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
          runId: string;
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{ externalId: string; name: string; userId: string }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      cleanup: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          dryRun?: boolean;
          force?: boolean;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        string,
        Name
      >;
      receive: FunctionReference<
        "mutation",
        "internal",
        {
          deliveryId: string;
          event:
            | {
                externalId: string;
                kind: "upsert";
                metadataRole?: "guest" | "vip" | "admin";
                profile: {
                  email?: string;
                  imageUrl?: string;
                  name: string;
                  username?: string;
                  verifiedEmail?: string;
                };
                version: { eventAt: number; updatedAt: number };
              }
            | { externalId: string; kind: "delete" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          type: string;
        },
        { outcome: string },
        Name
      >;
      status: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
        },
        {
          deliveries: Record<string, number>;
          lastCleanup: null | {
            _creationTime: number;
            _id: string;
            created: number;
            deleted: number;
            done: number;
            dryRun: boolean;
            error?: string;
            failed: number;
            finishedAt?: number;
            kind: "sync" | "cleanup";
            missing: number;
            startedAt: number;
            state: "running" | "stopped" | "done" | "failed";
            total?: number;
            updated: number;
            updatedAt: number;
          };
          lastDeliveryAt: null | number;
          lastSync: null | {
            _creationTime: number;
            _id: string;
            created: number;
            deleted: number;
            done: number;
            dryRun: boolean;
            error?: string;
            failed: number;
            finishedAt?: number;
            kind: "sync" | "cleanup";
            missing: number;
            startedAt: number;
            state: "running" | "stopped" | "done" | "failed";
            total?: number;
            updated: number;
            updatedAt: number;
          };
          users: Record<string, number>;
        },
        Name
      >;
      stop: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      sync: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          restart?: boolean;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        string,
        Name
      >;
    };
    migrations: {
      exportPlaylists: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            createdAt: number;
            description?: string;
            id: string;
            legacyId?: string;
            ownerEmail?: string;
            title: string;
            trackCount: number;
            updatedAt: number;
            visibility: "public" | "private";
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      exportPlaylistTracks: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            createdAt: number;
            id: string;
            legacyId?: string;
            playlistId: string;
            trackId: string;
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      exportTracks: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            artist: string;
            createdAt: number;
            durationSeconds?: number;
            id: string;
            image?: { alt: string; src: string };
            isLoop: boolean;
            legacyId?: string;
            record?: string;
            src?: string;
            title: string;
            visibility: "public" | "vip" | "private";
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      fileMigration: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
        },
        null | {
          _creationTime: number;
          _id: string;
          bytes: number;
          copied: number;
          error?: string;
          failed: number;
          finishedAt?: number;
          skipped: number;
          startedAt: number;
          state: "running" | "paused" | "done" | "stopped" | "failed";
          total: number;
          updatedAt: number;
        },
        Name
      >;
      fileMigrationFailures: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
          runId: string;
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            attempts: number;
            error: string;
            src: string;
            title: null | string;
            trackId: string;
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      importPlaylists: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          rows: Array<{
            createdAt?: number;
            description?: string;
            legacyId: string;
            ownerEmail?: string;
            title: string;
            updatedAt?: number;
            visibility?: "public" | "private";
          }>;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        {
          created: number;
          orphans: Array<{
            index: number;
            reason: "unknownPlaylist" | "unknownTrack";
          }>;
          unchanged: number;
          updated: number;
        },
        Name
      >;
      importPlaylistTracks: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          rows: Array<{
            createdAt?: number;
            legacyId: string;
            playlistLegacyId: string;
            position: number;
            trackLegacyId: string;
          }>;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        {
          created: number;
          orphans: Array<{
            index: number;
            reason: "unknownPlaylist" | "unknownTrack";
          }>;
          unchanged: number;
          updated: number;
        },
        Name
      >;
      importTracks: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          rows: Array<{
            artist: string;
            createdAt?: number;
            durationSeconds?: number;
            image?: { alt: string; src: string };
            isLoop: boolean;
            legacyId: string;
            record?: string;
            src?: string;
            title: string;
            visibility?: "public" | "vip" | "private";
          }>;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        {
          created: number;
          orphans: Array<{
            index: number;
            reason: "unknownPlaylist" | "unknownTrack";
          }>;
          unchanged: number;
          updated: number;
        },
        Name
      >;
      migrateTrackFile: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        string,
        Name
      >;
      pauseFileMigration: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      removeSources: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      resumeFileMigration: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      startFileMigration: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        string,
        Name
      >;
      stopFileMigration: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
    };
    playlists: {
      addCollaborator: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          playlistId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          userId: string;
        },
        null,
        Name
      >;
      addTrack: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          onDuplicate?: "allow" | "skip" | "reject";
          playlistId: string;
          position?: number;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          trackId: string;
        },
        string,
        Name
      >;
      addTracks: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          onDuplicate?: "allow" | "skip" | "reject";
          playlistId: string;
          position?: number;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          trackIds: Array<string>;
        },
        { itemIds: Array<string>; skippedTrackIds: Array<string> },
        Name
      >;
      applyEdits: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          edits: Array<
            | { after?: null | string; trackId: string; type: "add" }
            | { after: null | string; itemId: string; type: "move" }
            | { itemId: string; type: "remove" }
          >;
          expectedVersion?: number;
          playlistId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        { version: number },
        Name
      >;
      clear: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      collaborators: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          playlistId: string;
        },
        Array<{ imageUrl?: string; name: string; userId: string }>,
        Name
      >;
      containing: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          trackId: string;
        },
        Array<string>,
        Name
      >;
      create: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          description?: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          title: string;
          userId?: string;
          visibility?: "public" | "private";
        },
        string,
        Name
      >;
      duplicate: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          title?: string;
        },
        string,
        Name
      >;
      get: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
        },
        null | {
          _creationTime: number;
          _id: string;
          createdAt?: number;
          description?: string;
          durationSeconds: number;
          shareToken?: string;
          title: string;
          trackCount: number;
          updatedAt: number;
          userId?: string;
          version: number;
          visibility: "public" | "private";
        },
        Name
      >;
      getShared: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          token: string;
        },
        null | {
          _creationTime: number;
          _id: string;
          createdAt?: number;
          description?: string;
          durationSeconds: number;
          shareToken?: string;
          title: string;
          trackCount: number;
          tracks: Array<{
            _creationTime: number;
            _id: string;
            artist: string;
            createdAt?: number;
            createdBy?: string;
            durationSeconds?: number;
            fileId?: string;
            image?: { alt: string; fileId?: string; src?: string };
            imageUrl: null | string;
            isLoop: boolean;
            record?: string;
            src?: string;
            title: string;
            url: null | string;
            visibility: "public" | "vip" | "private";
          }>;
          updatedAt: number;
          userId?: string;
          version: number;
          visibility: "public" | "private";
        },
        Name
      >;
      getWithTracks: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
        },
        null | {
          _creationTime: number;
          _id: string;
          createdAt?: number;
          description?: string;
          durationSeconds: number;
          shareToken?: string;
          title: string;
          trackCount: number;
          tracks: Array<{
            _creationTime: number;
            _id: string;
            artist: string;
            createdAt?: number;
            createdBy?: string;
            durationSeconds?: number;
            fileId?: string;
            image?: { alt: string; fileId?: string; src?: string };
            imageUrl: null | string;
            isLoop: boolean;
            record?: string;
            src?: string;
            title: string;
            url: null | string;
            visibility: "public" | "vip" | "private";
          }>;
          updatedAt: number;
          userId?: string;
          version: number;
          visibility: "public" | "private";
        },
        Name
      >;
      list: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          limit?: number;
        },
        Array<{
          _creationTime: number;
          _id: string;
          createdAt?: number;
          description?: string;
          durationSeconds: number;
          shareToken?: string;
          title: string;
          trackCount: number;
          updatedAt: number;
          userId?: string;
          version: number;
          visibility: "public" | "private";
        }>,
        Name
      >;
      listTracks: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
          playlistId: string;
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            addedBy?: string;
            createdAt?: number;
            itemId: string;
            position: number;
            track: {
              _creationTime: number;
              _id: string;
              artist: string;
              createdAt?: number;
              createdBy?: string;
              durationSeconds?: number;
              fileId?: string;
              image?: { alt: string; fileId?: string; src?: string };
              imageUrl: null | string;
              isLoop: boolean;
              record?: string;
              src?: string;
              title: string;
              url: null | string;
              visibility: "public" | "vip" | "private";
            };
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      mine: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          limit?: number;
        },
        Array<{
          _creationTime: number;
          _id: string;
          createdAt?: number;
          description?: string;
          durationSeconds: number;
          shareToken?: string;
          title: string;
          trackCount: number;
          updatedAt: number;
          userId?: string;
          version: number;
          visibility: "public" | "private";
        }>,
        Name
      >;
      moveItem: FunctionReference<
        "mutation",
        "internal",
        {
          after: null | string;
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          itemId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      moveItems: FunctionReference<
        "mutation",
        "internal",
        {
          after: null | string;
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          itemIds: Array<string>;
          playlistId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      paginate: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            _creationTime: number;
            _id: string;
            createdAt?: number;
            description?: string;
            durationSeconds: number;
            shareToken?: string;
            title: string;
            trackCount: number;
            updatedAt: number;
            userId?: string;
            version: number;
            visibility: "public" | "private";
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      recount: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      remove: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      removeCollaborator: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          playlistId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          userId: string;
        },
        null,
        Name
      >;
      removeItem: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          itemId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      removeItems: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          itemIds: Array<string>;
          playlistId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      removeTrack: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          playlistId: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          trackId: string;
        },
        null,
        Name
      >;
      share: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          renew?: boolean;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        string,
        Name
      >;
      unshare: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      update: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          description?: null | string;
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          title?: string;
          visibility?: "public" | "private";
        },
        null,
        Name
      >;
    };
    storage: {
      collect: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          restart?: boolean;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      generateUploadUrl: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        string,
        Name
      >;
      getUrl: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          storageId: string;
        },
        null | string,
        Name
      >;
      recount: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          userId: string;
        },
        null,
        Name
      >;
      usage: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        { bytes: number; files: number; quotaBytes: null | number },
        Name
      >;
    };
    tracks: {
      create: FunctionReference<
        "mutation",
        "internal",
        {
          artist: string;
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          durationSeconds?: number;
          fileId?: string;
          image?: { alt: string; fileId?: string; src?: string };
          isLoop: boolean;
          record?: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          src?: string;
          title: string;
          visibility?: "public" | "vip" | "private";
        },
        string,
        Name
      >;
      get: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
        },
        null | {
          _creationTime: number;
          _id: string;
          artist: string;
          createdAt?: number;
          createdBy?: string;
          durationSeconds?: number;
          fileId?: string;
          image?: { alt: string; fileId?: string; src?: string };
          imageUrl: null | string;
          isLoop: boolean;
          record?: string;
          src?: string;
          title: string;
          url: null | string;
          visibility: "public" | "vip" | "private";
        },
        Name
      >;
      list: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          limit?: number;
        },
        Array<{
          _creationTime: number;
          _id: string;
          artist: string;
          createdAt?: number;
          createdBy?: string;
          durationSeconds?: number;
          fileId?: string;
          image?: { alt: string; fileId?: string; src?: string };
          imageUrl: null | string;
          isLoop: boolean;
          record?: string;
          src?: string;
          title: string;
          url: null | string;
          visibility: "public" | "vip" | "private";
        }>,
        Name
      >;
      paginate: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          order?: "asc" | "desc";
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            _creationTime: number;
            _id: string;
            artist: string;
            createdAt?: number;
            createdBy?: string;
            durationSeconds?: number;
            fileId?: string;
            image?: { alt: string; fileId?: string; src?: string };
            imageUrl: null | string;
            isLoop: boolean;
            record?: string;
            src?: string;
            title: string;
            url: null | string;
            visibility: "public" | "vip" | "private";
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      random: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          limit?: number;
          seed?: number;
        },
        Array<{
          _creationTime: number;
          _id: string;
          artist: string;
          createdAt?: number;
          createdBy?: string;
          durationSeconds?: number;
          fileId?: string;
          image?: { alt: string; fileId?: string; src?: string };
          imageUrl: null | string;
          isLoop: boolean;
          record?: string;
          src?: string;
          title: string;
          url: null | string;
          visibility: "public" | "vip" | "private";
        }>,
        Name
      >;
      remove: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          id: string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
      search: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          limit?: number;
          query: string;
        },
        Array<{
          _creationTime: number;
          _id: string;
          artist: string;
          createdAt?: number;
          createdBy?: string;
          durationSeconds?: number;
          fileId?: string;
          image?: { alt: string; fileId?: string; src?: string };
          imageUrl: null | string;
          isLoop: boolean;
          record?: string;
          src?: string;
          title: string;
          url: null | string;
          visibility: "public" | "vip" | "private";
        }>,
        Name
      >;
      update: FunctionReference<
        "mutation",
        "internal",
        {
          artist?: string;
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          durationSeconds?: null | number;
          fileId?: null | string;
          id: string;
          image?: null | { alt: string; fileId?: string; src?: string };
          isLoop?: boolean;
          record?: null | string;
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          src?: null | string;
          title?: string;
          visibility?: "public" | "vip" | "private";
        },
        null,
        Name
      >;
    };
    users: {
      current: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
        },
        null | {
          _creationTime: number;
          _id: string;
          email?: string;
          externalId: string;
          imageUrl?: string;
          name: string;
          role: "guest" | "vip" | "admin";
          syncedBy: "webhook" | "fallback" | "backfill";
          username?: string;
        },
        Name
      >;
      ensureCurrent: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        {
          _creationTime: number;
          _id: string;
          email?: string;
          externalId: string;
          imageUrl?: string;
          name: string;
          role: "guest" | "vip" | "admin";
          syncedBy: "webhook" | "fallback" | "backfill";
          username?: string;
        },
        Name
      >;
      list: FunctionReference<
        "query",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          paginationOpts: {
            cursor: string | null;
            endCursor?: string | null;
            id?: number;
            maximumBytesRead?: number;
            maximumRowsRead?: number;
            numItems: number;
          };
          role?: "guest" | "vip" | "admin";
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            _creationTime: number;
            _id: string;
            email?: string;
            externalId: string;
            imageUrl?: string;
            name: string;
            role: "guest" | "vip" | "admin";
            syncedBy: "webhook" | "fallback" | "backfill";
            username?: string;
          }>;
          pageStatus?: "SplitRecommended" | "SplitRequired" | null;
          splitCursor?: string | null;
        },
        Name
      >;
      setRole: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          role: "guest" | "vip" | "admin";
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
          userId: string;
        },
        null,
        Name
      >;
      setRoleByExternalId: FunctionReference<
        "mutation",
        "internal",
        {
          caller:
            | { kind: "anonymous" }
            | {
                externalId: string;
                kind: "user";
                profile?: {
                  email?: string;
                  imageUrl?: string;
                  name?: string;
                  username?: string;
                  verifiedEmail?: string;
                };
              }
            | { kind: "system" };
          externalId: string;
          role: "guest" | "vip" | "admin";
          settings: {
            defaultPlaylistVisibility: "public" | "private";
            defaultTrackVisibility: "public" | "vip" | "private";
            fileMigration?: {
              allowPrivateHosts: boolean;
              allowedHosts: Array<string>;
            };
            onUserDeleted: "keepPublic" | "deleteAll" | "keepAll";
            onUserEvent?: string;
            roleFromMetadata: boolean;
            uploads: {
              maxFileBytes: number;
              maxImageBytes: number;
              quotaBytes: {
                admin: null | number;
                guest: null | number;
                vip: null | number;
              };
            };
          };
        },
        null,
        Name
      >;
    };
  };
