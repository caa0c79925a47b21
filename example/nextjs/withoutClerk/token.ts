const TOKEN_COOKIE = "development_token";
const SECONDS = 3600; // what a token of the local issuer is good for

/** The token in a `Cookie` header, or null. */
export function readToken(cookies: string): string | null {
  const found = cookies.match(new RegExp(`(?:^|; *)${TOKEN_COOKIE}=([\\w.-]+)`));
  return found?.[1] ?? null;
}

/** A `Set-Cookie` header that signs in, or out when there is no token. */
export function cookieOf(token: string | null): string {
  const lifetime = `max-age=${token === null ? 0 : SECONDS}`;
  return `${TOKEN_COOKIE}=${token ?? ""}; path=/; samesite=lax; ${lifetime}`;
}
