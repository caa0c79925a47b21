import type { UserIdentity } from "convex/server";
import { profileFromIdentity } from "./clerkEvents.js";
import type { Caller } from "./validators.js";

export const anonymousCaller: Caller = { kind: "anonymous" };
export const systemCaller: Caller = { kind: "system" };

/**
 * Turns a verified identity into a caller. A token of an issuer that is not
 * among the accepted ones counts as none: two issuers may give out the same
 * subject. So does a session that Clerk calls pending, because its user has yet
 * to finish signing in.
 */
export function callerFromIdentity(
  identity: UserIdentity | null,
  { issuers }: { issuers?: readonly string[] } = {},
): Caller {
  if (identity === null || identity.sts === "pending") return anonymousCaller;
  if (issuers && !issuers.map(withoutSlash).includes(withoutSlash(identity.issuer))) {
    return anonymousCaller;
  }
  return {
    kind: "user",
    externalId: identity.subject,
    profile: profileFromIdentity(identity),
  };
}

function withoutSlash(url: string) {
  return url.replace(/\/$/, "");
}
