import { callerArgs } from "../shared/caller.js";
import { callArgs, type Settings } from "../shared/settings.js";
import { storage as contract, storageScripts } from "../shared/storage.js";
import { refuse } from "../shared/errors.js";
import { checkQuotaIsLeft } from "../shared/media.js";
import { canRead, refuseAnonymous, requirePermission } from "../shared/permissions.js";
import type { Id } from "./_generated/dataModel.js";
import { mutation, query, type QueryCtx } from "./_generated/server.js";
import { ensureActor, findActor, type UserActor } from "./access.js";
import { fileByStorageId, trackUsing } from "./files.js";
import { collectUploads } from "./uploads.js";
import { recount as recountFiles, usageOf } from "./usage.js";

export const generateUploadUrl = mutation({
  args: { ...callArgs, ...contract.generateUploadUrl.args },
  returns: contract.generateUploadUrl.returns,
  handler: async (ctx, { caller, settings }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changeTracks", "upload files");
    const { bytes, quotaBytes } = await usageOfActor(ctx, actor, settings);
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
    const readable = id !== null && (await mayReadFile(ctx, actor, id));
    return readable ? await ctx.storage.getUrl(id) : null;
  },
});

export const usage = query({
  args: { ...callArgs, ...contract.usage.args },
  returns: contract.usage.returns,
  handler: async (ctx, { caller, settings }) => {
    return await usageOfActor(ctx, await findActor(ctx, caller), settings);
  },
});

export const recount = mutation({
  args: { ...callArgs, ...contract.recount.args },
  returns: contract.recount.returns,
  handler: async (ctx, { caller, settings, userId }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "repair sums");
    const id = ctx.db.normalizeId("users", userId);
    const user = id && (await ctx.db.get("users", id));
    if (!user) throw refuse("NOT_FOUND", "There is no such user.", { field: "userId" });
    await recountFiles(ctx, user._id);
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

async function usageOfActor(ctx: QueryCtx, actor: UserActor, { uploads }: Settings) {
  const { userId, role } = actor;
  if (role === "anonymous") throw refuseAnonymous();
  const used = userId === null ? null : await usageOf(ctx, userId);
  return {
    bytes: used?.bytes ?? 0,
    files: used?.files ?? 0,
    quotaBytes: role === "system" ? null : uploads.quotaBytes[role],
  };
}

/** A file is as readable as the most readable track that uses it. */
async function mayReadFile(ctx: QueryCtx, actor: UserActor, storageId: Id<"_storage">) {
  const file = await fileByStorageId(ctx, storageId);
  if (file === null) return false;
  const ownerId = file.ownerId ?? null;
  for (const visibility of ["public", "vip", "private"] as const) {
    if (!canRead(actor, { visibility, ownerId })) continue;
    if ((await trackUsing(ctx, storageId, visibility)) !== null) return true;
  }
  return false;
}
