import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "./fixture/convex/_generated/api.js";
import { Fixture } from "./harness.js";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.deployed();
});

afterAll(() => fixture.stop());

describe("inside a function", () => {
  test("there are web globals, but none of Node.js", async () => {
    const runtime = await fixture.http().query(api.runtime.globals, {});
    const { found, moduleScope, process, cwd } = runtime;
    expect(moduleScope).toEqual(["undefined", "undefined"]);
    expect(found).toEqual(["fetch", "crypto", "URL", "TextEncoder", "ReadableStream"]);
    expect(process).toEqual(["env"]);
    expect(cwd).toBe("undefined");
  });

  test("no Node.js module can be required", async () => {
    await expect(fixture.http().query(api.runtime.requireNode, {})).rejects.toThrow(
      'Dynamic require of "node:fs" is not supported',
    );
  });

  test("each component has an environment of its own", async () => {
    const { siteUrl } = fixture.deployment;
    expect(await fixture.http().query(api.runtime.environment, {})).toEqual({
      app: {
        NOTES_PREFIX: "note: ",
        GREETING: null,
        PREFIX: null,
        PATH: null,
        CONVEX_SITE_URL: siteUrl,
      },
      notes: {
        NOTES_PREFIX: null,
        PREFIX: "note: ",
        CONVEX_SITE_URL: `${siteUrl}/notes`,
      },
      archive: { NOTES_PREFIX: null, PREFIX: "archived: ", CONVEX_SITE_URL: siteUrl },
    });
  });

  test("a component does not see the globals of another", async () => {
    const marks = await fixture.http().mutation(api.runtime.markGlobals, {});
    expect(marks).toEqual({ app: "app", notes: null, archive: null });
  });

  test("a component does not see the data of another", async () => {
    const client = fixture.http();
    await client.mutation(api.notes.add, { text: "mine" });
    expect(await client.query(api.notes.list, {})).toContain("note: mine");
    expect(await client.query(api.notes.listArchive, {})).toEqual([]);
  });

  test("time stands still in a query", async () => {
    const time = await fixture.http().query(api.runtime.time, {});
    expect(time).toEqual({ stoodStill: true, isDate: true });
  });

  test("fetch is for actions", async () => {
    const client = fixture.http();
    const url = `${fixture.deployment.siteUrl}/hello`;
    expect(await client.action(api.runtime.fetchInAction, { url })).toBe(200);
    await expect(client.mutation(api.runtime.fetchInMutation, { url })).rejects.toThrow(
      "`fetch` is not supported",
    );
  });
});

describe("between the app and a component", () => {
  test("an error's data arrives, as a ConvexError, and the call is rolled back", async () => {
    const client = fixture.http();
    expect(await client.mutation(api.notes.catchRefusal, {})).toEqual({
      isConvexError: true,
      data: { code: "REFUSED_BY_NOTES", at: 5n },
    });
    const notes = await client.query(api.notes.list, {});
    expect(notes).toContain("note: kept");
    expect(notes).not.toContain("note: rolled back");
  });

  test("a callback given as a function handle runs in the same transaction", async () => {
    const client = fixture.http();
    await client.mutation(api.notes.addAndHear, { text: "told", refuse: false });
    const refused = client.mutation(api.notes.addAndHear, {
      text: "taken",
      refuse: true,
    });
    await expect(refused).rejects.toMatchObject({ data: "not this one" });
    const heard = await client.query(api.messages.list, { channel: "heard" });
    expect(heard).toEqual(["told"]);
    const notes = await client.query(api.notes.list, {});
    expect(notes).toContain("note: told");
    expect(notes).not.toContain("note: taken");
  });

  test("a component can use the paginator, but not paginate()", async () => {
    const client = fixture.http();
    for (const text of ["x", "y", "z"]) await client.mutation(api.notes.add, { text });
    const first = await client.query(api.notes.page, { cursor: null, numItems: 2 });
    expect(first.page).toHaveLength(2);
    const { continueCursor: cursor } = first;
    const second = await client.query(api.notes.page, { cursor, numItems: 2 });
    expect(second.page[0]?._id).not.toBe(first.page[1]?._id);
    await expect(client.query(api.notes.pageWrongly, {})).rejects.toThrow(
      "paginate() is only supported in the app",
    );
  });
});

describe("the database refuses", () => {
  const send = (message: unknown) =>
    fixture.http().mutation(api.messages.sendUnchecked, { message });
  const message = (fields: object) => ({ channel: "c", body: "b", ...fields });

  test.each([
    [
      "a record's value of the wrong kind",
      { tags: { a: "x" } },
      "does not match the schema",
    ],
    ["a field that the schema does not know", { extra: 1 }, "extra field `extra`"],
    ["a document over 1 MiB", { body: "x".repeat(1 << 20) }, "Value is too large"],
    [
      "an array over 8192 items",
      { tags: Array(8193).fill(0) },
      "Array length is too long",
    ],
    [
      "a document that is 17 levels deep",
      { tags: JSON.parse("[".repeat(16) + "]".repeat(16)) as unknown },
      "Document is too nested",
    ],
  ])("%s", async (_, fields, reason) => {
    await expect(send(message(fields))).rejects.toThrow(reason);
  });

  test("arguments that do not match a record", async () => {
    const args = { channel: "c", body: "b", tags: { a: "x" } } as never;
    await expect(fixture.http().mutation(api.messages.send, args)).rejects.toThrow(
      "ArgumentValidationError",
    );
  });
});

describe("what functions log", () => {
  test("goes to the client and to the deployment's own output", async () => {
    const response = await fetch(`${fixture.deployment.url}/api/mutation`, {
      method: "POST",
      body: JSON.stringify({
        path: "messages:send",
        args: [{ channel: "log", body: "loud" }],
      }),
    });
    expect(await response.json()).toMatchObject({ logLines: ["[LOG] 'sending' 'loud'"] });
    expect(fixture.deployment.output).toContain("messages:send: [LOG] 'sending' 'loud'");
  });
});
