import { refuse } from "./errors.js";

/** What an admin gives a user. */
export type Role = "guest" | "vip" | "admin";

export type Visibility = "public" | "vip" | "private";

/**
 * Who acts, once the caller has been looked up. `userId` is null for those who
 * have no row: nobody signed in, trusted host code, and a signed-in user whose
 * row has yet to be created.
 */
export type Actor<UserId extends string = string> = {
  role: "anonymous" | Role | "system";
  userId: UserId | null;
};

/** How far a permission reaches: nothing, what the actor owns, or everything. */
type Reach = "none" | "own" | "all";

/**
 * The permission table. Every check of the library is a look-up here.
 *
 * Owners always read what is theirs, also a vip track whose owner is a guest
 * by now.
 */
export const permissions = {
  readPublic: reach("all", "all", "all"),
  readVip: reach("none", "own", "all"),
  readPrivate: reach("none", "own", "own"),
  changePlaylists: reach("none", "own", "own"),
  changeTracks: reach("none", "none", "own"),
  administer: reach("none", "none", "none"),
} satisfies Record<string, Record<Actor["role"], Reach>>;

export type Permission = keyof typeof permissions;

function reach(anonymous: Reach, guest: Reach, vip: Reach): Record<Actor["role"], Reach> {
  return { anonymous, guest, vip, admin: "all", system: "all" };
}

/**
 * Tells whether an actor may do something to what `ownerId` owns. Leave
 * `ownerId` out to ask whether they may do it at all, for example create.
 */
export function can(
  actor: Actor,
  permission: Permission,
  ownerId?: string | null,
): boolean {
  const allowed = permissions[permission][actor.role];
  if (allowed !== "own") return allowed === "all";
  return ownerId === undefined ? true : actor.userId !== null && actor.userId === ownerId;
}

/** An owned thing, as far as permissions are concerned. */
type Owned = { visibility: Visibility; ownerId: string | null };

/** A collaborator edits the items of a playlist as its owner does. */
export function canEditItems(
  actor: Actor,
  { ownerId, isCollaborator }: { ownerId: string | null; isCollaborator: boolean },
): boolean {
  return (
    can(actor, "changePlaylists", ownerId) ||
    (isCollaborator && can(actor, "changePlaylists"))
  );
}

export function canRead(actor: Actor, { visibility, ownerId }: Owned): boolean {
  return can(actor, readPermission[visibility], ownerId);
}

const readPermission = {
  public: "readPublic",
  vip: "readVip",
  private: "readPrivate",
} as const satisfies Record<Visibility, Permission>;

/**
 * The refusal for a change that the actor may not make: what they cannot see is
 * answered like what does not exist.
 */
export function refuseChange(actor: Actor, thing: string, { seen }: { seen: boolean }) {
  if (actor.role === "anonymous") return refuseAnonymous();
  if (!seen) return refuse("NOT_FOUND", `There is no such ${thing}.`);
  return refuse("FORBIDDEN", `You may not change this ${thing}.`);
}

export function refuseAnonymous() {
  return refuse("UNAUTHENTICATED", "Sign in first.");
}

/** Throws unless the actor has a permission that needs no owner, such as creating. */
export function requirePermission(actor: Actor, permission: Permission, deed: string) {
  if (can(actor, permission)) return;
  if (actor.role === "anonymous") throw refuseAnonymous();
  throw refuse("FORBIDDEN", `You may not ${deed}.`);
}

const rank: Record<Actor["role"], number> = {
  anonymous: 0,
  guest: 1,
  vip: 2,
  admin: 3,
  system: 4,
};

/** Throws unless the role is at least the one that is needed. */
export function requireRole(role: Actor["role"], needed: Role) {
  if (rank[role] >= rank[needed]) return;
  if (role === "anonymous") throw refuseAnonymous();
  throw refuse("FORBIDDEN", `This needs the role ${needed}.`);
}
