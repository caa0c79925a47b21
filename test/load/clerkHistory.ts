import { clerkUserDeletedEvent, clerkUserEvent } from "../../src/testing/clerk.js";
import type { Random } from "./random.js";

/** A user as Clerk has them at one time. */
export type Profile = {
  first_name: string;
  last_name: string | null;
  username: string | null;
  image_url: string;
  email?: string;
  public_metadata: { role?: "guest" | "vip" };
};

/** What happened to a user at Clerk. Times are in ms. */
export type Happening = { userId: string } & (
  | { kind: "profile"; updatedAt: number; sentAt: number; profile: Profile }
  | { kind: "deleted" }
);

/** A message that tells of it, as Svix keeps sending it until it is taken. */
export type Delivery = { id: string; type: string; body: unknown; happening: Happening };

const roles = ["guest", "vip"] as const;
const START = Date.parse("2026-01-01");
const DELETED_SHARE = 0.3;

/**
 * What happens to a number of users, a message for each: all sign up, most change, some
 * are deleted. As at Clerk, some changes show nothing, some come within one millisecond,
 * and some messages are sent anew under another id.
 */
export function clerkHistory(
  random: Random,
  { users, messages }: { users: number; messages: number },
): Delivery[] {
  const ids = Array.from({ length: users }, (_, i) => `user_2load${i}`);
  const latest = new Map(ids.map((userId) => [userId, signUp(random, userId)]));
  const happenings: Happening[] = [...latest.values()];
  for (const userId of ids) {
    if (random.chance(DELETED_SHARE)) happenings.push({ userId, kind: "deleted" });
  }
  while (happenings.length < messages) {
    const before = latest.get(random.pick(ids))!;
    const after = random.chance(0.05) ? before : changed(random, before);
    latest.set(after.userId, after);
    happenings.push(after);
  }
  return happenings.map((happening, i) => toDelivery(happening, `msg_load${i}`));
}

type Change = Extract<Happening, { kind: "profile" }>;

function signUp(random: Random, userId: string): Change {
  const updatedAt = START + random.below(1_000_000_000);
  const profile: Profile = {
    first_name: "Ada",
    last_name: "0",
    username: null,
    image_url: `https://img.clerk.com/${userId}`,
    // The role of somebody whose metadata names none would hang on the order.
    public_metadata: random.chance(0.3) ? { role: random.pick(roles) } : {},
  };
  return { userId, kind: "profile", updatedAt, sentAt: updatedAt, profile };
}

function changed(random: Random, before: Change): Change {
  const isSameTime = random.chance(0.05);
  const updatedAt = before.updatedAt + (isSameTime ? 0 : 1 + random.below(1_000_000));
  const sentAt = Math.max(before.sentAt + 1, updatedAt) + random.below(5_000);
  const showsNothing = random.chance(0.1);
  const profile = showsNothing ? before.profile : edited(random, before);
  return { ...before, updatedAt, sentAt, profile };
}

function edited(random: Random, { userId, profile, sentAt }: Change): Profile {
  const { role } = profile.public_metadata;
  return {
    // No two profiles of a user share a name.
    first_name: random.pick(["Ada", "Grace", "名前", "  Edsger "]),
    last_name: `${sentAt}`,
    username: random.chance(0.5) ? `${userId}.${random.below(100)}` : null,
    image_url: `https://img.clerk.com/${userId}/${random.below(100)}`,
    ...(random.chance(0.7) && { email: `${userId}.${random.below(3)}@example.com` }),
    public_metadata: role === undefined ? {} : { role: random.pick(roles) },
  };
}

function toDelivery(happening: Happening, id: string): Delivery {
  const { userId } = happening;
  if (happening.kind === "deleted") {
    return { id, type: "user.deleted", body: clerkUserDeletedEvent(userId), happening };
  }
  const { updatedAt, sentAt, profile } = happening;
  const type = profile.last_name === "0" ? "user.created" : "user.updated";
  const user = { id: userId, updated_at: updatedAt, ...profile };
  return {
    id,
    type,
    body: { ...clerkUserEvent(type, user), timestamp: sentAt },
    happening,
  };
}
