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
   * A URL that takes one file by POST within an hour, and answers with its `storageId`.
   * For those who may create tracks. Throws `QUOTA_EXCEEDED` when nothing is left of the
   * caller's quota, `UNAUTHENTICATED`, `FORBIDDEN`.
   */
  generateUploadUrl: mutation({ args: {}, returns: v.string() }),
  /** A file's URL, or null when there is none that the caller may read. */
  getUrl: query({ args: { storageId: v.string() }, returns: nullable(v.string()) }),
  /**
   * Bytes and files that the caller's tracks use, and the quota in bytes (null: none).
   * Throws `UNAUTHENTICATED`.
   */
  usage: query({ args: {}, returns: vStorageUsage, takesSettings: true }),
  /**
   * Adds up a user's files anew, many of them in the background. The sums are kept
   * exact; this is for rows that were written by other means. For admins. Throws
   * `NOT_FOUND`.
   */
  recount: mutation({ args: { userId: v.string() }, returns: v.null() }),
};

/** What only scripts and the dashboard do with files. */
export const storageScripts = {
  recount: storage.recount,
  /**
   * Deletes the uploads that no track uses and whose grace period is over, as a cron
   * does every hour. It goes on behind the files that were looked at before; with
   * `restart` it looks at all of them again.
   */
  collect: mutation({ args: { restart: v.optional(v.boolean()) }, returns: v.null() }),
};
