import { defineApp } from "convex/server";
import { v } from "convex/values";
import musicLibrary from "convex-music-library/convex.config";

const app = defineApp({
  env: {
    CLERK_JWT_ISSUER_DOMAIN: v.string(),
    CLERK_WEBHOOK_SECRET: v.optional(v.string()),
    CLERK_SECRET_KEY: v.optional(v.string()),
    CLERK_API_URL: v.optional(v.string()),
    CLERK_INSTANCE_ID: v.optional(v.string()),
    INITIAL_ADMIN_CLERK_USER_ID: v.optional(v.string()),
    UPLOAD_GRACE_HOURS: v.optional(v.string()),
    // From where files may be copied to the storage: see library.ts.
    FILE_MIGRATION_HOSTS: v.optional(v.string()),
    FILE_MIGRATION_PRIVATE_HOSTS: v.optional(v.string()),
    ROLE_FROM_METADATA: v.optional(v.union(v.literal("true"), v.literal("false"))),
    ON_USER_DELETED: v.optional(
      v.union(v.literal("keepPublic"), v.literal("deleteAll"), v.literal("keepAll")),
    ),
  },
});

app.use(musicLibrary, {
  // Mounts the component's own webhook route at /music/clerk-users-webhook. An app
  // needs either this or `library.registerRoutes` in http.ts.
  httpPrefix: "/music/",
  env: {
    CLERK_WEBHOOK_SECRET: app.env.CLERK_WEBHOOK_SECRET,
    CLERK_SECRET_KEY: app.env.CLERK_SECRET_KEY,
    CLERK_API_URL: app.env.CLERK_API_URL,
    CLERK_INSTANCE_ID: app.env.CLERK_INSTANCE_ID,
    INITIAL_ADMIN_CLERK_USER_ID: app.env.INITIAL_ADMIN_CLERK_USER_ID,
    UPLOAD_GRACE_HOURS: app.env.UPLOAD_GRACE_HOURS,
    ROLE_FROM_METADATA: app.env.ROLE_FROM_METADATA,
    ON_USER_DELETED: app.env.ON_USER_DELETED,
  },
});

export default app;
