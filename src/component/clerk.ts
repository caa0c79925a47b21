import { v } from "convex/values";
import { stream } from "convex-helpers/server/stream";
import { callerArgs } from "../shared/caller.js";
import { clerk as contract, vClerkUserEvent } from "../shared/clerk.js";
import { requirePermission } from "../shared/permissions.js";
import { callArgs, vSettings } from "../shared/settings.js";
import { mutation, query } from "./_generated/server.js";
import { ensureActor, findActor } from "./model/access.js";
import {
  insertDelivery,
  lastDeliveryAt,
  wasDelivered,
} from "./model/clerk/deliveries.js";
import { resumeClerkRun, startClerkRun, toClerkRun } from "./model/clerk/runs.js";
import { applyUserChange, initialRole } from "./model/lifecycle/userChanges.js";
import { emptyPage, pageOf } from "./model/pages.js";
import { readCounters } from "./model/users/counters.js";
import { changeFromClerk } from "./model/users/stateMachine.js";
import { activeRun, endRun, lastRun } from "./model/work/runs.js";
import schema from "./schema.js";

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
    if (await wasDelivered(ctx, deliveryId)) return { outcome: "duplicate" };
    const change = changeFromClerk(event, {
      source: "webhook",
      role: initialRole(event.externalId),
      roleFromMetadata: settings.roleFromMetadata,
    });
    const outcome = await applyUserChange(ctx, change, settings, { isDelivery: true });
    await insertDelivery(ctx, { deliveryId, type, outcome });
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
      ? await resumeClerkRun(ctx, last, settings)
      : await startClerkRun(ctx, { kind: "sync", dryRun: false, force: false, settings });
  },
});

export const cleanup = mutation({
  args: { ...callArgs, ...contract.cleanup.args },
  returns: contract.cleanup.returns,
  handler: async (ctx, { caller, settings, dryRun = true, force = false }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "clean users up");
    return await startClerkRun(ctx, { kind: "cleanup", dryRun, force, settings });
  },
});

export const stop = mutation({
  args: { ...callArgs, ...contract.stop.args },
  returns: contract.stop.returns,
  handler: async (ctx, { caller, settings }) => {
    const actor = await ensureActor(ctx, caller, settings);
    requirePermission(actor, "administer", "stop a run");
    const run = await activeRun(ctx, "clerk");
    if (run !== null) await endRun(ctx, run, "stopped");
    return null;
  },
});

export const status = query({
  args: { ...callerArgs, ...contract.status.args },
  returns: contract.status.returns,
  handler: async (ctx, { caller }) => {
    requirePermission(await findActor(ctx, caller), "administer", "see this");
    return {
      lastDeliveryAt: await lastDeliveryAt(ctx),
      ...(await readCounters(ctx)),
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
    const id = ctx.db.normalizeId("runs", runId);
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
