import type { UserIdentity } from "convex/server";
import { type Infer, v } from "convex/values";
import { profileFromIdentity } from "./clerkEvents.js";

/** The profile in a verified token. */
export const vIdentityProfile = v.object({
  name: v.optional(v.string()),
  email: v.optional(v.string()),
  /** The address again, if it is verified. Imported playlists go to their owner by it. */
  verifiedEmail: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  username: v.optional(v.string()),
});

/** Who calls. The client class derives it from `ctx.auth`, never from arguments. */
export const vCaller = v.union(
  v.object({ kind: v.literal("anonymous") }),
  v.object({
    kind: v.literal("user"),
    externalId: v.string(),
    profile: v.optional(vIdentityProfile),
  }),
  v.object({ kind: v.literal("system") }),
);

/**
 * Who calls: nobody, the bearer of a verified token, or the host. `externalId` is the Clerk
 * user id.
 */
export type Caller = Infer<typeof vCaller>;

/** What every function of the component takes besides its arguments. */
export const callerArgs = { caller: vCaller };

export const anonymousCaller: Caller = { kind: "anonymous" };
export const systemCaller: Caller = { kind: "system" };

/**
 * Turns a verified identity into a caller. A token of another issuer than the accepted ones
 * counts as none, because two issuers may use the same subject. So does a session that
 * Clerk calls pending, because its user has not finished signing in.
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
