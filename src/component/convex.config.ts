import workpool from "@convex-dev/workpool/convex.config.js";
import { defineComponent } from "convex/server";
import { v } from "convex/values";
import { vOnUserDeleted } from "../shared/settings.js";

const component = defineComponent("musicLibrary", {
  env: {
    /** Signing secrets of the Clerk webhook endpoint, separated by spaces or commas. */
    CLERK_WEBHOOK_SECRET: v.optional(v.string()),
    /** The key of Clerk's Backend API, for the sync, the clean-up and missing profiles. */
    CLERK_SECRET_KEY: v.optional(v.string()),
    /** Where Clerk's Backend API is. Only a loopback address may replace Clerk's own. */
    CLERK_API_URL: v.optional(v.string()),
    /** Events of other Clerk instances than this one are ignored. */
    CLERK_INSTANCE_ID: v.optional(v.string()),
    /** As the option `roleFromMetadata`, for the component's own webhook route. */
    ROLE_FROM_METADATA: v.optional(v.union(v.literal("true"), v.literal("false"))),
    /** As the option `onUserDeleted`, for the component's own webhook route. */
    ON_USER_DELETED: v.optional(vOnUserDeleted),
    /** The Clerk user who is an admin from the start. */
    INITIAL_ADMIN_CLERK_USER_ID: v.optional(v.string()),
    /** For how many hours an upload that no track uses is kept: 24, at least 1. */
    UPLOAD_GRACE_HOURS: v.optional(v.string()),
  },
});

// Runs the calls to Clerk's Backend API, with retries.
component.use(workpool, { name: "clerkPool" });

// Copies files. A pool of its own, so that long copies keep no call to Clerk waiting.
component.use(workpool, { name: "filePool" });

export default component;
