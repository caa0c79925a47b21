import { auth } from "@clerk/nextjs/server";

/** A token that tells Convex who asks, for calls from the server; none when signed out. */
export async function getAuthToken(): Promise<string | undefined> {
  const { getToken, sessionClaims } = await auth();
  // With Clerk's Convex integration the session's own token is one for Convex; otherwise
  // there is a JWT template named "convex".
  const isIntegrated = sessionClaims?.aud === "convex";
  const token = await getToken(isIntegrated ? {} : { template: "convex" });
  return token ?? undefined;
}
