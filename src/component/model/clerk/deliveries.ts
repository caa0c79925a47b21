import { internal } from "../../_generated/api.js";
import type { MutationCtx, QueryCtx } from "../../_generated/server.js";
import { type BatchJob, batchMutation } from "../work/batches.js";
import { deleteOldCandidates } from "./candidates.js";

/*
 * The deliveries of the webhook that were applied. Nothing else writes these rows.
 */

export async function wasDelivered(ctx: QueryCtx, deliveryId: string) {
  const delivery = await ctx.db
    .query("webhookDeliveries")
    .withIndex("byDeliveryId", (q) => q.eq("deliveryId", deliveryId))
    .first();
  return delivery !== null;
}

export async function insertDelivery(
  ctx: MutationCtx,
  delivery: { deliveryId: string; type: string; outcome: string },
) {
  await ctx.db.insert("webhookDeliveries", { ...delivery, receivedAt: Date.now() });
}

/** When the last delivery was applied, in ms; null when there was none. */
export async function lastDeliveryAt(ctx: QueryCtx): Promise<number | null> {
  const delivery = await ctx.db
    .query("webhookDeliveries")
    .withIndex("byReceivedAt")
    .order("desc")
    .first();
  return delivery?.receivedAt ?? null;
}

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const BATCH_ROWS = 500;

const pruneArgs = {};

const pruneJob: BatchJob<typeof pruneArgs> = {
  args: pruneArgs,
  next: () => internal.model.clerk.deliveries.prune,
  batch: async (ctx) => {
    const before = Date.now() - KEPT_MS;
    const deliveries = await deleteOldDeliveries(ctx, before);
    const candidates = await deleteOldCandidates(ctx, before, BATCH_ROWS);
    return Math.max(deliveries, candidates) < BATCH_ROWS ? null : {};
  },
};

/** Deletes deliveries, and lists of clean-ups, that are older than 30 days. */
export const prune = batchMutation(pruneJob);

async function deleteOldDeliveries(ctx: MutationCtx, before: number) {
  const deliveries = await ctx.db
    .query("webhookDeliveries")
    .withIndex("byReceivedAt", (q) => q.lt("receivedAt", before))
    .take(BATCH_ROWS);
  for (const row of deliveries) await ctx.db.delete("webhookDeliveries", row._id);
  return deliveries.length;
}
