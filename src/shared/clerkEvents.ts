import { comparableEmail, MAX_EMAIL_LENGTH } from "./email.js";
import { isRecord } from "./json.js";
import type { Role } from "./permissions.js";

/** The data of a Clerk user that the library stores: no private or unsafe metadata. */
export type UserProfile = {
  name: string;
  email?: string;
  /** The address in its comparable form, if Clerk or the token says that it is verified. */
  verifiedEmail?: string;
  imageUrl?: string;
  username?: string;
};

/** Orders profiles by age: by Clerk's `updated_at`, then by the event's time. Both in ms. */
export type ProfileVersion = { updatedAt: number; eventAt: number };

/** A user was created or changed at Clerk. */
export type ClerkUserUpsert = {
  kind: "upsert";
  externalId: string;
  profile: UserProfile;
  version: ProfileVersion;
  /** The role in `public_metadata.role`. The host decides whether to use it. */
  metadataRole?: Role;
};

/** A user was deleted at Clerk. */
export type ClerkUserDeletion = { kind: "delete"; externalId: string };

export type ClerkUserEvent = ClerkUserUpsert | ClerkUserDeletion;

export type ParsedClerkEvent =
  | { kind: "invalid" }
  | { kind: "ignored"; type: string }
  | { kind: "user"; type: string; instanceId?: string; event: ClerkUserEvent };

/** The maximum length of names and usernames, in UTF-16 code units. Longer ones are cut. */
export const MAX_NAME_LENGTH = 256;
/** The maximum length of an image URL. Longer ones are left out: a cut URL would not work. */
export const MAX_URL_LENGTH = 2048;

/** The name of a user without a known name or username. */
export const UNKNOWN_NAME = "Unknown";

/**
 * Reads the JSON body of a Clerk webhook.
 *
 * Looks only at the event's type: `session.*` events contain a whole user too, but nothing
 * new about them.
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
 * Reads a Clerk user from a webhook or the Backend API.
 *
 * @param eventTime When Clerk sent the event, in seconds or ms. Absent for a user from the
 * Backend API, whose `updated_at` is used instead.
 * @returns null if the data has no valid id.
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

/** Extracts the profile from a Clerk user of a webhook or the Backend API. */
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

/** The claims of a verified token that describe its user. */
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
 * Extracts the profile from a verified identity of `ctx.auth.getUserIdentity()`. By
 * default, tokens of Clerk's Convex integration have none of these claims, so the result
 * may be empty.
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

/** Whether a value is a valid user id: up to 256 printable ASCII characters. */
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

// Without an `updated_at` the event's time is used. Without either, the profile counts as
// older than all others.
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

// The primary address can be anywhere in the list, or missing from it.
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

// The JWT template "{{user.first_name}} {{user.last_name}}" gives "null Lovelace" if the
// first name is missing.
function nameText(value: unknown): string | undefined {
  const text = visibleText(value)?.replace(/(^|\s)(?:null|undefined)(?=\s|$)/g, "");
  return cappedText(text);
}

function cappedText(value: unknown): string | undefined {
  const text = visibleText(value);
  return text && visibleText(cut(text, MAX_NAME_LENGTH));
}

// Cuts without leaving half of a surrogate pair at the end.
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

// Text with at least one visible character. Lone surrogates, which JSON can contain but
// Convex refuses, are replaced.
function visibleText(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const text = value.replace(/\p{Surrogate}/gu, "\uFFFD").trim();
  return /[^\p{Cc}\p{Cf}\p{Z}]/u.test(text) ? text : undefined;
}

// Removes fields without a value, because Convex's validators refuse `undefined`.
function present<Field extends string>(
  fields: Record<Field, string | undefined>,
): Partial<Record<Field, string>> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<Record<Field, string>>;
}
