import type { NextConfig } from "next";
import { join } from "node:path";

const config: NextConfig = {
  turbopack: {
    // The Convex functions are in the folder beside this app.
    root: join(import.meta.dirname, "../.."),
    resolveAlias: process.env.NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY
      ? {}
      : {
          "@clerk/nextjs": "./withoutClerk/index.tsx",
          "@clerk/nextjs/server": "./withoutClerk/server.ts",
        },
  },
};

export default config;
