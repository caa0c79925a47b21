/// <reference types="vite/client" />
import { convexTest } from "convex-test";
import { register, testWebhookSecret } from "convex-music-library/test";
import { vi } from "vitest";
import { api, internal } from "../../example/convex/_generated/api.js";
import schema from "../../example/convex/schema.js";
import type { Role } from "../../src/shared/permissions.js";

const modules = import.meta.glob("../../example/convex/**/*.{js,ts}");

/** The example host app with the built package, and the platform's transaction limits. */
export function startHost() {
  vi.stubEnv("CLERK_WEBHOOK_SECRET", testWebhookSecret);
  const t = convexTest({ schema, modules, transactionLimits: true });
  register(t);
  return t;
}

export type Host = ReturnType<typeof startHost>;

export const issuer = "https://clerk.example.com";

/** Somebody who calls with a token; their row is made by their first mutation. */
export function withToken(t: Host, subject: string, claims: Record<string, string> = {}) {
  const tokenIdentifier = `${issuer}|${subject}`;
  return t.withIdentity({ subject, issuer, tokenIdentifier, ...claims });
}

/** Somebody with a row and a role. */
export async function signUp(t: Host, subject: string, role: Role = "guest") {
  const as = withToken(t, subject);
  await as.mutation(api.users.ensureCurrent, {});
  await t.mutation(internal.users.setRoleByExternalId, { externalId: subject, role });
  return as;
}
