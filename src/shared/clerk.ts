import { literals, nullable } from "convex-helpers/validators";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { type ObjectType, v } from "convex/values";
import { document, type Named } from "./documents.js";
import { mutation, query } from "./operation.js";
import { vRole } from "./users.js";

/** A user as Clerk has them, projected: see clerkEvents.ts. */
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

/** What a Clerk webhook says of a user, projected. */
export const vClerkUserEvent = v.union(
  vClerkUserUpsert,
  v.object({ kind: v.literal("delete"), externalId: v.string() }),
);

/** How far a run of the sync or the clean-up with Clerk is; times in ms. */
export const clerkRunProgress = {
  kind: literals("sync", "cleanup"),
  state: literals("running", "stopped", "done", "failed"),
  startedAt: v.number(),
  updatedAt: v.number(),
  finishedAt: v.optional(v.number()),
  /** How many users there are to look at, as far as it is known. */
  total: v.optional(v.number()),
  /** How many have been looked at. */
  done: v.number(),
  created: v.number(),
  updated: v.number(),
  deleted: v.number(),
  /** Users that could not be read. */
  failed: v.number(),
  /** Clean-up only: users that Clerk does not have. */
  missing: v.number(),
  /** Clean-up only: it lists who would go, and deletes nobody. */
  dryRun: v.boolean(),
  /** Why it failed. */
  error: v.optional(v.string()),
};

const clerkRunShape = { ...document, ...clerkRunProgress };

/** A run of the sync or the clean-up with Clerk, and how far it is; times in ms. */
export interface ClerkRun extends ObjectType<typeof clerkRunShape> {}

export const vClerkRun: Named<ClerkRun, typeof clerkRunShape> = v.object(clerkRunShape);

const clerkStatusShape = {
  /** When the last delivery of the webhook was applied, in ms. */
  lastDeliveryAt: nullable(v.number()),
  /** Deliveries by what came of them. */
  deliveries: v.record(v.string(), v.number()),
  /** Users by what wrote their profile last. */
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
   * Brings every user of Clerk's Backend API over, page by page in the background,
   * and returns the run's id. A sync that failed or was stopped goes on where it
   * ended, unless `restart` is set. For admins. Throws `CONFLICT` while a run is on,
   * and `INVALID_ARGUMENT` when the component has no `CLERK_SECRET_KEY`.
   */
  sync: mutation({ args: { restart: v.optional(v.boolean()) }, returns: v.string() }),
  /**
   * Looks for users whom Clerk does not have any more. By default it only lists
   * them (`dryRun`); otherwise it deletes them, once everybody has been looked up.
   * More than 5 % (and ten) missing users are taken for a mistake, unless `force`
   * is set. For admins. Throws `CONFLICT` while a run is on, and `INVALID_ARGUMENT`
   * when the component has no `CLERK_SECRET_KEY`.
   */
  cleanup: mutation({
    args: { dryRun: v.optional(v.boolean()), force: v.optional(v.boolean()) },
    returns: v.string(),
  }),
  /** Stops the run that is on, if any. What it did stays. For admins. */
  stop: mutation({ args: {}, returns: v.null() }),
  /** How the webhook and the last runs are doing. For admins. */
  status: query({ args: {}, returns: vClerkStatus }),
  /** A page of the users whom a clean-up did not find at Clerk. For admins. */
  candidates: query({
    args: { runId: v.string(), paginationOpts: paginationOptsValidator },
    returns: paginationResultValidator(vCleanupCandidate),
  }),
};
