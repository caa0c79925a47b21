"use client";
import { useConvexAuth, useMutation, useQuery } from "convex/react";
import type { FunctionReference } from "convex/server";
import { useEffect, useState } from "react";
import type { User } from "../../shared/users.js";

/** The host's mounted functions, for example `api.users`. */
export type CurrentUserFunctions = {
  current: FunctionReference<"query", "public", Record<string, never>, User | null>;
  ensureCurrent: FunctionReference<"mutation", "public", Record<string, never>, User>;
};

/**
 * The result of `useCurrentUser`. `error` means that the user's row could not be created, for
 * example because the account was deleted.
 */
export type CurrentUser =
  | { status: "loading" | "signedOut"; user: null }
  | { status: "signedIn"; user: User }
  | { status: "error"; user: null; error: Error };

/**
 * Returns the signed-in user and keeps it up to date. At a user's first sign-in it creates
 * their row if Clerk's webhook has not arrived yet.
 *
 * ```tsx
 * const { status, user } = useCurrentUser(api.users);
 * ```
 */
export function useCurrentUser(functions: CurrentUserFunctions): CurrentUser {
  const { isLoading, isAuthenticated } = useConvexAuth();
  const user = useQuery(functions.current, isAuthenticated ? {} : "skip");
  const ensureCurrent = useMutation(functions.ensureCurrent);
  const [error, setError] = useState<Error | null>(null);
  const isMissing = isAuthenticated && user === null;

  useEffect(() => {
    if (!isMissing) return setError(null);
    let stale = false;
    ensureCurrent({}).catch((reason: unknown) => {
      if (!stale) setError(reason instanceof Error ? reason : new Error(String(reason)));
    });
    return () => {
      stale = true;
    };
  }, [isMissing, ensureCurrent]);

  if (isLoading) return { status: "loading", user: null };
  if (!isAuthenticated) return { status: "signedOut", user: null };
  if (user) return { status: "signedIn", user };
  return error === null
    ? { status: "loading", user: null }
    : { status: "error", user: null, error };
}
