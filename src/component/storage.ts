import { callArgs } from "../domain/validators.js";
import { storage as contract } from "../domain/contract.js";
import { canRead, refuseAnonymous, requirePermission } from "../domain/permissions.js";
import type { Id } from "./_generated/dataModel.js";
import { mutation, query, type QueryCtx } from "./_generated/server.js";
import { ensureActor, findActor, type UserActor } from "./access.js";
import { fileByStorageId, usageOf } from "./files.js";

export const generateUploadUrl = mutation({
  args: { ...callArgs, ...contract.generateUploadUrl.args },
  returns: contract.generateUploadUrl.returns,
  handler: async (ctx, { caller, settings }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "changeTracks", "upload files");
    return await ctx.storage.generateUploadUrl();
  },
});

export const getUrl = query({
  args: { ...callArgs, ...contract.getUrl.args },
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
    const { userId, role } = await findActor(ctx, caller);
    if (role === "anonymous") throw refuseAnonymous();
    const used = userId === null ? null : await usageOf(ctx, userId);
    return {
      bytes: used?.bytes ?? 0,
      files: used?.files ?? 0,
      quotaBytes: role === "system" ? null : settings.uploads.quotaBytes[role],
    };
  },
});

/** A file is as readable as the most readable track that uses it. */
async function mayReadFile(ctx: QueryCtx, actor: UserActor, storageId: Id<"_storage">) {
  const file = await fileByStorageId(ctx, storageId);
  if (file === null) return false;
  const ownerId = file.ownerId ?? null;
  for (const visibility of ["public", "vip", "private"] as const) {
    if (!canRead(actor, { visibility, ownerId })) continue;
    const track = await ctx.db
      .query("tracks")
      .withIndex("byFile", (q) => q.eq("fileId", storageId).eq("visibility", visibility))
      .first();
    if (track !== null) return true;
  }
  return false;
}
