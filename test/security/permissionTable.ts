import type { PlaylistTarget, Target, TrackTarget, Who } from "./world.js";

/*
 * Who may do what, written down once more and apart from the library's own table, so
 * that a slip in either shows.
 */

type Role = "anonymous" | "guest" | "vip" | "admin" | "system";
type Reach = "-" | "own" | "any";
type Row = Record<Role, Reach>;

const row = (anonymous: Reach, guest: Reach, vip: Reach, admin: Reach, system: Reach) =>
  ({ anonymous, guest, vip, admin, system }) satisfies Row;

// prettier-ignore
const table = {
  //                                   anonymous guest   vip    admin  system
  "read what is public":            row("any",   "any",  "any", "any", "any"),
  "read vip tracks":                row("-",     "own",  "any", "any", "any"),
  "read what is private":           row("-",     "own",  "own", "any", "any"),
  "create and change playlists":    row("-",     "own",  "own", "any", "any"),
  "upload, create, change tracks":  row("-",     "-",    "own", "any", "any"),
  "administer":                     row("-",     "-",    "-",   "any", "any"),
};

export type Deed = keyof typeof table;

/** What comes of a call: the code of its refusal, or what it shows or does. */
export type Outcome =
  | "done"
  | "shown"
  | "hidden"
  | "UNAUTHENTICATED"
  | "USER_DELETED"
  | "FORBIDDEN"
  | "NOT_FOUND";

// Whoever has no row yet is a guest who owns nothing; of a deleted user nothing is left.
const roles = { newcomer: "guest", deleted: "anonymous" } as const;

export function roleOf(who: Who): Role {
  return who === "newcomer" || who === "deleted" ? roles[who] : who;
}

export function may(who: Who, deed: Deed, target?: Target): boolean {
  const reach = table[deed][roleOf(who)];
  if (reach !== "own" || target === undefined) return reach !== "-";
  return target.owner === who;
}

export function collaborates(who: Who, target: PlaylistTarget) {
  const isMember = who === "guest" || who === "vip" || who === "admin";
  return isMember && target.isCollaborative;
}

export function sees(who: Who, target: Target): boolean {
  const deeds = {
    public: "read what is public",
    vip: "read vip tracks",
    private: "read what is private",
  } as const;
  if (target.kind === "playlist" && collaborates(who, target)) return true;
  return may(who, deeds[target.visibility], target);
}

/** What a link shows of the tracks behind it: never private ones, the owner's own to all. */
export function seesByLink(who: Who, track: TrackTarget, owner: string): boolean {
  if (track.visibility === "private") return false;
  return sees(who, track) || (owner !== "host" && track.owner === owner);
}

/** The answer of a mutation to whoever needs to be somebody first, or null. */
function stranger(who: Who): Outcome | null {
  if (who === "deleted") return "USER_DELETED";
  return who === "anonymous" ? "UNAUTHENTICATED" : null;
}

/** The outcome of a mutation that needs no target. */
export function doing(who: Who, deed: Deed): Outcome {
  return stranger(who) ?? (may(who, deed) ? "done" : "FORBIDDEN");
}

/** The outcome of changing something: what is not seen is not there. */
export function changing(who: Who, isAllowed: boolean, target: Target): Outcome {
  const refusal = sees(who, target) ? "FORBIDDEN" : "NOT_FOUND";
  return stranger(who) ?? (isAllowed ? "done" : refusal);
}

export function changingTrack(who: Who, track: TrackTarget): Outcome {
  return changing(who, may(who, "upload, create, change tracks", track), track);
}

/** Title, visibility, sharing, collaborators and removal are the owner's. */
export function changingPlaylist(who: Who, playlist: PlaylistTarget): Outcome {
  return changing(who, may(who, "create and change playlists", playlist), playlist);
}

/** Items and their order are the owner's, and those of whoever collaborates. */
export function editingItems(who: Who, playlist: PlaylistTarget): Outcome {
  const isAllowed =
    may(who, "create and change playlists", playlist) || collaborates(who, playlist);
  return changing(who, isAllowed, playlist);
}

/** The outcome of a mutation that names something it only needs to see. */
export function naming(who: Who, target: Target): Outcome {
  return stranger(who) ?? (sees(who, target) ? "done" : "NOT_FOUND");
}

/** The outcome of a query that is for admins. */
export function readingAsAdmin(who: Who): Outcome {
  if (roleOf(who) === "anonymous") return "UNAUTHENTICATED";
  return may(who, "administer") ? "shown" : "FORBIDDEN";
}

export function showing(isShown: boolean): Outcome {
  return isShown ? "shown" : "hidden";
}
