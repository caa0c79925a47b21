import type { UserIdentity } from "convex/server";
import { type Infer, v } from "convex/values";
import { profileFromIdentity } from "./clerkEvents.js";

/** What a verified token says of its bearer. */
export const vIdentityProfile = v.object({
  name: v.optional(v.string()),
  email: v.optional(v.string()),
  /** The address again, if it is known to be theirs: imported playlists become theirs by it. */
  verifiedEmail: v.optional(v.string()),
  imageUrl: v.optional(v.string()),
  username: v.optional(v.string()),
});

/** Who asks. The client class derives it from `ctx.auth`, never from arguments. */
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
 * Who asks: nobody, the bearer of a verified token, or trusted host code. `externalId` is
 * the Clerk user id.
 */
export type Caller = Infer<typeof vCaller>;

/** What every call of the component carries beside the client's arguments. */
export const callerArgs = { caller: vCaller };

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
