import fc from "fast-check";
import { describe, expect, test } from "vitest";
import sequenceCreated from "../../../../test/fixtures/clerk/sequences/1-created.json" with { type: "json" };
import sequenceUpdated from "../../../../test/fixtures/clerk/sequences/2-updated-v2.json" with { type: "json" };
import sequenceDeleted from "../../../../test/fixtures/clerk/sequences/4-deleted.json" with { type: "json" };
import {
  type ClerkUserEvent,
  parseClerkEvent,
  type UserProfile,
} from "../../../shared/clerkEvents.js";
import {
  changeFromClerk,
  decideUserChange,
  isEffective,
  type StoredUser,
  type SyncOutcome,
  type UserChange,
  type UserState,
} from "./stateMachine.js";

const ID = "user_1";
const UNKNOWN_USER: UserState = { user: null, deleted: false };
const DELETED_USER: UserState = { user: null, deleted: true };

type Upsert = Extract<UserChange, { kind: "upsert" }>;

const ada: UserProfile = {
  name: "Ada Lovelace",
  email: "ada@example.com",
  imageUrl: "https://img.clerk.com/ada",
  username: "ada",
};

function upsert(
  updatedAt: number,
  profile: UserProfile = ada,
  rest: Partial<Upsert> = {},
): Upsert {
  return {
    kind: "upsert",
    externalId: ID,
    profile,
    version: { updatedAt, eventAt: updatedAt },
    source: "webhook",
    ...rest,
  };
}

const ensure: UserChange = { kind: "ensure", externalId: ID, profile: {} };
const remove: UserChange = { kind: "delete", externalId: ID };

/** What the mutation does with a decision, down to how `patch` clears a field. */
function step(state: UserState, change: UserChange) {
  const { outcome, write } = decideUserChange(state, change);
  switch (write.kind) {
    case "insert":
      if (state.user !== null) throw new Error("a second row");
      return { outcome, state: { ...state, user: stripped(write.user) } };
    case "patch":
      if (state.user === null) throw new Error("no row to patch");
      return {
        outcome,
        state: { ...state, user: stripped({ ...state.user, ...write.fields }) },
      };
    case "deleteAndTombstone":
      if (state.user === null) throw new Error("no row to delete");
      return { outcome, state: DELETED_USER };
    case "tombstone":
      if (state.deleted) throw new Error("a second tombstone");
      return { outcome, state: { ...state, deleted: true } };
    case "none":
      return { outcome, state };
  }
}

function stripped(row: object): StoredUser {
  const entries = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as StoredUser;
}

function run(changes: UserChange[], state = UNKNOWN_USER) {
  const outcomes: SyncOutcome[] = [];
  for (const change of changes) {
    const next = step(state, change);
    outcomes.push(next.outcome);
    state = next.state;
  }
  return { outcomes, state, user: state.user };
}

describe("an upsert", () => {
  test("of an unknown user creates a guest", () => {
    expect(decideUserChange(UNKNOWN_USER, upsert(1000))).toEqual({
      outcome: "created",
      write: {
        kind: "insert",
        user: {
          ...ada,
          externalId: ID,
          role: "guest",
          syncedBy: "webhook",
          profileUpdatedAt: 1000,
          profileEventAt: 1000,
        },
      },
    });
  });

  test("that is newer replaces every synced field and clears what is gone", () => {
    const { outcomes, user } = run([upsert(1000), upsert(2000, { name: "Ada King" })]);
    expect(outcomes).toEqual(["created", "updated"]);
    expect(user).toEqual({
      name: "Ada King",
      externalId: ID,
      role: "guest",
      syncedBy: "webhook",
      profileUpdatedAt: 2000,
      profileEventAt: 2000,
    });
  });

  test("writes only what Clerk owns, and the role as it is", () => {
    const stored = run([upsert(1000, ada, { role: "vip" })]).state;
    const { write } = decideUserChange(stored, upsert(2000, { name: "Ada" }));
    expect(write).toEqual({
      kind: "patch",
      fields: {
        name: "Ada",
        email: undefined,
        imageUrl: undefined,
        username: undefined,
        role: "vip",
        syncedBy: "webhook",
        profileUpdatedAt: 2000,
        profileEventAt: 2000,
      },
    });
  });

  test("that is older has no effect", () => {
    const { outcomes, user } = run([upsert(2000), upsert(1000, { name: "Before" })]);
    expect(outcomes).toEqual(["created", "stale"]);
    expect(user?.name).toBe(ada.name);
  });

  test("that says the same later only moves the version", () => {
    const { outcomes, user } = run([upsert(1000), upsert(2000), upsert(1000)]);
    expect(outcomes).toEqual(["created", "refreshed", "stale"]);
    expect(user?.profileUpdatedAt).toBe(2000);
  });

  test("that says the same again writes nothing", () => {
    expect(run([upsert(1000), upsert(1000)]).outcomes).toEqual(["created", "unchanged"]);
  });

  test("of the same `updated_at` goes by the event's time", () => {
    const early = upsert(1000, { name: "Early" });
    const late = upsert(1000, { name: "Late" });
    late.version.eventAt = 1001;
    expect(run([early, late]).outcomes).toEqual(["created", "updated"]);
    expect(run([late, early]).outcomes).toEqual(["created", "stale"]);
  });

  test("goes by `updated_at` before the event's time", () => {
    const older = upsert(1000, { name: "Older" });
    older.version.eventAt = 9000;
    expect(run([upsert(2000), older]).outcomes).toEqual(["created", "stale"]);
  });

  test("of the same version ends the same in either order", () => {
    const one = upsert(1000, { name: "Same time", username: "one" });
    const two = upsert(1000, { name: "Same time", username: "two" });
    expect(run([one, two]).user).toEqual(run([two, one]).user);
  });

  test("finds what the backfill read of the same user unchanged", () => {
    const webhook = upsert(1000, ada, { version: { updatedAt: 1000, eventAt: 1018 } });
    const backfill = upsert(1000, ada, { source: "backfill" });
    expect(run([webhook, backfill]).outcomes).toEqual(["created", "unchanged"]);
    expect(run([backfill, webhook]).outcomes).toEqual(["created", "refreshed"]);
    expect(run([webhook, backfill]).user).toEqual(run([backfill, webhook]).user);
  });

  test("of the same version is the webhook's rather than the backfill's", () => {
    const backfill = upsert(1000, ada, { source: "backfill" });
    const outcomes = [run([upsert(1000), backfill]), run([backfill, upsert(1000)])];
    expect(outcomes.map(({ user }) => user?.syncedBy)).toEqual(["webhook", "webhook"]);
  });

  test("of a re-sign-up, the same email under a new id, is another user", () => {
    expect(run([upsert(1000), remove]).state).toEqual(DELETED_USER);
    const again = upsert(2000, ada, { externalId: "user_2" });
    expect(decideUserChange(UNKNOWN_USER, again).outcome).toBe("created");
  });
});

describe("the verification of an address", () => {
  const verified = { ...ada, verifiedEmail: "ada@example.com" };

  test("is written, and is no news to the host", () => {
    const { outcomes, user } = run([upsert(1000), upsert(2000, verified)]);
    expect(outcomes).toEqual(["created", "refreshed"]);
    expect(user?.verifiedEmail).toBe("ada@example.com");
  });

  test("ends with the address", () => {
    const other = { ...ada, email: "king@example.com" };
    const { user } = run([upsert(1000, verified), upsert(2000, other)]);
    expect(user).not.toHaveProperty("verifiedEmail");
  });

  test("counts more than none at the same time", () => {
    const either = [upsert(1000, verified), upsert(1000)];
    for (const changes of [either, either.toReversed()]) {
      expect(run(changes).user?.verifiedEmail).toBe("ada@example.com");
    }
  });
});

describe("the fallback", () => {
  test("creates a row without a version", () => {
    const profile = { name: "Ada", email: "ada@example.com" };
    expect(run([{ ...ensure, profile }])).toMatchObject({
      outcomes: ["created"],
      user: {
        name: "Ada",
        email: "ada@example.com",
        externalId: ID,
        role: "guest",
        syncedBy: "fallback",
      },
    });
    expect(run([ensure]).user).not.toHaveProperty("profileUpdatedAt");
  });

  test("creates a user whose token says nothing", () => {
    expect(run([ensure]).user?.name).toBe("Unknown");
  });

  test("gives way to anything Clerk sends, however old", () => {
    const oldest = upsert(0, { name: "Ada" });
    const { outcomes, user } = run([ensure, oldest, ensure]);
    expect(outcomes).toEqual(["created", "updated", "unchanged"]);
    expect(user).toMatchObject({ syncedBy: "webhook", profileUpdatedAt: 0 });
  });

  test("keeps a verified address in the form in which addresses are compared", () => {
    const profile = { email: "Ada@Example.com", verifiedEmail: " Ada@Example.com" };
    const { user } = run([{ ...ensure, profile }]);
    expect(user).toMatchObject({
      email: "Ada@Example.com",
      verifiedEmail: "ada@example.com",
    });
  });

  test("is confirmed, not changed, by a webhook that says the same", () => {
    const { outcomes, user } = run([{ ...ensure, profile: ada }, upsert(1000)]);
    expect(outcomes).toEqual(["created", "refreshed"]);
    expect(user?.syncedBy).toBe("webhook");
  });

  test("never overwrites what Clerk sent", () => {
    const token: UserChange = { ...ensure, profile: { name: "Stale token" } };
    const { outcomes, user } = run([upsert(1000), token]);
    expect(outcomes).toEqual(["created", "unchanged"]);
    expect(user?.name).toBe(ada.name);
  });
});

describe("a delete", () => {
  test("removes the row and leaves a tombstone", () => {
    expect(run([upsert(1000), remove])).toMatchObject({
      outcomes: ["created", "deleted"],
      state: DELETED_USER,
    });
  });

  test("of a row that the fallback made is no different", () => {
    expect(run([ensure, remove]).outcomes).toEqual(["created", "deleted"]);
  });

  test("before the user was ever seen leaves a tombstone", () => {
    expect(run([remove])).toMatchObject({
      outcomes: ["tombstoned"],
      state: DELETED_USER,
    });
  });

  test.each([
    ["a create", upsert(9000)],
    ["a backfill", upsert(9000, ada, { source: "backfill" })],
    ["a token", ensure],
    ["another delete", remove],
  ])("is final: %s has no effect", (_, change) => {
    expect(decideUserChange(DELETED_USER, change)).toEqual({
      outcome: "alreadyDeleted",
      write: { kind: "none" },
    });
  });
});

describe("the role", () => {
  test("of a new row is the one that is given", () => {
    expect(run([upsert(1000, ada, { role: "admin" })]).user?.role).toBe("admin");
    expect(run([{ ...ensure, role: "admin" }]).user?.role).toBe("admin");
  });

  test("of a row that is there is kept", () => {
    const changes = [
      upsert(1000, ada, { role: "vip" }),
      upsert(2000, ada, { role: "guest" }),
    ];
    expect(run(changes).user?.role).toBe("vip");
  });

  test("is replaced by an override that is newer, and that is a change", () => {
    const override = upsert(2000, ada, { roleOverride: "admin" });
    const { outcomes, user } = run([upsert(1000), override]);
    expect(outcomes).toEqual(["created", "updated"]);
    expect(user?.role).toBe("admin");
  });

  test("is not replaced by an override that is stale or seen before", () => {
    const { state } = run([upsert(2000, ada, { roleOverride: "vip" })]);
    const byHost: UserState = { ...state, user: { ...state.user!, role: "guest" } };
    const late = upsert(1000, ada, { roleOverride: "admin" });
    const replayed = upsert(2000, ada, { roleOverride: "vip" });
    expect(run([late, replayed], byHost).user?.role).toBe("guest");
  });

  test("of a new row is rather the override", () => {
    const change = upsert(1000, ada, { role: "guest", roleOverride: "vip" });
    expect(run([change]).user?.role).toBe("vip");
  });
});

describe("an event of Clerk", () => {
  const event: ClerkUserEvent = {
    kind: "upsert",
    externalId: ID,
    profile: ada,
    version: { updatedAt: 1000, eventAt: 1000 },
    metadataRole: "admin",
  };

  test("brings its role only when the host takes roles from the metadata", () => {
    const taken = changeFromClerk(event, { source: "webhook", roleFromMetadata: true });
    const left = changeFromClerk(event, { source: "webhook", roleFromMetadata: false });
    expect(run([taken]).user?.role).toBe("admin");
    expect(left).toEqual(upsert(1000));
  });

  test("keeps the role for a new row and the source", () => {
    const options = { source: "backfill", role: "vip", roleFromMetadata: true } as const;
    const { metadataRole: _, ...plain } = event;
    expect(changeFromClerk(plain, options)).toEqual(
      upsert(1000, ada, { source: "backfill", role: "vip" }),
    );
  });

  test("may be a deletion", () => {
    const options = { source: "webhook", roleFromMetadata: true } as const;
    const deletion: ClerkUserEvent = { kind: "delete", externalId: ID };
    expect(changeFromClerk(deletion, options)).toEqual(remove);
  });
});

test("only what a host would notice is an effect", () => {
  const outcomes: SyncOutcome[] = [
    "created",
    "updated",
    "deleted",
    "refreshed",
    "unchanged",
    "stale",
    "tombstoned",
    "alreadyDeleted",
  ];
  expect(outcomes.filter(isEffective)).toEqual(["created", "updated", "deleted"]);
});

function permutations<T>(items: T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}

function changeOf(payload: unknown): UserChange {
  const parsed = parseClerkEvent(payload);
  if (parsed.kind !== "user") throw new Error("Not a user event");
  return changeFromClerk(parsed.event, { source: "webhook", roleFromMetadata: false });
}

describe("every order of one user's events", () => {
  const created = changeOf(sequenceCreated);
  const updated = changeOf(sequenceUpdated);
  const updatedAgain = changeOf({
    ...sequenceUpdated,
    timestamp: sequenceUpdated.timestamp + 5000,
    data: { ...sequenceUpdated.data, first_name: "V3", updated_at: 1787300015000 },
  });
  const deleted = changeOf(sequenceDeleted);
  const token: UserChange = {
    kind: "ensure",
    externalId: created.externalId,
    profile: { name: "Token" },
  };

  test("ends with the last profile, replays and tokens between them or not", () => {
    const orders = permutations([
      created,
      updated,
      updatedAgain,
      created,
      token,
      updated,
    ]);
    const ends = orders.map((order) => run(order).state);
    expect(ends).toHaveLength(720);
    expect(new Set(ends.map((state) => JSON.stringify(sorted(state.user)))).size).toBe(1);
    expect(ends[0]?.user).toMatchObject({
      name: "V3 Quence",
      username: "seq_v2",
      syncedBy: "webhook",
    });
  });

  test("ends deleted once one of them is a delete", () => {
    const orders = permutations([
      created,
      updated,
      updatedAgain,
      deleted,
      token,
      created,
    ]);
    for (const order of orders) expect(run(order).state).toEqual(DELETED_USER);
  });
});

function sorted(user: StoredUser | null) {
  return user && Object.entries(user).sort(([a], [b]) => (a < b ? -1 : 1));
}

const someProfile: fc.Arbitrary<UserProfile> = fc
  .record({
    name: fc.constantFrom("Ada", "Grace", "Unknown"),
    email: fc.constantFrom(undefined, "a@example.com", "b@example.com"),
    verifiedEmail: fc.constantFrom(undefined, "a@example.com"),
    username: fc.constantFrom(undefined, "a", "b"),
  })
  .map((profile) => JSON.parse(JSON.stringify(profile)) as UserProfile);

// Few times, so that ties of `updated_at`, of the event's time and of both occur.
const someUpsert: fc.Arbitrary<Upsert> = fc
  .record({
    profile: someProfile,
    version: fc.record({ updatedAt: fc.nat(3), eventAt: fc.nat(3) }),
    source: fc.constantFrom("webhook" as const, "backfill" as const),
  })
  .map((fields) => ({ kind: "upsert", externalId: ID, ...fields }));

const someEnsure: fc.Arbitrary<UserChange> = someProfile.map((profile) => ({
  kind: "ensure",
  externalId: ID,
  profile,
}));

/** A multiset of changes with duplicates, in two orders. */
function twoOrders(changes: fc.Arbitrary<UserChange[]>) {
  return changes
    .chain((distinct) =>
      fc.subarray(distinct).map((repeated) => [...distinct, ...repeated, ...repeated]),
    )
    .chain((all) => {
      const order = fc.shuffledSubarray(all, {
        minLength: all.length,
        maxLength: all.length,
      });
      return fc.tuple(order, order);
    });
}

describe("any changes, in any order, however often", () => {
  test("end in the same row, once Clerk said anything", () => {
    const changes = fc
      .tuple(
        fc.array(someUpsert, { minLength: 1, maxLength: 6 }),
        fc.array(someEnsure, { maxLength: 2 }),
      )
      .map(([upserts, tokens]) => [...upserts, ...tokens]);
    fc.assert(
      fc.property(twoOrders(changes), ([one, other]) => {
        expect(run(one).user).not.toBeNull();
        expect(run(one).state).toEqual(run(other).state);
      }),
      { numRuns: 1000 },
    );
  });

  test("end deleted, with no row and one tombstone, once there was a delete", () => {
    const changes = fc
      .tuple(
        fc.array(fc.oneof(someUpsert, someEnsure), { maxLength: 6 }),
        fc.constant(remove),
      )
      .map(([others, deletion]) => [...others, deletion]);
    fc.assert(
      fc.property(twoOrders(changes), ([one, other]) => {
        expect(run(one).state).toEqual(DELETED_USER);
        expect(run(other).state).toEqual(DELETED_USER);
      }),
    );
  });

  test("tell the host of a creation first, and of a deletion last, and of each once", () => {
    const change = fc.oneof(
      { weight: 4, arbitrary: someUpsert },
      { weight: 1, arbitrary: someEnsure },
      { weight: 1, arbitrary: fc.constant(remove) },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const told = run(changes).outcomes.filter(isEffective).join(" ");
        expect(told).toMatch(/^(created( updated)*( deleted)?)?$/);
      }),
      { numRuns: 1000 },
    );
  });

  test("have no effect when they are all sent again", () => {
    const changes = fc.array(fc.oneof(someUpsert, someEnsure), { maxLength: 8 });
    fc.assert(
      fc.property(changes, (sent) => {
        const { state } = run(sent);
        const again = run(sent, state);
        expect(again.state).toEqual(state);
        expect(again.outcomes.filter(isEffective)).toEqual([]);
      }),
    );
  });
});

test("a sync gives the role of the metadata to a profile that it finds unchanged", () => {
  const version = { updatedAt: 5, eventAt: 5 };
  const profile = { name: "Ada" };
  const user: StoredUser = {
    ...profile,
    externalId: "user_1",
    role: "guest",
    syncedBy: "webhook",
    profileUpdatedAt: 5,
    profileEventAt: 9,
  };
  const change = {
    kind: "upsert",
    externalId: "user_1",
    profile,
    version,
    roleOverride: "vip",
  } as const;
  const decide = (source: "webhook" | "backfill") =>
    decideUserChange({ user, deleted: false }, { ...change, source });
  expect(decide("backfill")).toMatchObject({
    outcome: "updated",
    write: { fields: { role: "vip", syncedBy: "webhook", profileEventAt: 9 } },
  });
  expect(decide("webhook")).toMatchObject({ outcome: "unchanged" });
});
