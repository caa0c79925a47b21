import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clerkUserEvent, signWebhook } from "../../src/testing/clerk.js";
import { deployExample, type Example } from "../example/deployed.js";
import { allRows, rowsOf } from "../example/deployedTables.js";
import { PRIVATE_MARK } from "./fakeClerk.js";

let example: Example;
beforeAll(async () => {
  example = await deployExample();
});
afterAll(async () => {
  await example?.stop();
});

async function post(event: unknown) {
  const route = `${example.siteUrl}/clerk-users-webhook`;
  const answer = await fetch(route, signWebhook(event));
  return [answer.status, await answer.text()];
}

const received = [200, "OK"];

type Payload = { type: string; data: { id: string } };

async function payload(name: string): Promise<Payload> {
  const file = new URL(`../fixtures/clerk/${name}.json`, import.meta.url);
  return JSON.parse(await readFile(file, "utf8")) as Payload;
}

/** The stored row of a user, without what every row has. */
async function rowOf(externalId: string) {
  const rows = await rowsOf(example, "users");
  const row = rows.find((user) => user.externalId === externalId);
  if (row === undefined) return null;
  const { _id, _creationTime, ...fields } = row;
  return fields;
}

const guest = { role: "guest", syncedBy: "webhook" };

describe("Clerk's payloads", () => {
  test.each([
    [
      "clerk-example.user.created",
      {
        name: "John Doe",
        imageUrl: "https://img.clerk.com/xxxxxx",
        profileUpdatedAt: 1716883200000,
        profileEventAt: 1716883200000,
      },
    ],
    [
      "clerk-docs.user.created",
      {
        name: "Example Example",
        email: "example@example.org",
        verifiedEmail: "example@example.org",
        imageUrl: "https://img.clerk.com/xxxxxx",
        profileUpdatedAt: 1654012591835,
        profileEventAt: 1654012591835,
      },
    ],
    [
      "user.created.oauth-google",
      {
        name: "Grace Hopper",
        email: "grace.hopper@example.com",
        verifiedEmail: "grace.hopper@example.com",
        imageUrl: expect.stringMatching(/^https:/) as string,
        profileUpdatedAt: 1787300000018,
        profileEventAt: 1787300000036,
      },
    ],
    [
      "user.created.oauth-github.no-last-name",
      {
        name: "Octo",
        email: "octo@example.com",
        verifiedEmail: "octo@example.com",
        username: "octocat",
        imageUrl: expect.stringMatching(/^https:/) as string,
        profileUpdatedAt: 1787300000018,
        profileEventAt: 1787300000036,
      },
    ],
  ])("of %s nothing else is stored than %o", async (name, expected) => {
    const event = await payload(name);
    expect(await post(event)).toEqual(received);
    const externalId = event.data.id;
    expect(await rowOf(externalId)).toEqual({ externalId, ...guest, ...expected });
  });

  test("of several addresses the primary one is stored, at whatever place it comes", async () => {
    const event = await payload("user.updated.multi-email.primary-not-first");
    await post(event);
    expect(await rowOf(event.data.id)).toMatchObject({ email: "primary@example.net" });
  });

  test.each(["ignored.session.created", "ignored.organization.created"])(
    "%s, which may embed a user, changes nothing",
    async (name) => {
      const before = await allRows(example);
      expect(await post(await payload(name))).toEqual([200, "Ignored"]);
      expect(await allRows(example)).toEqual(before);
    },
  );
});

const address = (id: string, email_address: string, status = "verified") => ({
  id,
  email_address,
  verification: { status },
});

describe("a user", () => {
  test.each([
    ["without any field but an id", {}, { name: "Unknown" }],
    [
      "with null in every field",
      {
        first_name: null,
        last_name: null,
        username: null,
        image_url: null,
        email_addresses: null,
        primary_email_address_id: null,
        public_metadata: null,
      },
      { name: "Unknown" },
    ],
    [
      "with fields that nobody knows",
      { first_name: "Ada", shoe_size: 38, deep: { er: [1] } },
      { name: "Ada" },
    ],
    [
      "with blank names",
      { first_name: " ", last_name: "\u200b", username: "ada" },
      { name: "ada", username: "ada" },
    ],
    [
      "with Unicode names",
      { first_name: "名前 🎵", last_name: "مرحبا" },
      { name: "名前 🎵 مرحبا" },
    ],
    [
      "with halves of characters",
      { first_name: "A\ud800", last_name: "\udfffB" },
      { name: "A\ufffd \ufffdB" },
    ],
    ["called null null", { first_name: "null", last_name: "null" }, { name: "Unknown" }],
    [
      "whose primary address is not in the list",
      { primary_email_address_id: "idn_9", email_addresses: [address("idn_1", "a@b.c")] },
      { name: "Unknown" },
    ],
    [
      "who has no primary address",
      { primary_email_address_id: null, email_addresses: [address("idn_1", "a@b.c")] },
      { name: "Unknown" },
    ],
    [
      "with a picture that is no https URL",
      { image_url: "javascript:alert(1)" },
      { name: "Unknown" },
    ],
    [
      "with hostile keys in the metadata",
      {
        public_metadata: {
          $set: 1,
          ключ: [null],
          ["k".repeat(2000)]: "\ud800",
          constructor: { prototype: 1 },
          role: { $ne: "guest" },
        },
      },
      { name: "Unknown" },
    ],
  ])("%s is stored as what there is to know", async (what, fields, expected) => {
    const externalId = `user_${what.replaceAll(/\W/g, "")}`;
    const updated_at = Date.parse("2026-01-01");
    const data = { id: externalId, updated_at, ...fields };
    const event = { type: "user.created", timestamp: updated_at, data };
    expect(await post(event)).toEqual(received);
    expect(await rowOf(externalId)).toEqual({
      externalId,
      ...guest,
      ...expected,
      profileUpdatedAt: updated_at,
      profileEventAt: updated_at,
    });
  });

  test("whose address is not verified has the address, as Clerk says", async () => {
    const data = {
      id: "user_unverified",
      primary_email_address_id: "idn_1",
      email_addresses: [address("idn_1", "a@example.com", "unverified")],
    };
    expect(await post({ type: "user.created", data })).toEqual(received);
    expect(await rowOf(data.id)).toMatchObject({ email: "a@example.com" });
  });

  test("of 330 KB is stored, and of private and unsafe metadata nothing, anywhere", async () => {
    const metadata = { note: PRIVATE_MARK, filler: "x".repeat(110_000) };
    const event = clerkUserEvent("user.created", {
      id: "user_large",
      first_name: "Ada",
      public_metadata: metadata,
      private_metadata: metadata,
      unsafe_metadata: metadata,
    });
    expect(await post(event)).toEqual(received);
    expect(await rowOf("user_large")).toMatchObject({ name: "Ada" });
    expect(JSON.stringify(await allRows(example))).not.toContain(PRIVATE_MARK);
    expect(example.output.join("\n")).not.toContain(PRIVATE_MARK);
  });
});
