import {
  type ClerkUserEvent,
  type ProfileVersion,
  UNKNOWN_NAME,
  type UserProfile,
} from "../../../shared/clerkEvents.js";
import { comparableEmail } from "../../../shared/email.js";
import type { Role } from "../../../shared/permissions.js";

/** What wrote a user's profile last. */
export type SyncSource = "webhook" | "fallback" | "backfill";

/**
 * A user's row. One that the fallback made has no version, because a token does
 * not tell how new it is.
 */
export type StoredUser = UserProfile & {
  externalId: string;
  role: Role;
  syncedBy: SyncSource;
  /** Clerk's `updated_at` of the profile, in ms. */
  profileUpdatedAt?: number;
  /** When Clerk sent the profile, in ms. */
  profileEventAt?: number;
};

export type UserChange =
  /** Clerk says how the user is. */
  | {
      kind: "upsert";
      externalId: string;
      profile: UserProfile;
      version: ProfileVersion;
      source: Exclude<SyncSource, "fallback">;
      /** For a new row; guest by default. */
      role?: Role;
      /**
       * For a new row and, when the change is newer, for the one that is there.
       * Without it the role stays, also one that an earlier override gave.
       */
      roleOverride?: Role;
    }
  /** A verified token shows that the user exists. */
  | {
      kind: "ensure";
      externalId: string;
      profile: Partial<UserProfile>;
      /** For a new row; guest by default. */
      role?: Role;
    }
  /** Clerk says that the user is gone. */
  | { kind: "delete"; externalId: string };

type Upsert = Extract<UserChange, { kind: "upsert" }>;
type Ensure = Extract<UserChange, { kind: "ensure" }>;

/**
 * All fields that a sync writes to a row that is there, ready for Convex's
 * `patch`: an undefined value clears its field.
 */
export type SyncedFields = {
  name: string;
  email: string | undefined;
  verifiedEmail: string | undefined;
  imageUrl: string | undefined;
  username: string | undefined;
  role: Role;
  syncedBy: SyncSource;
  profileUpdatedAt: number;
  profileEventAt: number;
};

/**
 * What a change comes to, and what to write for it.
 *
 * - `created`: there was no row.
 * - `updated`: the profile or the role differs from what was stored.
 * - `refreshed`: the same profile, but newer, verified or from a better source.
 * - `unchanged`: nothing that is not stored already.
 * - `stale`: older than what is stored.
 * - `deleted`: the row goes, a tombstone stays.
 * - `tombstoned`: a delete that came before the user did.
 * - `alreadyDeleted`: any change to a user whose delete was seen. A delete is final.
 */
export type Decision =
  | { outcome: "created"; write: { kind: "insert"; user: StoredUser } }
  | { outcome: "updated" | "refreshed"; write: { kind: "patch"; fields: SyncedFields } }
  | { outcome: "deleted"; write: { kind: "deleteAndTombstone" } }
  | { outcome: "tombstoned"; write: { kind: "tombstone" } }
  | { outcome: "unchanged" | "stale" | "alreadyDeleted"; write: { kind: "none" } };

export type SyncOutcome = Decision["outcome"];

/** What is known of a user: their row, and whether there is a tombstone. */
export type UserState = { user: StoredUser | null; deleted: boolean };

/**
 * Decides what a change does to a user. Whatever order changes arrive in, and
 * however often, they end in the same profile, or in the same tombstone.
 */
export function decideUserChange(current: UserState, change: UserChange): Decision {
  if (current.deleted) return nothing("alreadyDeleted");
  switch (change.kind) {
    case "upsert":
      return decideUpsert(current.user, change);
    case "ensure":
      return current.user === null
        ? creation(rowFromToken(change))
        : nothing("unchanged");
    case "delete":
      return decideDelete(current.user);
  }
}

/** Tells whether an outcome is news to the host: a user came, changed or went. */
export function isEffective(
  outcome: SyncOutcome,
): outcome is "created" | "updated" | "deleted" {
  return outcome === "created" || outcome === "updated" || outcome === "deleted";
}

/**
 * Makes the change that an event of Clerk asks for. The role in its metadata
 * counts only with `roleFromMetadata`.
 */
export function changeFromClerk(
  event: ClerkUserEvent,
  options: {
    source: Upsert["source"];
    /** For a new row; guest by default. */
    role?: Role;
    roleFromMetadata: boolean;
  },
): UserChange {
  if (event.kind === "delete") return event;
  const { metadataRole, ...upsert } = event;
  return {
    ...upsert,
    source: options.source,
    ...(options.role !== undefined && { role: options.role }),
    ...(options.roleFromMetadata &&
      metadataRole !== undefined && { roleOverride: metadataRole }),
  };
}

function decideUpsert(user: StoredUser | null, change: Upsert): Decision {
  if (user === null) return creation(rowFromClerk(change));
  const stored = snapshotOf(user);
  if (stored !== null && compareSnapshots(change, stored) <= 0) {
    if (!saysTheSame(change, stored)) return nothing("stale");
    return givesAnotherRole(user, change)
      ? {
          outcome: "updated",
          write: {
            kind: "patch",
            fields: syncedFields({ ...change, ...stored }, user.role),
          },
        }
      : nothing("unchanged");
  }
  const fields = syncedFields(change, user.role);
  const differs =
    shownText(user) !== shownText(change.profile) || user.role !== fields.role;
  return { outcome: differs ? "updated" : "refreshed", write: { kind: "patch", fields } };
}

// The option to take roles from metadata may be newer than the profiles: a sync,
// which somebody asked for, gives the roles that deliveries did not.
function givesAnotherRole(user: StoredUser, { source, roleOverride }: Upsert): boolean {
  return (
    source === "backfill" && roleOverride !== undefined && roleOverride !== user.role
  );
}

function decideDelete(user: StoredUser | null): Decision {
  return user === null
    ? { outcome: "tombstoned", write: { kind: "tombstone" } }
    : { outcome: "deleted", write: { kind: "deleteAndTombstone" } };
}

function creation(user: StoredUser): Decision {
  return { outcome: "created", write: { kind: "insert", user } };
}

function nothing(outcome: "unchanged" | "stale" | "alreadyDeleted"): Decision {
  return { outcome, write: { kind: "none" } };
}

function rowFromToken({ externalId, profile, role = "guest" }: Ensure): StoredUser {
  const { name = UNKNOWN_NAME, verifiedEmail: verified } = profile;
  // A host that finds out itself who calls may give the address as it is.
  const verifiedEmail = verified && comparableEmail(verified);
  return { ...profile, name, verifiedEmail, externalId, role, syncedBy: "fallback" };
}

function rowFromClerk(change: Upsert): StoredUser {
  return {
    ...change.profile,
    externalId: change.externalId,
    role: change.roleOverride ?? change.role ?? "guest",
    syncedBy: change.source,
    profileUpdatedAt: change.version.updatedAt,
    profileEventAt: change.version.eventAt,
  };
}

function syncedFields(change: Upsert, storedRole: Role): SyncedFields {
  const { name, email, verifiedEmail, imageUrl, username } = change.profile;
  return {
    name,
    email,
    verifiedEmail,
    imageUrl,
    username,
    role: change.roleOverride ?? storedRole,
    syncedBy: change.source,
    profileUpdatedAt: change.version.updatedAt,
    profileEventAt: change.version.eventAt,
  };
}

/** A profile as Clerk showed it at one time. */
type Snapshot = Pick<Upsert, "profile" | "version" | "source">;

function snapshotOf(user: StoredUser): Snapshot | null {
  const { profileUpdatedAt: updatedAt, syncedBy } = user;
  if (updatedAt === undefined || syncedBy === "fallback") return null;
  const eventAt = user.profileEventAt ?? updatedAt;
  return { profile: user, version: { updatedAt, eventAt }, source: syncedBy };
}

// Past the version, any total order would do: it only has to pick the same one of
// two profiles that claim the same time, whichever came first.
function compareSnapshots(a: Snapshot, b: Snapshot): number {
  return (
    a.version.updatedAt - b.version.updatedAt ||
    a.version.eventAt - b.version.eventAt ||
    compareText(canonicalText(a.profile), canonicalText(b.profile)) ||
    sourceRank[a.source] - sourceRank[b.source]
  );
}

const sourceRank = { backfill: 0, webhook: 1 } satisfies Record<Upsert["source"], number>;

function saysTheSame(a: Snapshot, b: Snapshot): boolean {
  return a.version.updatedAt === b.version.updatedAt && sameProfile(a.profile, b.profile);
}

function sameProfile(a: UserProfile, b: UserProfile): boolean {
  return canonicalText(a) === canonicalText(b);
}

/** The text that tells two profiles apart; of two at the same time, a verified one is newer. */
function canonicalText(profile: UserProfile): string {
  return JSON.stringify([shownText(profile), profile.verifiedEmail ?? ""]);
}

/** What hosts see of a profile. */
function shownText({ name, email, imageUrl, username }: UserProfile): string {
  return JSON.stringify([name, email, imageUrl, username]);
}

// By code unit: a locale's order could differ between runtimes.
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
