import { v } from "convex/values";
import { stream } from "convex-helpers/server/stream";
import { clerk as contract } from "../shared/clerk.js";
import { requirePermission } from "../shared/permissions.js";
import { changeFromClerk } from "./model/users/stateMachine.js";
import { callerArgs } from "../shared/caller.js";
import { callArgs, vSettings } from "../shared/settings.js";
import { vClerkUserEvent } from "../shared/clerk.js";
import { internal } from "./_generated/api.js";
import { internalMutation, mutation, query } from "./_generated/server.js";
import { ensureActor, findActor } from "./access.js";
import {
  endRun,
  lastRun,
  resumeRun,
  runningRun,
  startRun,
  toClerkRun,
} from "./clerkRuns.js";
import { emptyPage, pageOf } from "./pages.js";
import schema from "./schema.js";
import { readTallies } from "./tallies.js";
import { applyUserChange, initialRole } from "./userRows.js";

/**
 * Applies one delivery of the Clerk webhook. Called by the webhook route, in
 * the host or in the component, once the signature has been verified.
 *
 * A delivery seen before changes nothing; it is recorded in the same
 * transaction as its effect.
 */
export const receive = mutation({
  args: {
    deliveryId: v.string(),
    type: v.string(),
    event: vClerkUserEvent,
    settings: vSettings,
  },
  returns: v.object({ outcome: v.string() }),
  handler: async (ctx, { deliveryId, type, event, settings }) => {
    const seen = await ctx.db
      .query("webhookDeliveries")
      .withIndex("byDeliveryId", (q) => q.eq("deliveryId", deliveryId))
      .first();
    if (seen !== null) return { outcome: "duplicate" };
    const change = changeFromClerk(event, {
      source: "webhook",
      role: initialRole(event.externalId),
      roleFromMetadata: settings.roleFromMetadata,
    });
    const outcome = await applyUserChange(ctx, change, settings, { isDelivery: true });
    const receivedAt = Date.now();
    await ctx.db.insert("webhookDeliveries", { deliveryId, type, outcome, receivedAt });
    return { outcome };
  },
});

export const sync = mutation({
  args: { ...callArgs, ...contract.sync.args },
  returns: contract.sync.returns,
  handler: async (ctx, { caller, settings, restart = false }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "sync users");
    const last = await lastRun(ctx, "sync");
    const isUnfinished = last?.state === "failed" || last?.state === "stopped";
    return isUnfinished && !restart
      ? await resumeRun(ctx, last, settings)
      : await startRun(ctx, { kind: "sync", dryRun: false, force: false, settings });
  },
});

export const cleanup = mutation({
  args: { ...callArgs, ...contract.cleanup.args },
  returns: contract.cleanup.returns,
  handler: async (ctx, { caller, settings, dryRun = true, force = false }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "clean users up");
    return await startRun(ctx, { kind: "cleanup", dryRun, force, settings });
  },
});

export const stop = mutation({
  args: { ...callArgs, ...contract.stop.args },
  returns: contract.stop.returns,
  handler: async (ctx, { caller, settings }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "stop a run");
    const run = await runningRun(ctx);
    if (run !== null) await endRun(ctx, run, "stopped");
    return null;
  },
});

export const status = query({
  args: { ...callerArgs, ...contract.status.args },
  returns: contract.status.returns,
  handler: async (ctx, { caller }) => {
    requirePermission(await findActor(ctx, caller), "administer", "see this");
    const lastDelivery = await ctx.db
      .query("webhookDeliveries")
      .withIndex("byReceivedAt")
      .order("desc")
      .first();
    return {
      lastDeliveryAt: lastDelivery?.receivedAt ?? null,
      ...(await readTallies(ctx)),
      lastSync: toClerkRun(await lastRun(ctx, "sync")),
      lastCleanup: toClerkRun(await lastRun(ctx, "cleanup")),
    };
  },
});

export const candidates = query({
  args: { ...callerArgs, ...contract.candidates.args },
  returns: contract.candidates.returns,
  handler: async (ctx, { caller, runId, paginationOpts }) => {
    requirePermission(await findActor(ctx, caller), "administer", "see this");
    const id = ctx.db.normalizeId("clerkRuns", runId);
    if (id === null) return emptyPage;
    const rows = stream(ctx.db, schema)
      .query("cleanupCandidates")
      .withIndex("byRun", (q) => q.eq("runId", id))
      .order("asc");
    const result = await pageOf(rows, "_creationTime", paginationOpts);
    const page = result.page.map(({ userId, externalId, name }) => ({
      userId,
      externalId,
      name,
    }));
    return { ...result, page };
  },
});

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const ROWS_A_BATCH = 500;

/** Deletes records of deliveries, and lists of clean-ups, older than 30 days. */
export const prune = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const before = Date.now() - KEPT_MS;
    const deliveries = await ctx.db
      .query("webhookDeliveries")
      .withIndex("byReceivedAt", (q) => q.lt("receivedAt", before))
      .take(ROWS_A_BATCH);
    for (const row of deliveries) await ctx.db.delete("webhookDeliveries", row._id);
    const listed = await ctx.db
      .query("cleanupCandidates")
      .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
      .take(ROWS_A_BATCH);
    for (const row of listed) await ctx.db.delete("cleanupCandidates", row._id);
    if (deliveries.length === ROWS_A_BATCH || listed.length === ROWS_A_BATCH) {
      await ctx.scheduler.runAfter(0, internal.clerk.prune, {});
    }
    return null;
  },
});
