import type { UserIdentity } from "convex/server";
import type { JWTPayload } from "jose";

/** The identity's field for each standard claim of OpenID Connect. */
const STANDARD_CLAIMS: Record<string, string> = {
  name: "name",
  given_name: "givenName",
  family_name: "familyName",
  nickname: "nickname",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  website: "websiteUrl",
  email: "email",
  email_verified: "emailVerified",
  gender: "gender",
  birthdate: "birthday",
  zoneinfo: "timezone",
  locale: "language",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
};

/** Claims that describe the token itself or differ between the tokens of one session. */
const DROPPED_CLAIMS = new Set([
  ...["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "fva"],
  ...["auth_time", "nonce", "acr", "amr", "azp", "at_hash", "c_hash"],
]);

const REGISTERED_CLAIMS = new Set([
  ...["iss", "sub", "aud", "exp", "iat", "nbf", "jti", "fva"],
]);

type Claims = Record<string, UserIdentity[string]>;

/** The identity in an ID token of an OpenID Connect provider. */
export function oidcIdentity(payload: JWTPayload): UserIdentity {
  const identity: Claims = {};
  for (const [claim, value] of Object.entries(payload as Claims)) {
    if (DROPPED_CLAIMS.has(claim) || value === null) continue;
    if (claim === "updated_at") identity.updatedAt = timestamp(value);
    else if (claim === "address") identity.address = formattedAddress(value);
    else identity[STANDARD_CLAIMS[claim] ?? claim] = value;
  }
  return { ...withoutUndefined(identity), ...issuerAndSubject(payload) };
}

/** The identity in a custom token: claims keep their names, nested ones become `a.b`. */
export function customJwtIdentity(payload: JWTPayload): UserIdentity {
  const claims = Object.entries(payload as Claims).filter(
    ([claim]) => !REGISTERED_CLAIMS.has(claim),
  );
  return { ...flatten(Object.fromEntries(claims)), ...issuerAndSubject(payload) };
}

function issuerAndSubject(payload: JWTPayload) {
  const [issuer, subject] = [payload.iss!, payload.sub!];
  return { tokenIdentifier: `${issuer}|${subject}`, issuer, subject };
}

function flatten(claims: Claims, prefix = ""): Claims {
  const flat: Claims = {};
  for (const [name, value] of Object.entries(claims)) {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      Object.assign(flat, flatten(value as Claims, `${prefix}${name}.`));
    } else {
      flat[prefix + name] = value;
    }
  }
  return flat;
}

/** Formats seconds since 1970, or a date string, as RFC 3339 without fractions. */
function timestamp(value: UserIdentity[string]): string | undefined {
  const date = new Date(typeof value === "number" ? value * 1000 : String(value));
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/\.\d+Z$/, "+00:00");
}

function formattedAddress(value: UserIdentity[string]): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return "formatted" in value ? String(value.formatted) : undefined;
}

function withoutUndefined(claims: Claims): Claims {
  return Object.fromEntries(
    Object.entries(claims).filter(([, value]) => value !== undefined),
  );
}
