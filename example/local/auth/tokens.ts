import type { UserIdentity } from "convex/server";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import { messageOf, RequestError } from "../errors.js";
import type { AuthProvider, CustomJwtProvider, OidcProvider } from "../push/types.js";
import { customJwtIdentity, oidcIdentity } from "./identity.js";

/** The identity that a token proves, and when it expires, in ms since 1970. */
export type VerifiedToken = { identity: UserIdentity; expiresAt: number };

const ALGORITHMS = ["RS256", "ES256"];
const CUSTOM_JWT_TOLERANCE_SECONDS = 5;

/**
 * Verifies tokens of the issuers that the app trusts, as a deployment does: it chooses the
 * provider by issuer and audience, and takes the key from the provider's key set.
 */
export class TokenVerifier {
  #providers: AuthProvider[] = [];
  readonly #keySets = new Map<string, JWTVerifyGetKey>();

  /** Sets the trusted issuers. */
  setProviders(providers: AuthProvider[]): void {
    this.#providers = providers;
    this.#keySets.clear();
  }

  /** @throws RequestError if the token is invalid or its issuer is not trusted. */
  async verify(token: string): Promise<VerifiedToken> {
    const claims = readClaims(token);
    const provider = this.#providers.find((provider) => trusts(provider, claims));
    if (!provider) {
      throw new RequestError("NoAuthProvider", this.#noProvider(), 401);
    }
    return "domain" in provider
      ? this.#verifyOidc(provider, token, claims.iss!)
      : this.#verifyCustomJwt(provider, token);
  }

  async #verifyOidc(provider: OidcProvider, token: string, issuer: string) {
    const keys = await this.#oidcKeys(withProtocol(issuer));
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience: provider.applicationID,
        requiredClaims: ["sub", "iat", "exp"],
      });
      if (Array.isArray(payload.aud) && payload.aud.length > 1) {
        throw new Error("the token has more than one audience");
      }
      return { identity: oidcIdentity(payload), expiresAt: payload.exp! * 1000 };
    } catch (error) {
      throw new RequestError(
        "Unauthenticated",
        "Could not verify OIDC token claim. Check that the token signature is valid and " +
          `the token hasn't expired. (${messageOf(error)})`,
        401,
      );
    }
  }

  async #verifyCustomJwt(provider: CustomJwtProvider, token: string) {
    const keys = this.#keySet(provider.jwks);
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: [provider.algorithm],
        requiredClaims: ["sub", "exp"],
        clockTolerance: CUSTOM_JWT_TOLERANCE_SECONDS,
        ...(provider.applicationID !== null && { audience: provider.applicationID }),
      });
      return { identity: customJwtIdentity(payload), expiresAt: payload.exp! * 1000 };
    } catch (error) {
      throw new RequestError(
        "InvalidAuthHeader",
        `Could not validate token: ${messageOf(error)}`,
        401,
      );
    }
  }

  /** Finds an issuer's key set by OpenID Connect discovery. */
  async #oidcKeys(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#keySets.get(issuer);
    if (known) return known;
    const location = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
    try {
      const response = await fetch(requireSecure(location), { redirect: "error" });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const found = (await response.json()) as { issuer?: string; jwks_uri?: string };
      if (found.issuer !== issuer) {
        throw new Error(`it names another issuer, ${found.issuer}`);
      }
      const keys = this.#keySet(String(found.jwks_uri));
      this.#keySets.set(issuer, keys);
      return keys;
    } catch (error) {
      throw new RequestError(
        "AuthProviderDiscoveryFailed",
        `Auth provider discovery of ${issuer} failed: ${messageOf(error)}`,
      );
    }
  }

  #keySet(location: string): JWTVerifyGetKey {
    const known = this.#keySets.get(location);
    if (known) return known;
    const keys = location.startsWith("data:")
      ? createLocalJWKSet(readDataUrl(location))
      : createRemoteJWKSet(requireSecure(location));
    this.#keySets.set(location, keys);
    return keys;
  }

  #noProvider(): string {
    if (this.#providers.length === 0) {
      return "No auth provider found matching the given token (no providers configured). Check convex/auth.config.ts.";
    }
    const known = this.#providers.map((provider) =>
      "domain" in provider
        ? `OIDC(domain=${provider.domain}, app_id=${provider.applicationID})`
        : `CustomJWT(issuer=${provider.issuer}, app_id=${provider.applicationID ?? "none"})`,
    );
    return (
      "No auth provider found matching the given token. Check that your JWT's issuer and " +
      `audience match one of your configured providers: [${known.join(", ")}]`
    );
  }
}

/** Reads the claims of a token that is not verified yet, to choose its provider. */
function readClaims(token: string): JWTPayload {
  let claims: JWTPayload;
  try {
    claims = decodeJwt(token);
  } catch {
    throw new RequestError(
      "InvalidAuthHeader",
      "Could not parse JWT payload. Check that the token is a valid JWT format with " +
        "three base64-encoded parts separated by dots.",
      401,
    );
  }
  if (typeof claims.iss === "string") return claims;
  throw new RequestError(
    "InvalidAuthHeader",
    "Missing issuer claim ('iss') in JWT payload.",
    401,
  );
}

function trusts(provider: AuthProvider, claims: JWTPayload): boolean {
  const audiences = [claims.aud ?? []].flat();
  const { applicationID } = provider;
  if (applicationID !== null && !audiences.includes(applicationID)) return false;
  const trusted = "domain" in provider ? provider.domain : provider.issuer;
  return withoutSlash(trusted) === withoutSlash(withProtocol(claims.iss!));
}

function withProtocol(issuer: string): string {
  return /^https?:\/\//.test(issuer) ? issuer : `https://${issuer}`;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Allows plain HTTP for this machine only. */
function requireSecure(location: string): URL {
  const url = new URL(location);
  const isLoopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) return url;
  throw new RequestError("InvalidAuthHeader", `${location} is not an https URL`, 401);
}

function readDataUrl(location: string): JSONWebKeySet {
  const comma = location.indexOf(",");
  const data = location.slice(comma + 1);
  const isBase64 = /;base64$/i.test(location.slice(0, comma));
  const text = isBase64
    ? Buffer.from(data, "base64").toString()
    : decodeURIComponent(data);
  return JSON.parse(text) as JSONWebKeySet;
}
