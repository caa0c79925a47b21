import { comparableEmail, MAX_EMAIL_LENGTH } from "./email.js";
import { isRecord } from "./json.js";
import type { Role } from "./permissions.js";

/** What the library keeps of a Clerk user. Nothing that Clerk calls private or unsafe. */
export type UserProfile = {
  name: string;
  email?: string;
  /** The address as addresses are compared, when whoever vouches for it has verified it. */
  verifiedEmail?: string;
  imageUrl?: string;
  username?: string;
};

/** How new a profile is: Clerk's `updated_at`, then the event's time. Both in ms. */
export type ProfileVersion = { updatedAt: number; eventAt: number };

/** Clerk's word on how a user is now. */
export type ClerkUserUpsert = {
  kind: "upsert";
  externalId: string;
  profile: UserProfile;
  version: ProfileVersion;
  /** The role that `public_metadata.role` names. Whether it counts is the host's choice. */
  metadataRole?: Role;
};

/** Clerk's word that a user is gone. */
export type ClerkUserDeletion = { kind: "delete"; externalId: string };

export type ClerkUserEvent = ClerkUserUpsert | ClerkUserDeletion;

export type ParsedClerkEvent =
  | { kind: "invalid" }
  | { kind: "ignored"; type: string }
  | { kind: "user"; type: string; instanceId?: string; event: ClerkUserEvent };

/** The longest name and username, in UTF-16 code units. Longer ones are cut. */
export const MAX_NAME_LENGTH = 256;
/** The longest image URL. Longer ones are left out: a cut URL leads nowhere. */
export const MAX_URL_LENGTH = 2048;

/** The name of a user of whom neither a name nor a username is known. */
export const UNKNOWN_NAME = "Unknown";

/**
 * Reads the JSON body of a Clerk webhook.
 *
 * Dispatches on the event's type alone: `session.*` events embed a whole user,
 * and yet say nothing new about them.
 */
export function parseClerkEvent(body: unknown): ParsedClerkEvent {
  if (!isRecord(body) || typeof body.type !== "string") return { kind: "invalid" };
  const { type, data, timestamp } = body;
  switch (type) {
    case "user.created":
    case "user.updated": {
      const event = upsertFromClerkUser(data, timestamp);
      return event === null ? { kind: "invalid" } : userEvent(type, body, event);
    }
    case "user.deleted": {
      const event = deletionOf(data);
      return event === null ? { kind: "ignored", type } : userEvent(type, body, event);
    }
    default:
      return { kind: "ignored", type };
  }
}

/**
 * Reads a Clerk user, as webhooks and the Backend API give it.
 *
 * @param eventTime When Clerk sent it, in seconds or ms. A user read from the
 * Backend API has none and is as new as its `updated_at`.
 * @returns null when the data has no usable id.
 */
export function upsertFromClerkUser(
  data: unknown,
  eventTime?: unknown,
): ClerkUserUpsert | null {
  if (!isRecord(data) || !isExternalId(data.id)) return null;
  const metadataRole = roleInMetadata(data.public_metadata);
  return {
    kind: "upsert",
    externalId: data.id,
    profile: profileFromClerkUser(data),
    version: versionOf(data.updated_at, eventTime),
    ...(metadataRole !== undefined && { metadataRole }),
  };
}

/** Projects a Clerk user, of a webhook or the Backend API, to what the library keeps. */
export function profileFromClerkUser(data: unknown): UserProfile {
  const user = isRecord(data) ? data : {};
  const address = primaryAddress(user);
  const email = emailText(address?.email_address);
  return {
    name: displayName(user.first_name, user.last_name, user.username) ?? UNKNOWN_NAME,
    ...present({
      email,
      verifiedEmail: isVerified(address) ? email && comparableEmail(email) : undefined,
      imageUrl: httpsUrl(user.image_url),
      username: cappedText(user.username),
    }),
  };
}

/** The claims of a verified token that say something about its bearer. */
export type IdentityClaims = {
  readonly name?: unknown;
  readonly givenName?: unknown;
  readonly familyName?: unknown;
  readonly nickname?: unknown;
  readonly preferredUsername?: unknown;
  readonly email?: unknown;
  readonly emailVerified?: unknown;
  readonly pictureUrl?: unknown;
};

/**
 * Projects a verified identity, as `ctx.auth.getUserIdentity()` returns it.
 * Tokens of Clerk's Convex integration carry none of these claims by default,
 * so the result may be empty.
 */
export function profileFromIdentity(identity: IdentityClaims): Partial<UserProfile> {
  const username =
    cappedText(identity.nickname) ?? cappedText(identity.preferredUsername);
  const email = identity.emailVerified === false ? undefined : emailText(identity.email);
  return present({
    name:
      nameText(identity.name) ??
      displayName(identity.givenName, identity.familyName, username),
    email,
    verifiedEmail:
      identity.emailVerified === true ? email && comparableEmail(email) : undefined,
    imageUrl: httpsUrl(identity.pictureUrl),
    username,
  });
}

/** Tells whether a value can be a user's id: up to 256 printable ASCII characters. */
function isExternalId(value: unknown): value is string {
  return typeof value === "string" && /^[\x21-\x7e]{1,256}$/.test(value);
}

function userEvent(
  type: string,
  { instance_id: instanceId }: Record<string, unknown>,
  event: ClerkUserEvent,
): ParsedClerkEvent {
  return {
    kind: "user",
    type,
    ...(typeof instanceId === "string" && { instanceId }),
    event,
  };
}

// Clerk's schema does not require the id of a deleted object.
function deletionOf(data: unknown): ClerkUserDeletion | null {
  if (!isRecord(data) || !isExternalId(data.id)) return null;
  return { kind: "delete", externalId: data.id };
}

// Without an `updated_at` the event's time stands in for it; without either, the
// profile is older than any other that Clerk sent.
function versionOf(updatedAt: unknown, eventTime: unknown): ProfileVersion {
  const updated = timeMs(updatedAt);
  const event = timeMs(eventTime);
  return { updatedAt: updated ?? event ?? 0, eventAt: event ?? updated ?? 0 };
}

const MAX_DATE_MS = 8.64e15;

// Clerk's example events give seconds where real ones give ms. As ms, 1e11 is in
// 1973; as seconds, in the year 5138.
function timeMs(value: unknown): number | undefined {
  if (typeof value !== "number" || !(value >= 0)) return undefined;
  const ms = value < 1e11 ? value * 1000 : value;
  return ms <= MAX_DATE_MS ? ms : undefined;
}

const roles: readonly unknown[] = ["guest", "vip", "admin"] satisfies Role[];

function roleInMetadata(metadata: unknown): Role | undefined {
  const role = isRecord(metadata) ? metadata.role : undefined;
  return isRole(role) ? role : undefined;
}

function isRole(value: unknown): value is Role {
  return roles.includes(value);
}

// The primary address may come at any place in the list, or be missing from it.
function primaryAddress(user: Record<string, unknown>) {
  const { primary_email_address_id: primaryId, email_addresses: entries } = user;
  if (typeof primaryId !== "string" || !Array.isArray(entries)) return undefined;
  return entries.filter(isRecord).find(({ id }) => id === primaryId);
}

function isVerified(address: Record<string, unknown> | undefined): boolean {
  const verification = address?.verification;
  return isRecord(verification) && verification.status === "verified";
}

function displayName(first: unknown, last: unknown, username: unknown) {
  const fullName = [nameText(first), nameText(last)].filter(Boolean).join(" ");
  return cappedText(fullName) ?? nameText(username);
}

// A JWT template that says "{{user.first_name}} {{user.last_name}}" makes "null
// Lovelace" of a missing first name.
function nameText(value: unknown): string | undefined {
  const text = visibleText(value)?.replace(/(^|\s)(?:null|undefined)(?=\s|$)/g, "");
  return cappedText(text);
}

function cappedText(value: unknown): string | undefined {
  const text = visibleText(value);
  return text && visibleText(cut(text, MAX_NAME_LENGTH));
}

// Leaves no half of a surrogate pair at the end.
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}$/u, "");
}

function emailText(value: unknown): string | undefined {
  const text = visibleText(value);
  return text !== undefined && text.length <= MAX_EMAIL_LENGTH ? text : undefined;
}

function httpsUrl(value: unknown): string | undefined {
  const text = visibleText(value);
  if (text === undefined || text.length > MAX_URL_LENGTH) return undefined;
  return isHttps(text) ? text : undefined;
}

function isHttps(url: string): boolean {
  try {
    return new URL(url).protocol === "https:";
  } catch {
    return false;
  }
}

// Text with something to see in it, without the lone surrogates that JSON may
// carry and Convex refuses.
function visibleText(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.replace(/\p{Surrogate}/gu, "\uFFFD").trim();
  return /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text) ? text : undefined;
}

// Leaves out the fields that have no value, as Convex's validators ask for.
function present<Field extends string>(
  fields: Record<Field, string | undefined>,
): Partial<Record<Field, string>> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Field, string>>;
}
