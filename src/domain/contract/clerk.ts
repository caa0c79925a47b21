import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { vCleanupCandidate, vClerkStatus } from "../validators.js";
import { mutation, query } from "./operation.js";

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
