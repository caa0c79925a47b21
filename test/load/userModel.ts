import type { Delivery, Happening } from "./clerkHistory.js";

/*
 * What deliveries should come to, worked out from Clerk's own history, without any code
 * of the library.
 */

type Change = Extract<Happening, { kind: "profile" }>;

/** A row of `users` without its system fields. */
export type ModelUser = {
  externalId: string;
  name: string;
  email?: string;
  verifiedEmail?: string;
  imageUrl: string;
  username?: string;
  role: string;
  syncedBy: "webhook";
  profileUpdatedAt: number;
  profileEventAt: number;
};

/** The users and the tombstones that a set of deliveries leads to, in whatever order. */
export function finalState(deliveries: Delivery[]) {
  const newest = new Map<string, Change>();
  const deleted = new Set<string>();
  for (const { happening } of deliveries) {
    const { userId } = happening;
    if (happening.kind === "deleted") deleted.add(userId);
    else if (isNewer(happening, newest.get(userId))) newest.set(userId, happening);
  }
  const living = [...newest.values()].filter(({ userId }) => !deleted.has(userId));
  return { users: living.map(rowOf), deleted: [...deleted] };
}

/** What the host hears of a user. */
export type Heard = {
  externalId: string;
  type: "created" | "updated" | "deleted";
  name: string;
  previousName?: string;
};

/** What becomes of each of the deliveries, applied in this order, and what the host hears. */
export function replay(deliveries: Delivery[]) {
  const known = new Map<string, Change | "deleted">();
  const outcomes: string[] = [];
  const heard: Heard[] = [];
  for (const { happening } of deliveries) {
    const { userId: externalId } = happening;
    const before = known.get(externalId);
    const outcome = outcomeOf(happening, before);
    outcomes.push(outcome);
    const previous = before !== undefined && before !== "deleted" ? nameOf(before) : "";
    if (outcome === "deleted") heard.push({ externalId, type: outcome, name: previous });
    if (happening.kind === "deleted") known.set(externalId, "deleted");
    else if (changesRow(outcome)) known.set(externalId, happening);
    if (happening.kind === "deleted") continue;
    const name = nameOf(happening);
    if (outcome === "created") heard.push({ externalId, type: outcome, name });
    if (outcome === "updated") {
      heard.push({ externalId, type: outcome, name, previousName: previous });
    }
  }
  return { outcomes, heard };
}

const changesRow = (outcome: string) =>
  ["created", "updated", "refreshed"].includes(outcome);

function outcomeOf(happening: Happening, before: Change | "deleted" | undefined) {
  if (before === "deleted") return "alreadyDeleted";
  if (happening.kind === "deleted") return before ? "deleted" : "tombstoned";
  if (before === undefined) return "created";
  if (isNewer(happening, before)) {
    return showsTheSame(happening, before) ? "refreshed" : "updated";
  }
  const isSameVersion = happening.updatedAt === before.updatedAt;
  return isSameVersion && showsTheSame(happening, before) ? "unchanged" : "stale";
}

function isNewer(change: Change, other: Change | undefined): boolean {
  if (other === undefined || change.updatedAt > other.updatedAt) return true;
  return change.updatedAt === other.updatedAt && change.sentAt > other.sentAt;
}

const showsTheSame = (a: Change, b: Change) =>
  JSON.stringify(a.profile) === JSON.stringify(b.profile);

const nameOf = ({ profile }: Change) =>
  `${profile.first_name.trim()} ${profile.last_name}`;

function rowOf(change: Change): ModelUser {
  const { userId, updatedAt, sentAt, profile } = change;
  const { email, username, image_url, public_metadata } = profile;
  return {
    externalId: userId,
    name: nameOf(change),
    ...(email !== undefined && { email, verifiedEmail: email }),
    imageUrl: image_url,
    ...(username !== null && { username }),
    role: public_metadata.role ?? "guest",
    syncedBy: "webhook",
    profileUpdatedAt: updatedAt,
    profileEventAt: sentAt,
  };
}
