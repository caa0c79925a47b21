import { callerArgs } from "../shared/caller.js";
import { checkQuotaIsLeft } from "../shared/media.js";
import {
  canRead,
  unauthenticatedError,
  requirePermission,
} from "../shared/permissions.js";
import { callArgs, type Settings } from "../shared/settings.js";
import { storage as contract, storageScripts } from "../shared/storage.js";
import type { Id } from "./_generated/dataModel.js";
import { mutation, query, type QueryCtx } from "./_generated/server.js";
import { ensureActor, findActor } from "./model/access.js";
import { fileByStorageId } from "./model/storage/files.js";
import { collectUploads } from "./model/storage/uploads.js";
import { recountUsage, usageOf } from "./model/storage/usage.js";
import { trackUsing } from "./model/tracks/tracks.js";
import { requireUserById } from "./model/users/users.js";
import type { UserActor } from "./model/visibility.js";

export const generateUploadUrl = mutation({
  args: { ...callArgs, ...contract.generateUploadUrl.args },
  returns: contract.generateUploadUrl.returns,
  handler: async (ctx, { caller, settings }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changeTracks", "upload files");
    const { bytes, quotaBytes } = await usageFor(ctx, actor, settings);
    checkQuotaIsLeft(bytes, quotaBytes);
    return await ctx.storage.generateUploadUrl();
  },
});

export const getUrl = query({
  args: { ...callerArgs, ...contract.getUrl.args },
  returns: contract.getUrl.returns,
  handler: async (ctx, { caller, storageId }) => {
    const actor = await findActor(ctx, caller);
    const id = ctx.db.system.normalizeId("_storage", storageId);
    const isReadable = id !== null && (await canReadFile(ctx, actor, id));
    return isReadable ? await ctx.storage.getUrl(id) : null;
  },
});

export const usage = query({
  args: { ...callArgs, ...contract.usage.args },
  returns: contract.usage.returns,
  handler: async (ctx, { caller, settings }) => {
    return await usageFor(ctx, await findActor(ctx, caller), settings);
  },
});

export const recount = mutation({
  args: { ...callArgs, ...contract.recount.args },
  returns: contract.recount.returns,
  handler: async (ctx, { caller, settings, userId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "repair sums");
    const user = await requireUserById(ctx, userId);
    await recountUsage(ctx, user._id);
    return null;
  },
});

export const collect = mutation({
  args: { ...callArgs, ...storageScripts.collect.args },
  returns: storageScripts.collect.returns,
  handler: async (ctx, { caller, settings, restart }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "collect uploads");
    await collectUploads(ctx, { restart });
    return null;
  },
});

async function usageFor(ctx: QueryCtx, actor: UserActor, { uploads }: Settings) {
  const { userId, role } = actor;
  if (role === "anonymous") throw unauthenticatedError();
  const used = userId === null ? null : await usageOf(ctx, userId);
  return {
    bytes: used?.bytes ?? 0,
    files: used?.files ?? 0,
    quotaBytes: role === "system" ? null : uploads.quotaBytes[role],
  };
}

/** A file is as readable as the most readable track that uses it. */
async function canReadFile(ctx: QueryCtx, actor: UserActor, storageId: Id<"_storage">) {
  const file = await fileByStorageId(ctx, storageId);
  if (file === null) return false;
  const ownerId = file.ownerId ?? null;
  for (const visibility of ["public", "vip", "private"] as const) {
    if (!canRead(actor, { visibility, ownerId })) continue;
    if ((await trackUsing(ctx, storageId, visibility)) !== null) return true;
  }
  return false;
}
