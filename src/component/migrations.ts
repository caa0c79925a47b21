import { stream } from "convex-helpers/server/stream";
import { type Caller, callerArgs } from "../shared/caller.js";
import { libraryError } from "../shared/errors.js";
import { fileMigrations as files, migrations as contract } from "../shared/migrations.js";
import { requirePermission } from "../shared/permissions.js";
import { callArgs, type Settings } from "../shared/settings.js";
import type { Doc } from "./_generated/dataModel.js";
import { mutation, type MutationCtx, query, type QueryCtx } from "./_generated/server.js";
import { ensureActor, findActor } from "./model/access.js";
import {
  resumeFileMigration as resumeFileMigrationRun,
  startFileMigration as startFileMigrationRun,
  startTrackMigration,
  toFileMigration,
} from "./model/fileMigration/runs.js";
import { removeSources as removeStoredSources } from "./model/fileMigration/sources.js";
import {
  itemsToExport,
  playlistsToExport,
  tracksToExport,
} from "./model/migrations/exports.js";
import {
  importItemRows,
  importPlaylistRows,
  importTrackRows,
} from "./model/migrations/imports.js";
import { emptyPage, pageOf } from "./model/pages.js";
import { activeRun, endRun, lastRun, pauseRun } from "./model/work/runs.js";
import schema from "./schema.js";

export const importTracks = mutation({
  args: { ...callArgs, ...contract.importTracks.args },
  returns: contract.importTracks.returns,
  handler: async (ctx, { caller, settings, rows }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "import tracks");
    return await importTrackRows(ctx, rows, settings);
  },
});

export const importPlaylists = mutation({
  args: { ...callArgs, ...contract.importPlaylists.args },
  returns: contract.importPlaylists.returns,
  handler: async (ctx, { caller, settings, rows }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "import playlists");
    return await importPlaylistRows(ctx, rows, settings);
  },
});

export const importPlaylistTracks = mutation({
  args: { ...callArgs, ...contract.importPlaylistTracks.args },
  returns: contract.importPlaylistTracks.returns,
  handler: async (ctx, { caller, settings, rows }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "import playlists");
    return await importItemRows(ctx, rows);
  },
});

export const exportTracks = query({
  args: { ...callerArgs, ...contract.exportTracks.args },
  returns: contract.exportTracks.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "export tracks");
    return await tracksToExport(ctx, paginationOpts);
  },
});

export const exportPlaylists = query({
  args: { ...callerArgs, ...contract.exportPlaylists.args },
  returns: contract.exportPlaylists.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "export playlists");
    return await playlistsToExport(ctx, paginationOpts);
  },
});

export const exportPlaylistTracks = query({
  args: { ...callerArgs, ...contract.exportPlaylistTracks.args },
  returns: contract.exportPlaylistTracks.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "export playlists");
    return await itemsToExport(ctx, paginationOpts);
  },
});

export const startFileMigration = mutation({
  args: { ...callArgs, ...files.startFileMigration.args },
  returns: files.startFileMigration.returns,
  handler: async (ctx, { caller, settings }) => {
    await requireMigrator(ctx, caller, settings);
    return await startFileMigrationRun(ctx, settings);
  },
});

export const migrateTrackFile = mutation({
  args: { ...callArgs, ...files.migrateTrackFile.args },
  returns: files.migrateTrackFile.returns,
  handler: async (ctx, { caller, settings, id }) => {
    await requireMigrator(ctx, caller, settings);
    const trackId = ctx.db.normalizeId("tracks", id);
    const track = trackId && (await ctx.db.get("tracks", trackId));
    if (!track)
      throw libraryError("NOT_FOUND", "There is no such track.", { field: "id" });
    if (track.src === undefined) {
      throw libraryError(
        "INVALID_ARGUMENT",
        "The track has no src to copy a file from.",
        {
          field: "id",
        },
      );
    }
    return await startTrackMigration(ctx, track, settings);
  },
});

export const pauseFileMigration = mutation({
  args: { ...callArgs, ...files.pauseFileMigration.args },
  returns: files.pauseFileMigration.returns,
  handler: async (ctx, { caller, settings }) => {
    await requireMigrator(ctx, caller, settings);
    const run = await activeRun(ctx, "files");
    if (run?.state === "running") await pauseRun(ctx, run);
    return null;
  },
});

export const resumeFileMigration = mutation({
  args: { ...callArgs, ...files.resumeFileMigration.args },
  returns: files.resumeFileMigration.returns,
  handler: async (ctx, { caller, settings }) => {
    await requireMigrator(ctx, caller, settings);
    const run = await activeRun(ctx, "files");
    if (run?.state === "paused") await resumeFileMigrationRun(ctx, run);
    return null;
  },
});

export const stopFileMigration = mutation({
  args: { ...callArgs, ...files.stopFileMigration.args },
  returns: files.stopFileMigration.returns,
  handler: async (ctx, { caller, settings }) => {
    await requireMigrator(ctx, caller, settings);
    const run = await activeRun(ctx, "files");
    if (run !== null) await endRun(ctx, run, "stopped");
    return null;
  },
});

export const fileMigration = query({
  args: { ...callerArgs, ...files.fileMigration.args },
  returns: files.fileMigration.returns,
  handler: async (ctx, { caller }) => {
    requirePermission(await findActor(ctx, caller), "administer", "see this");
    const run = await lastRun(ctx, "fileMigration");
    return run && toFileMigration(run);
  },
});

export const fileMigrationFailures = query({
  args: { ...callerArgs, ...files.fileMigrationFailures.args },
  returns: files.fileMigrationFailures.returns,
  handler: async (ctx, { caller, runId, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "see this");
    const id = ctx.db.normalizeId("runs", runId);
    if (id === null) return emptyPage;
    const failed = stream(ctx.db, schema)
      .query("fileCopies")
      .withIndex("byRunState", (q) => q.eq("runId", id).eq("state", "failed"))
      .order("asc");
    const result = await pageOf(failed, "_creationTime", paginationOpts);
    const page = result.page.map((copy) => toFailure(ctx, copy));
    return { ...result, page: await Promise.all(page) };
  },
});

export const removeSources = mutation({
  args: { ...callArgs, ...files.removeSources.args },
  returns: files.removeSources.returns,
  handler: async (ctx, { caller, settings }) => {
    await requireMigrator(ctx, caller, settings);
    await removeStoredSources(ctx);
    return null;
  },
});

async function requireMigrator(ctx: MutationCtx, caller: Caller, settings: Settings) {
  const actor = await ensureActor(ctx, caller, settings);
  requirePermission(actor, "administer", "migrate files");
}

async function toFailure(ctx: QueryCtx, copy: Doc<"fileCopies">) {
  const { trackId, src, attempts, error = "" } = copy;
  const track = await ctx.db.get("tracks", trackId);
  return { trackId, title: track?.title ?? null, src, error, attempts };
}
