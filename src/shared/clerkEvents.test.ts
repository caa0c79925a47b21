import type { UserIdentity } from "convex/server";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import usersPage from "../../test/fixtures/clerk/bapi/users.page1.json" with { type: "json" };
import docsCreated from "../../test/fixtures/clerk/clerk-docs.user.created.json" with { type: "json" };
import exampleCreated from "../../test/fixtures/clerk/clerk-example.user.created.json" with { type: "json" };
import exampleDeleted from "../../test/fixtures/clerk/clerk-example.user.deleted.json" with { type: "json" };
import exampleUpdated from "../../test/fixtures/clerk/clerk-example.user.updated.json" with { type: "json" };
import integrationIdentity from "../../test/fixtures/clerk/identity/convex-integration.minimal.json" with { type: "json" };
import templateIdentity from "../../test/fixtures/clerk/identity/jwt-template-preset.full.json" with { type: "json" };
import organizationCreated from "../../test/fixtures/clerk/ignored.organization.created.json" with { type: "json" };
import sessionCreated from "../../test/fixtures/clerk/ignored.session.created.json" with { type: "json" };
import sequenceDeleted from "../../test/fixtures/clerk/sequences/4-deleted.json" with { type: "json" };
import githubCreated from "../../test/fixtures/clerk/user.created.oauth-github.no-last-name.json" with { type: "json" };
import googleCreated from "../../test/fixtures/clerk/user.created.oauth-google.json" with { type: "json" };
import realDeleted from "../../test/fixtures/clerk/user.deleted.json" with { type: "json" };
import multiEmailUpdated from "../../test/fixtures/clerk/user.updated.multi-email.primary-not-first.json" with { type: "json" };
import { MAX_EMAIL_LENGTH } from "./email.js";
import {
  type ClerkUserUpsert,
  MAX_NAME_LENGTH,
  MAX_URL_LENGTH,
  parseClerkEvent,
  profileFromClerkUser,
  profileFromIdentity,
  upsertFromClerkUser,
} from "./clerkEvents.js";

/** Reads a `user.updated` event whose data has these fields beside a good id. */
function upsertOf(data: Record<string, unknown>, envelope: object = {}): ClerkUserUpsert {
  const parsed = parseClerkEvent({
    type: "user.updated",
    data: { id: "user_1", ...data },
    ...envelope,
  });
  if (parsed.kind !== "user" || parsed.event.kind !== "upsert") {
    throw new Error(`Not an upsert: ${parsed.kind}`);
  }
  return parsed.event;
}

const nameOf = (data: Record<string, unknown>) => upsertOf(data).profile.name;

describe("Clerk's payloads", () => {
  test("an example event, its time in seconds, its primary email dangling", () => {
    expect(parseClerkEvent(exampleCreated)).toEqual({
      kind: "user",
      type: "user.created",
      instanceId: "ins_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
      event: {
        kind: "upsert",
        externalId: "user_2g7np7Hrk0SN6kj5EDMLDaKNL0S",
        profile: { name: "John Doe", imageUrl: "https://img.clerk.com/xxxxxx" },
        version: { updatedAt: 1716883200000, eventAt: 1716883200000 },
      },
    });
  });

  test("an example update", () => {
    expect(parseClerkEvent(exampleUpdated)).toMatchObject({
      event: {
        profile: { name: "John Doe Updated", username: "johndoe" },
        version: { updatedAt: 1716883500000, eventAt: 1716883200000 },
      },
    });
  });

  test("the sample of Clerk's guide", () => {
    expect(parseClerkEvent(docsCreated)).toMatchObject({
      instanceId: "ins_123",
      event: { profile: { name: "Example Example", email: "example@example.org" } },
    });
  });

  test("a sign-up with Google", () => {
    expect(parseClerkEvent(googleCreated)).toMatchObject({
      event: {
        profile: {
          name: "Grace Hopper",
          email: "grace.hopper@example.com",
          imageUrl: googleCreated.data.image_url,
        },
        version: { updatedAt: 1787300000018, eventAt: 1787300000036 },
      },
    });
  });

  test("a sign-up with GitHub, without a last name", () => {
    expect(parseClerkEvent(githubCreated)).toMatchObject({
      event: {
        profile: { name: "Octo", username: "octocat", email: "octo@example.com" },
      },
    });
  });

  test("a primary email that is not the first", () => {
    expect(parseClerkEvent(multiEmailUpdated)).toMatchObject({
      event: { profile: { email: "primary@example.net" } },
    });
  });

  test.each([exampleDeleted, realDeleted, sequenceDeleted])("a deletion", (payload) => {
    expect(parseClerkEvent(payload)).toEqual({
      kind: "user",
      type: "user.deleted",
      instanceId: payload.instance_id,
      event: { kind: "delete", externalId: payload.data.id },
    });
  });

  test.each([sessionCreated, organizationCreated])("$type is ignored", (payload) => {
    expect(parseClerkEvent(payload)).toEqual({ kind: "ignored", type: payload.type });
  });

  test("users of the Backend API, which have no event time", () => {
    for (const user of usersPage) {
      const upsert = upsertFromClerkUser(user);
      expect(upsert?.profile).toEqual(profileFromClerkUser(user));
      expect(upsert?.version).toEqual({
        updatedAt: user.updated_at,
        eventAt: user.updated_at,
      });
    }
    expect(usersPage.map((user) => profileFromClerkUser(user).name)).toContain("Unknown");
  });

  test("nothing private is kept, nor anything that the library does not know", () => {
    const upsert = upsertOf({
      first_name: "Ada",
      private_metadata: { role: "admin", ssn: "123-45-6789" },
      unsafe_metadata: { role: "admin" },
      phone_numbers: [{ phone_number: "+15555550100" }],
    });
    expect(upsert).toEqual({
      kind: "upsert",
      externalId: "user_1",
      profile: { name: "Ada" },
      version: { updatedAt: 0, eventAt: 0 },
    });
  });
});

describe("an event is invalid", () => {
  test.each([
    ["null", null],
    ["a list", []],
    ["a string", "user.created"],
    ["without a type", { data: { id: "user_1" } }],
    ["of a type that is no string", { type: ["user.created"], data: { id: "user_1" } }],
    ["without data", { type: "user.created" }],
    ["with data that is a list", { type: "user.created", data: [{ id: "user_1" }] }],
    ["without an id", { type: "user.updated", data: {} }],
    ["with an id that is no string", { type: "user.updated", data: { id: 1 } }],
    ["with an empty id", { type: "user.updated", data: { id: "" } }],
    [
      "with an id of 257 characters",
      { type: "user.updated", data: { id: "u".repeat(257) } },
    ],
    ["with a blank in the id", { type: "user.updated", data: { id: "user 1" } }],
    [
      "with a line break behind the id",
      { type: "user.updated", data: { id: "user_1\n" } },
    ],
    [
      "with a lone surrogate in the id",
      { type: "user.updated", data: { id: "user_\ud800" } },
    ],
  ])("when it is %s", (_, body) => {
    expect(parseClerkEvent(body)).toEqual({ kind: "invalid" });
  });

  test.each([undefined, null, {}, { id: null }, { id: "" }, { id: "u".repeat(257) }])(
    "but a deletion of %j is ignored: there can be no such user",
    (data) => {
      expect(parseClerkEvent({ type: "user.deleted", data })).toEqual({
        kind: "ignored",
        type: "user.deleted",
      });
    },
  );
});

describe("the name", () => {
  test.each([
    [{ first_name: "Ada", last_name: "Lovelace" }, "Ada Lovelace"],
    [{ first_name: " Ada ", last_name: "\tLovelace\n" }, "Ada Lovelace"],
    [{ first_name: "Ada", last_name: null }, "Ada"],
    [{ first_name: null, last_name: "Lovelace" }, "Lovelace"],
    [{ first_name: "", last_name: "  ", username: "ada" }, "ada"],
    [{ first_name: "\u200b", last_name: "\u0000", username: "ada" }, "ada"],
    [{ first_name: 7, last_name: {}, username: "ada" }, "ada"],
    [{ first_name: "null", last_name: "null", username: "ada" }, "ada"],
    [{ first_name: "Ada", username: "countess" }, "Ada"],
    [{ first_name: null, last_name: null, username: null }, "Unknown"],
    [{}, "Unknown"],
    [{ first_name: "Null", last_name: "Nullmann" }, "Null Nullmann"],
    [{ first_name: "愛", last_name: "Ω👩‍🎤" }, "愛 Ω👩‍🎤"],
    [{ first_name: "A\ud800", last_name: "\udfffB" }, "A\ufffd \ufffdB"],
  ])("of %j is %j", (data, name) => {
    expect(nameOf(data)).toBe(name);
  });

  test("is cut, but never within a character", () => {
    expect(nameOf({ first_name: "x".repeat(10_000) })).toBe("x".repeat(MAX_NAME_LENGTH));
    const notes = `x${"🎵".repeat(MAX_NAME_LENGTH)}`;
    const cut = nameOf({ first_name: notes });
    expect(cut).toHaveLength(MAX_NAME_LENGTH - 1);
    expect(notes.startsWith(cut)).toBe(true);
    expect(cut).not.toMatch(/\p{Surrogate}/u);
  });
});

describe("the email", () => {
  const entries = [
    { id: "idn_1", email_address: "first@example.com" },
    { id: "idn_2", email_address: "second@example.com" },
  ];

  test.each([
    ["is the primary one's", "idn_2", entries, "second@example.com"],
    ["is absent when none is primary", null, entries, undefined],
    ["is absent when the primary one dangles", "idn_3", entries, undefined],
    ["is absent when there is no list", "idn_1", undefined, undefined],
    ["is absent when the list is none", "idn_1", { 0: entries[0] }, undefined],
    [
      "is found beside odd entries",
      "idn_1",
      [null, "x", 5, ...entries],
      "first@example.com",
    ],
    [
      "is absent when it is no string",
      "idn_1",
      [{ id: "idn_1", email_address: 1 }],
      undefined,
    ],
    [
      "is absent when it is blank",
      "idn_1",
      [{ id: "idn_1", email_address: " " }],
      undefined,
    ],
    [
      "is not taken from an entry without an id",
      null,
      [{ id: null, email_address: "x@example.com" }],
      undefined,
    ],
    [
      "is not taken from an entry when no primary one is named",
      undefined,
      [{ email_address: "x@example.com" }],
      undefined,
    ],
    [
      "is absent, not cut, when it is too long",
      "idn_1",
      [{ id: "idn_1", email_address: `${"x".repeat(MAX_EMAIL_LENGTH)}@example.com` }],
      undefined,
    ],
  ])("%s", (_, primary_email_address_id, email_addresses, email) => {
    const { profile } = upsertOf({ primary_email_address_id, email_addresses });
    expect(profile.email).toBe(email);
    expect("email" in profile).toBe(email !== undefined);
  });
});

describe("the verified email", () => {
  const verified = { status: "verified", strategy: "email_code" };

  test.each([
    ["is there when Clerk has verified the address", verified, "ada@example.com"],
    ["is absent when it has not", { status: "unverified" }, undefined],
    ["is absent when the check ran out", { status: "expired" }, undefined],
    ["is absent when it failed", { status: "failed" }, undefined],
    ["is absent when there was no check", null, undefined],
    ["is absent when nothing is said of one", undefined, undefined],
    ["is absent when what is said is none", "verified", undefined],
  ])("%s", (_, verification, email) => {
    const address = { id: "idn_1", email_address: "Ada@Example.com", verification };
    const { profile } = upsertOf({
      primary_email_address_id: "idn_1",
      email_addresses: [address],
    });
    expect(profile.email).toBe("Ada@Example.com");
    expect(profile.verifiedEmail).toBe(email);
  });

  test("is the primary one's, whatever else is verified", () => {
    const { profile } = upsertOf({
      primary_email_address_id: "idn_2",
      email_addresses: [
        { id: "idn_1", email_address: "ada@example.com", verification: verified },
        { id: "idn_2", email_address: "eve@example.com", verification: null },
      ],
    });
    expect(profile).not.toHaveProperty("verifiedEmail");
  });

  test("is not a text without an address in it", () => {
    const address = { id: "idn_1", email_address: "Ada", verification: verified };
    const { profile } = upsertOf({
      primary_email_address_id: "idn_1",
      email_addresses: [address],
    });
    expect(profile).not.toHaveProperty("verifiedEmail");
  });
});

describe("the image and the username", () => {
  const longest = `https://img.clerk.com/${"x".repeat(MAX_URL_LENGTH - 22)}`;

  test.each([
    ["https://img.clerk.com/abc", "https://img.clerk.com/abc"],
    [longest, longest],
    [`${longest}x`, undefined],
    ["http://img.clerk.com/abc", undefined],
    ["javascript:alert(1)", undefined],
    ["data:image/png;base64,AAAA", undefined],
    ["//img.clerk.com/abc", undefined],
    ["https://", undefined],
    ["", undefined],
    [null, undefined],
    [{ href: "https://img.clerk.com/abc" }, undefined],
  ])("image_url %j", (image_url, imageUrl) => {
    expect(upsertOf({ image_url }).profile.imageUrl).toBe(imageUrl);
  });

  test.each([
    ["ada", "ada"],
    [" ada ", "ada"],
    ["x".repeat(1000), "x".repeat(MAX_NAME_LENGTH)],
    ["", undefined],
    [null, undefined],
    [7, undefined],
  ])("username %j", (username, expected) => {
    expect(upsertOf({ username }).profile.username).toBe(expected);
  });
});

describe("the role", () => {
  test.each(["guest", "vip", "admin"])(
    "%s in the public metadata is reported",
    (role) => {
      expect(upsertOf({ public_metadata: { role } }).metadataRole).toBe(role);
    },
  );

  test.each([
    { public_metadata: { role: "owner" } },
    { public_metadata: { role: "Admin" } },
    { public_metadata: { role: ["admin"] } },
    { public_metadata: "admin" },
    { public_metadata: null },
    { private_metadata: { role: "admin" } },
    { unsafe_metadata: { role: "admin" } },
    { role: "admin" },
  ])("is not in %j", (data) => {
    expect(upsertOf(data)).not.toHaveProperty("metadataRole");
  });
});

describe("the version", () => {
  const MS = 1787300000018;

  test.each([
    ["ms", MS, MS + 5, { updatedAt: MS, eventAt: MS + 5 }],
    [
      "seconds",
      1787300000,
      1787300001,
      { updatedAt: 1787300000e3, eventAt: 1787300001e3 },
    ],
    ["no event time", MS, undefined, { updatedAt: MS, eventAt: MS }],
    ["no updated_at", null, MS, { updatedAt: MS, eventAt: MS }],
    ["neither", undefined, null, { updatedAt: 0, eventAt: 0 }],
    ["text", "1787300000018", "now", { updatedAt: 0, eventAt: 0 }],
    ["times that are none", -5, 1e300, { updatedAt: 0, eventAt: 0 }],
  ])("of %s", (_, updated_at, timestamp, version) => {
    expect(upsertOf({ updated_at }, { timestamp }).version).toEqual(version);
  });
});

describe("a verified identity", () => {
  test("of Clerk's JWT template says who somebody is", () => {
    expect(profileFromIdentity(templateIdentity)).toEqual({
      name: "Grace Hopper",
      email: "grace.hopper@example.com",
      verifiedEmail: "grace.hopper@example.com",
      imageUrl: templateIdentity.pictureUrl,
    });
  });

  test("of Clerk's Convex integration says nothing", () => {
    const identity: UserIdentity = integrationIdentity;
    expect(Object.keys(profileFromIdentity(identity))).toEqual([]);
  });

  test.each([
    [{ name: "Ada Lovelace", givenName: "Augusta" }, { name: "Ada Lovelace" }],
    [{ givenName: "Ada", familyName: "Lovelace" }, { name: "Ada Lovelace" }],
    [{ name: " ", givenName: "Ada" }, { name: "Ada" }],
    [{ name: "null null" }, {}],
    [{ name: "null Lovelace" }, { name: "Lovelace" }],
    [
      { name: "null null", nickname: "ada" },
      { name: "ada", username: "ada" },
    ],
    [{ preferredUsername: "ada" }, { name: "ada", username: "ada" }],
    [{ email: "ada@example.com" }, { email: "ada@example.com" }],
    [{ email: "ada@example.com", emailVerified: false }, {}],
    [
      { email: "Ada@Example.com", emailVerified: true },
      { email: "Ada@Example.com", verifiedEmail: "ada@example.com" },
    ],
    [
      { email: "ada@example.com", emailVerified: "true" as never },
      { email: "ada@example.com" },
    ],
    [{ emailVerified: true }, {}],
    [{ email: "", pictureUrl: "http://example.com/ada.png" }, {}],
    [{ name: 7, email: null, pictureUrl: {} }, {}],
  ])("%j gives %j", (identity, profile) => {
    expect(profileFromIdentity(identity)).toEqual(profile);
  });
});

const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "",
    " ",
    "null",
    "undefined",
    "null null",
    "\ud83c",
    "\udfb5",
    "\u200d",
  ),
  fc.constantFrom("Ada", "ada@example.com", "https://img.clerk.com/x", "idn_1"),
  fc
    .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { minLength: 250, maxLength: 270 })
    .map((units) => String.fromCharCode(...units)),
);
const oddValue = fc.oneof(
  { weight: 4, arbitrary: oddText },
  { weight: 1, arbitrary: fc.jsonValue() as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined, NaN, Infinity, -1, 1e300) },
);
const oddUser = fc.record(
  {
    id: fc.oneof(fc.constant("user_1"), oddValue),
    first_name: oddValue,
    last_name: oddValue,
    username: oddValue,
    image_url: oddValue,
    primary_email_address_id: oddValue,
    email_addresses: fc.oneof(
      oddValue,
      fc.array(fc.oneof(oddValue, fc.record({ id: oddValue, email_address: oddValue }))),
    ),
    public_metadata: fc.oneof(oddValue, fc.record({ role: oddValue })),
    updated_at: oddValue,
  },
  { requiredKeys: [] },
);
const oddEvent = fc.record(
  {
    type: fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom("user.created", "user.updated", "user.deleted"),
      },
      { weight: 1, arbitrary: oddValue },
    ),
    data: fc.oneof({ weight: 3, arbitrary: oddUser }, { weight: 1, arbitrary: oddValue }),
    timestamp: oddValue,
    instance_id: oddValue,
  },
  { requiredKeys: [] },
);

function expectSound(profile: object) {
  for (const text of Object.values(profile)) {
    expect(typeof text).toBe("string");
    expect(text).not.toMatch(/\p{Surrogate}/u);
    expect(text).toMatch(/[^\p{Cc}\p{Cf}\p{Z}]/u);
    expect(text.length).toBeLessThanOrEqual(MAX_URL_LENGTH);
  }
}

const interpolated = /(^|\s)(null|undefined)(\s|$)/;

test("however odd an event is, what is read of it is sound", () => {
  let upserts = 0;
  fc.assert(
    fc.property(oddEvent, (body) => {
      const parsed = parseClerkEvent(body);
      if (parsed.kind !== "user" || parsed.event.kind !== "upsert") return;
      upserts += 1;
      const { externalId, profile, version } = parsed.event;
      expectSound(profile);
      expect(externalId).toMatch(/^[\x21-\x7e]{1,256}$/);
      expect(profile.name.length).toBeGreaterThan(0);
      expect(profile.name.length).toBeLessThanOrEqual(MAX_NAME_LENGTH);
      expect(profile.name).not.toMatch(interpolated);
      expect(Object.values(version).every((ms) => ms >= 0 && ms <= 8.64e15)).toBe(true);
    }),
    { numRuns: 2000 },
  );
  expect(upserts).toBeGreaterThan(100);
});

test("however odd an identity is, what is read of it is sound", () => {
  const oddIdentity = fc.record({
    name: oddValue,
    givenName: oddValue,
    familyName: oddValue,
    nickname: oddValue,
    preferredUsername: oddValue,
    email: oddValue,
    emailVerified: oddValue,
    pictureUrl: oddValue,
  });
  fc.assert(
    fc.property(oddIdentity, (identity) => {
      const profile = profileFromIdentity(identity);
      expectSound(profile);
      expect(profile.name ?? "").not.toMatch(interpolated);
    }),
  );
});
