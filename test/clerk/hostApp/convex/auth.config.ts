import type { AuthConfig } from "convex/server";

// Convex takes tokens of both; library.ts says whose count.
export default {
  providers: [
    { domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" },
    { domain: process.env.OTHER_ISSUER_DOMAIN!, applicationID: "convex" },
  ],
} satisfies AuthConfig;
