import { defineApp } from "convex/server";
import { v } from "convex/values";
import musicLibrary from "convex-music-library/convex.config";

const app = defineApp({
  env: {
    CLERK_SECRET_KEY: v.optional(v.string()),
    CLERK_API_URL: v.optional(v.string()),
  },
});

app.use(musicLibrary, {
  env: {
    CLERK_SECRET_KEY: app.env.CLERK_SECRET_KEY,
    CLERK_API_URL: app.env.CLERK_API_URL,
  },
});

export default app;
