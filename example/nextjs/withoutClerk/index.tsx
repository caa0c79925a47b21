"use client";

/**
 * Stands in for `@clerk/nextjs` where no publishable key is set, for development: a token
 * of an issuer that the deployment trusts, kept in a cookie, signs somebody in.
 */
import Link from "next/link";
import { type FormEvent, type ReactNode, useSyncExternalStore } from "react";
import { cookieOf, readToken } from "./token";

export function ClerkProvider({ children }: { children: ReactNode; dynamic?: boolean }) {
  return children;
}

export function useAuth() {
  const token = useSyncExternalStore(neverChanges, tokenInBrowser, tokenOnServer);
  return {
    isLoaded: token !== undefined,
    isSignedIn: typeof token === "string",
    getToken: async () => token ?? null,
    sessionClaims: { aud: "convex" },
    sessionId: token,
    orgId: null,
    orgRole: null,
  };
}

const neverChanges = () => () => {};
const tokenInBrowser = () => readToken(document.cookie);
const tokenOnServer = () => undefined; // not known before the page is in the browser

export function SignInButton() {
  return <Link href="/sign-in">Sign in</Link>;
}

export function UserButton() {
  return <button onClick={() => leaveWith(null, "/")}>Sign out</button>;
}

export function SignIn() {
  const signIn = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token") as string;
    leaveWith(token.trim(), "/playlists/mine");
  };
  return (
    <form onSubmit={signIn}>
      <h1>Sign in</h1>
      <p>
        No Clerk key is set. For development, a token of the local issuer signs you in:{" "}
        <code>npm run demo</code> prints one.
      </p>
      <label>
        Token <input name="token" required autoComplete="off" />
      </label>{" "}
      <button>Sign in</button>
    </form>
  );
}

/** Goes to another page as the bearer of this token, with nothing of the old one left. */
function leaveWith(token: string | null, path: string) {
  document.cookie = cookieOf(token);
  window.location.assign(path);
}
