import { libraryError } from "./errors.js";

/** What a user may do: an admin gives them their role. */
export type Role = "guest" | "vip" | "admin";

export type Visibility = "public" | "vip" | "private";

/**
 * Who acts, once the caller has been looked up. `userId` is null for those without a row:
 * nobody signed in, the host, and a signed-in user whose row is yet to be created.
 */
export type Actor<UserId extends string = string> = {
  role: "anonymous" | Role | "system";
  userId: UserId | null;
};

/** What a permission covers: nothing, what the actor owns, or everything. */
type Reach = "none" | "own" | "all";

/**
 * The permission table. Every check of the library is a look-up here.
 *
 * Owners always read what is theirs, even a vip track whose owner has become a guest.
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
 * Whether an actor may do something to what `ownerId` owns. Without `ownerId`, whether
 * they may do it at all, for example create.
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

/** What permissions need to know of a thing. */
type Owned = { visibility: Visibility; ownerId: string | null };

/** Whether an actor may edit the items of a playlist, as its owner or as a collaborator. */
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
 * The error for a change that the actor may not make. What they can't see is answered like
 * what does not exist.
 */
export function accessError(actor: Actor, thing: string, { seen }: { seen: boolean }) {
  if (actor.role === "anonymous") return unauthenticatedError();
  if (!seen) return libraryError("NOT_FOUND", `There is no such ${thing}.`);
  return libraryError("FORBIDDEN", `You may not change this ${thing}.`);
}

export function unauthenticatedError() {
  return libraryError("UNAUTHENTICATED", "Sign in first.");
}

/**
 * Requires a permission that needs no owner, such as creating. `action` completes "You may
 * not …". Throws `UNAUTHENTICATED`, `FORBIDDEN`.
 */
export function requirePermission(actor: Actor, permission: Permission, action: string) {
  if (can(actor, permission)) return;
  if (actor.role === "anonymous") throw unauthenticatedError();
  const needed = roles.find((role) => permissions[permission][role] !== "none");
  throw libraryError(
    "FORBIDDEN",
    `You may not ${action}: this needs the role ${needed}, and yours is ${actor.role}.`,
  );
}

/** From the least to the most powerful. */
const roles = ["guest", "vip", "admin"] as const satisfies Role[];

const rank: Record<Actor["role"], number> = {
  anonymous: 0,
  guest: 1,
  vip: 2,
  admin: 3,
  system: 4,
};

/** Requires a role, or a higher one. Throws `UNAUTHENTICATED`, `FORBIDDEN`. */
export function requireRole(role: Actor["role"], needed: Role) {
  if (rank[role] >= rank[needed]) return;
  if (role === "anonymous") throw unauthenticatedError();
  throw libraryError("FORBIDDEN", `This needs the role ${needed}, and yours is ${role}.`);
}
