import { ConvexReactClient } from "convex/react";
import { ConvexError } from "convex/values";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { api, internal } from "./fixture/convex/_generated/api.js";
import { Fixture, until } from "./harness.js";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await Fixture.deployed();
});

afterAll(() => fixture.stop());

/** Collects the results of a live query. */
function watchMessages(client: ReturnType<Fixture["live"]>, channel: string) {
  const seen: string[][] = [];
  client.onUpdate(api.messages.list, { channel }, (bodies) => seen.push(bodies));
  return seen;
}

describe("ConvexHttpClient", () => {
  test("runs queries, mutations and actions", async () => {
    const client = fixture.http();
    await client.mutation(api.messages.send, { channel: "http", body: "one" });
    expect(await client.query(api.messages.list, { channel: "http" })).toEqual(["one"]);
    const count = await client.action(api.messages.sendFromAction, {
      channel: "http",
      body: "two",
    });
    expect(count).toBeGreaterThanOrEqual(2);
    expect(await client.consistentQuery(api.messages.list, { channel: "http" })).toEqual([
      "one",
      "two",
    ]);
  });

  test("gets the data of a ConvexError, and its transaction is rolled back", async () => {
    const client = fixture.http();
    const refused = client.mutation(api.messages.refuse, {});
    await expect(refused).rejects.toBeInstanceOf(ConvexError);
    await expect(refused).rejects.toMatchObject({ data: { code: "REFUSED", at: 3n } });
    expect(await client.query(api.messages.list, { channel: "refused" })).toEqual([]);
  });

  test("gets the message of any other error", async () => {
    const failed = fixture.http().query(api.messages.fail, {});
    await expect(failed).rejects.toThrow("Uncaught TypeError: a plain error");
  });

  test("cannot call internal functions or functions of components", async () => {
    const client = fixture.http();
    // The types forbid both, but a client may not use them.
    const hidden = internal.messages.count as unknown as typeof api.users.whoami;
    await expect(client.query(hidden, {})).rejects.toThrow(
      "Could not find public function for 'messages:count'",
    );
    const response = await fetch(`${fixture.deployment.url}/api/query`, {
      method: "POST",
      body: JSON.stringify({ path: "lib:list", componentPath: "notes", args: [{}] }),
    });
    expect(response.status).toBe(560);
    expect(await response.text()).toContain("Could not find public function");
  });

  test("gets an error when it calls a mutation as a query", async () => {
    const wrong = api.messages.refuse as unknown as typeof api.users.whoami;
    await expect(fixture.http().query(wrong, {})).rejects.toThrow(
      "Trying to execute messages:refuse as Query, but it is defined as Mutation.",
    );
  });

  test("passes bytes in and out", async () => {
    const bytes = new TextEncoder().encode("abc").buffer;
    const digest = await fixture.http().query(api.runtime.digest, { bytes });
    expect(Buffer.from(digest).toString("hex")).toMatch(/^ba7816bf/);
  });
});

describe("ConvexClient", () => {
  test("sees a live query change", async () => {
    const client = fixture.live();
    const seen = watchMessages(client, "live");
    await until(() => seen.length === 1);
    await fixture.http().mutation(api.messages.send, { channel: "live", body: "news" });
    await until(() => seen.length === 2);
    expect(seen).toEqual([[], ["news"]]);
  });

  test("is not notified of writes that do not change its result", async () => {
    const client = fixture.live();
    const seen = watchMessages(client, "quiet");
    await until(() => seen.length === 1);
    await client.mutation(api.messages.send, { channel: "loud", body: "noise" });
    await client.mutation(api.notes.add, { text: "elsewhere" });
    expect(seen).toEqual([[]]);
  });

  test("resolves a mutation only after its own queries show the effect", async () => {
    const client = fixture.live();
    const seen = watchMessages(client, "settled");
    await until(() => seen.length === 1);
    for (const body of ["a", "b", "c"]) {
      await client.mutation(api.messages.send, { channel: "settled", body });
      expect(seen.at(-1)).toContain(body);
    }
  });

  test("sees what an action and a component write", async () => {
    const client = fixture.live();
    const notes: string[][] = [];
    client.onUpdate(api.notes.list, {}, (list) => notes.push(list));
    await until(() => notes.length === 1);
    await client.action(api.notes.addFromAction, { text: "acted" });
    await until(() => notes.at(-1)?.includes("note: acted"));
  });

  test("sees a scheduled function's effect once it has run", async () => {
    const client = fixture.live();
    const seen = watchMessages(client, "later");
    await client.mutation(api.messages.sendLater, { channel: "later", body: "due" });
    expect(seen.at(-1) ?? []).toEqual([]);
    await until(() => seen.at(-1)?.includes("due"));
  });

  test("gets the data of a ConvexError", async () => {
    const refused = fixture.live().mutation(api.messages.refuse, {});
    await expect(refused).rejects.toMatchObject({ data: { code: "REFUSED", at: 3n } });
  });

  test("sees all of many concurrent mutations", async () => {
    const client = fixture.live();
    const seen = watchMessages(client, "crowd");
    const bodies = Array.from({ length: 40 }, (_, index) => `message ${index}`);
    await Promise.all(
      bodies.map((body) =>
        client.mutation(api.messages.send, { channel: "crowd", body }),
      ),
    );
    expect(seen.at(-1)).toEqual(bodies);
  });

  test("keeps pages adjacent while rows come and go", async () => {
    const client = fixture.live();
    const send = (body: string) =>
      client.mutation(api.messages.send, { channel: "paged", body });
    for (const body of ["1", "2", "3", "4", "5"]) await send(body);
    type Page = { bodies: string[]; continueCursor: string; isDone: boolean };
    const watchPage = (cursor: string | null) => {
      const pages: Page[] = [];
      const paginationOpts = { numItems: 2, cursor, id: 1 };
      client.onUpdate(
        api.messages.page,
        { channel: "paged", paginationOpts },
        ({ page, continueCursor, isDone }) =>
          pages.push({ bodies: page.map(({ body }) => body), continueCursor, isDone }),
      );
      return pages;
    };
    const first = watchPage(null);
    await until(() => first.length === 1);
    expect(first[0]).toMatchObject({ bodies: ["5", "4"], isDone: false });
    const second = watchPage(first[0]!.continueCursor);
    await until(() => second.length === 1);
    expect(second[0]!.bodies).toEqual(["3", "2"]);

    await send("6");
    expect(first.at(-1)).toMatchObject({
      bodies: ["6", "5", "4"],
      continueCursor: first[0]!.continueCursor,
    });
    // The page still ends at the same position when its last row is removed.
    await client.mutation(api.messages.remove, { channel: "paged", body: "4" });
    expect(first.at(-1)).toMatchObject({
      bodies: ["6", "5"],
      continueCursor: first[0]!.continueCursor,
      isDone: false,
    });
    expect(second).toHaveLength(1);
  });

  test("runs a mutation once even if the connection breaks before the answer", async () => {
    let breakConnection = true;
    class BreakingSocket extends WebSocket {
      override send(data: string) {
        super.send(data, () => {
          if (!breakConnection || !data.includes('"type":"Mutation"')) return;
          breakConnection = false;
          this.terminate();
        });
      }
    }
    const client = fixture.live(BreakingSocket as typeof WebSocket);
    const seen = watchMessages(client, "broken");
    await until(() => seen.length === 1);
    await client.mutation(api.messages.send, { channel: "broken", body: "once" });
    expect(breakConnection).toBe(false);
    expect(seen.at(-1)).toEqual(["once"]);
    expect(await fixture.http().query(api.messages.list, { channel: "broken" })).toEqual([
      "once",
    ]);
  });

  test("sees a new value of an environment variable", async () => {
    const client = fixture.live();
    const greetings: (string | null)[] = [];
    client.onUpdate(api.runtime.environment, {}, ({ app }) =>
      greetings.push(app.GREETING),
    );
    await until(() => greetings.length === 1);
    await fixture.setEnv({ GREETING: "hello" });
    await until(() => greetings.length === 2);
    expect(greetings).toEqual([null, "hello"]);
  });
});

describe("ConvexReactClient", () => {
  function reactClient() {
    const client = new ConvexReactClient(fixture.deployment.url, {
      webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
      unsavedChangesWarning: false,
      logger: false,
    });
    fixture.onStop(() => client.close());
    return client;
  }

  test("watches a query, mutates and acts", async () => {
    const client = reactClient();
    const watch = client.watchQuery(api.messages.list, { channel: "react" });
    let updates = 0;
    watch.onUpdate(() => (updates += 1));
    await until(() => watch.localQueryResult());
    await client.mutation(api.messages.send, { channel: "react", body: "hi" });
    expect(watch.localQueryResult()).toEqual(["hi"]);
    expect(updates).toBe(2);
    const args = { channel: "react", body: "from an action" };
    expect(await client.action(api.messages.sendFromAction, args)).toBeGreaterThan(1);
    await until(() => watch.localQueryResult()?.includes("from an action"));
  });

  test("shows an optimistic update until the real result arrives", async () => {
    const client = reactClient();
    const watch = client.watchQuery(api.messages.list, { channel: "eager" });
    const shown: (string[] | undefined)[] = [];
    watch.onUpdate(() => shown.push(watch.localQueryResult()));
    await until(() => shown.length === 1);
    await client.mutation(
      api.messages.send,
      { channel: "eager", body: "real" },
      {
        optimisticUpdate: (store) =>
          store.setQuery(api.messages.list, { channel: "eager" }, ["guessed"]),
      },
    );
    expect(shown).toEqual([[], ["guessed"], ["real"]]);
  });
});

describe("the cost of a transaction", () => {
  test("is recorded, including calls into components", async () => {
    const client = fixture.http();
    await client.mutation(api.notes.add, { text: "counted" });
    const notes = await client.query(api.notes.list, {});
    const entries = await fixture.transactions();
    const add = entries.findLast((entry) => entry.udfPath === "notes:add");
    expect(add).toMatchObject({
      component: "",
      udfType: "Mutation",
      use: { documentsWritten: 1, documentsRead: 0 },
    });
    const list = entries.findLast((entry) => entry.udfPath === "notes:list");
    expect(list?.use).toMatchObject({
      documentsRead: notes.length,
      databaseQueries: 1,
    });
  });

  test("can be read by the admin only", async () => {
    const url = `${fixture.deployment.url}/api/local/transactions`;
    expect((await fetch(url)).status).toBe(403);
  });
});
