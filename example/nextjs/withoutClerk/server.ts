/**
 * Stands in for `@clerk/nextjs/server`: see index.tsx. It takes any token at its word,
 * because Convex verifies it at every call.
 */
import { headers } from "next/headers";
import { type NextRequest, NextResponse } from "next/server";
import { readToken } from "./token";

type Auth = { protect(): Promise<void> };

class SignInNeeded extends Error {}

export function clerkMiddleware(
  handler: (auth: Auth, request: NextRequest) => Promise<void>,
) {
  return async (request: NextRequest) => {
    const token = tokenOf(request.headers);
    const protect = async () => {
      if (token === null) throw new SignInNeeded();
    };
    try {
      await handler({ protect }, request);
      return NextResponse.next();
    } catch (error) {
      if (!(error instanceof SignInNeeded)) throw error;
      return NextResponse.redirect(new URL("/sign-in", request.url));
    }
  };
}

export function createRouteMatcher(patterns: string[]) {
  const routes = patterns.map((pattern) => new RegExp(`^${pattern}$`));
  return ({ nextUrl }: NextRequest) =>
    routes.some((route) => route.test(nextUrl.pathname));
}

export async function auth() {
  const token = tokenOf(await headers());
  return { getToken: async () => token, sessionClaims: { aud: "convex" } };
}

function tokenOf(headers: Headers) {
  return readToken(headers.get("cookie") ?? "");
}
