import { migrations as contract } from "../domain/contract.js";
import { requirePermission } from "../domain/permissions.js";
import { callArgs } from "../domain/validators.js";
import { mutation, query } from "./_generated/server.js";
import { ensureActor, findActor } from "./access.js";
import { itemsToExport, playlistsToExport, tracksToExport } from "./exports.js";
import { importItemRows, importPlaylistRows, importTrackRows } from "./imports.js";

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
  args: { ...callArgs, ...contract.exportTracks.args },
  returns: contract.exportTracks.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "export tracks");
    return await tracksToExport(ctx, paginationOpts);
  },
});

export const exportPlaylists = query({
  args: { ...callArgs, ...contract.exportPlaylists.args },
  returns: contract.exportPlaylists.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "export playlists");
    return await playlistsToExport(ctx, paginationOpts);
  },
});

export const exportPlaylistTracks = query({
  args: { ...callArgs, ...contract.exportPlaylistTracks.args },
  returns: contract.exportPlaylistTracks.returns,
  handler: async (ctx, { caller, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "export playlists");
    return await itemsToExport(ctx, paginationOpts);
  },
});
