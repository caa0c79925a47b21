import { nullable } from "convex-helpers/validators";
import { type ObjectType, v } from "convex/values";
import type { Named } from "./documents.js";
import { mutation, query } from "./operation.js";

const storageUsageShape = {
  bytes: v.number(),
  /** Null is no limit. */
  quotaBytes: nullable(v.number()),
  files: v.number(),
};

/** What the files of a user add up to. */
export interface StorageUsage extends ObjectType<typeof storageUsageShape> {}

export const vStorageUsage: Named<StorageUsage, typeof storageUsageShape> =
  v.object(storageUsageShape);

export const storage = {
  /**
   * Returns a URL that takes one file by POST within an hour, and answers with its
   * `storageId`. For vips and admins. Throws `QUOTA_EXCEEDED` if nothing is left of the
   * caller's quota, `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  generateUploadUrl: mutation({ args: {}, returns: v.string() }),
  /** Returns the URL of a file, or null if there is none that the caller may read. */
  getUrl: query({ args: { storageId: v.string() }, returns: nullable(v.string()) }),
  /**
   * Returns how many bytes and files the caller's tracks use, and their quota in bytes
   * (null for no limit). Throws `UNAUTHENTICATED`.
   */
  usage: query({ args: {}, returns: vStorageUsage, takesSettings: true }),
  /**
   * Adds up a user's files again, many of them in the background. The sums are always
   * exact; this is for rows that were written in another way. For admins. Throws
   * `NOT_FOUND`.
   */
  recount: mutation({ args: { userId: v.string() }, returns: v.null() }),
};

/** For scripts and the dashboard only. */
export const storageScripts = {
  recount: storage.recount,
  /**
   * Deletes uploads that no track uses and whose grace period is over. A cron does this
   * every hour. Continues after the files that were looked at before; with `restart` it
   * looks at all of them again.
   */
  collect: mutation({ args: { restart: v.optional(v.boolean()) }, returns: v.null() }),
};
