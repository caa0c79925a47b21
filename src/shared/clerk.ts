import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import { mutation, query } from "./operation.js";
import { vRole } from "./users.js";

/** A user of Clerk, reduced to what the library needs: see clerkEvents.ts. */
export const vClerkUserUpsert = v.object({
  kind: v.literal("upsert"),
  externalId: v.string(),
  profile: v.object({
    name: v.string(),
    email: v.optional(v.string()),
    verifiedEmail: v.optional(v.string()),
    imageUrl: v.optional(v.string()),
    username: v.optional(v.string()),
  }),
  version: v.object({ updatedAt: v.number(), eventAt: v.number() }),
  metadataRole: v.optional(vRole),
});

/** A user event of Clerk's webhook, reduced to what the library needs. */
export const vClerkUserEvent = v.union(
  vClerkUserUpsert,
  v.object({ kind: v.literal("delete"), externalId: v.string() }),
);

/** The progress of a sync or a clean-up. Times are in ms. */
export const clerkRunProgress = {
  kind: literals("sync", "cleanup"),
  state: literals("running", "stopped", "done", "failed"),
  startedAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
  /** How many users there are to look at, if known. */
  total: v.optional(v.number()),
  /** How many have been looked at. */
  done: v.number(),
  created: v.number(),
  updated: v.number(),
  deleted: v.number(),
  /** Users that could not be read. */
  failed: v.number(),
  /** Clean-up only: users whom Clerk does not have. */
  missing: v.number(),
  /** Clean-up only: it lists who would be deleted, and deletes nobody. */
  dryRun: v.boolean(),
  /** Why it failed. */
  error: v.optional(v.string()),
};

const clerkRunShape = { ...document, ...clerkRunProgress };

/** A sync or a clean-up with Clerk, and its progress. Times are in ms. */
export interface ClerkRun extends ObjectType<typeof clerkRunShape> {}

export const vClerkRun: Named<ClerkRun, typeof clerkRunShape> = v.object(clerkRunShape);

const clerkStatusShape = {
  /** When the webhook's last delivery was applied, in ms; null if there was none. */
  lastDeliveryAt: nullable(v.number()),
  /** The number of deliveries by outcome. */
  deliveries: v.record(v.string(), v.number()),
  /** The number of users by what last wrote their profile. */
  users: v.record(v.string(), v.number()),
  lastSync: nullable(vClerkRun),
  lastCleanup: nullable(vClerkRun),
};

/** How the webhook and the last runs are doing. */
export interface ClerkStatus extends ObjectType<typeof clerkStatusShape> {}

export const vClerkStatus: Named<ClerkStatus, typeof clerkStatusShape> =
  v.object(clerkStatusShape);

const cleanupCandidateShape = {
  userId: v.string(),
  externalId: v.string(),
  name: v.string(),
};

/** A user whom a clean-up did not find at Clerk. */
export interface CleanupCandidate extends ObjectType<typeof cleanupCandidateShape> {}

export const vCleanupCandidate: Named<CleanupCandidate, typeof cleanupCandidateShape> =
  v.object(cleanupCandidateShape);

export const clerk = {
  /**
   * Copies every user from Clerk's Backend API, page by page in the background, and
   * returns the run's id. A sync that failed or was stopped continues where it ended,
   * unless `restart` is set. For admins. Throws `CONFLICT` while a run is active, and
   * `INVALID_ARGUMENT` if the component has no `CLERK_SECRET_KEY`.
   */
  sync: mutation({ args: { restart: v.optional(v.boolean()) }, returns: v.string() }),
  /**
   * Looks for users whom Clerk no longer has, and returns the run's id. By default it
   * only lists them (`dryRun`). Otherwise it deletes them after everybody has been
   * looked up. If more than 5 % of the users (and more than ten) are missing, the run
   * fails as a likely mistake, unless `force` is set. For admins. Throws `CONFLICT`
   * while a run is active, and `INVALID_ARGUMENT` if the component has no
   * `CLERK_SECRET_KEY`.
   */
  cleanup: mutation({
    args: { dryRun: v.optional(v.boolean()), force: v.optional(v.boolean()) },
    returns: v.string(),
  }),
  /** Stops the active run, if there is one. What it has done stays. For admins. */
  stop: mutation({ args: {}, returns: v.null() }),
  /** Returns how the webhook and the last runs are doing. For admins. */
  status: query({ args: {}, returns: vClerkStatus }),
  /** Returns a page of the users whom a clean-up did not find at Clerk. For admins. */
  candidates: query({
    args: { runId: v.string(), paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vCleanupCandidate),
  }),
};
