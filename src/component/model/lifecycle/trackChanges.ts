import { durationMsOf } from "../../../shared/tracks.js";
import type { Doc } from "../../_generated/dataModel.js";
import type { MutationCtx } from "../../_generated/server.js";
import { removeItemsOfTrack, updateItemDurations } from "../playlists/trackItems.js";
import { releaseFile } from "../storage/files.js";
import {
  deleteTrackRow,
  filesOf,
  patchTrack,
  type TrackFields,
} from "../tracks/tracks.js";

/*
 * Changes of a track with all that follows from them for its files and for the playlists
 * that it is in.
 */

/** Changes fields of a track, whose new files are attached already. */
export async function changeTrack(
  ctx: MutationCtx,
  track: Doc<"tracks">,
  fields: Partial<TrackFields>,
) {
  const changed = await patchTrack(ctx, track, fields);
  const kept = filesOf(changed);
  for (const fileId of filesOf(track)) {
    if (!kept.includes(fileId)) await releaseFile(ctx, fileId);
  }
  if (durationMsOf(changed) !== durationMsOf(track)) {
    await updateItemDurations(ctx, track._id);
  }
}

/** Deletes a track, its files if no other track uses them, and its items in playlists. */
export async function deleteTrack(ctx: MutationCtx, track: Doc<"tracks">) {
  await deleteTrackRow(ctx, track);
  for (const fileId of filesOf(track)) await releaseFile(ctx, fileId);
  await removeItemsOfTrack(ctx, track._id);
}
