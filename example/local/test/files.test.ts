import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { api } from "./fixture/convex/_generated/api.js";
import { Fixture, until } from "./harness.js";

const TEXT = "0123456789";

let fixture: Fixture;
let storageId: string;
let url: string;

beforeAll(async () => {
  fixture = await Fixture.deployed();
  const client = fixture.http();
  const upload = await fetch(await client.mutation(api.notes.uploadUrl, {}), {
    method: "POST",
    headers: { "content-type": "text/plain", origin: "http://page.example.com" },
    body: TEXT,
  });
  expect(upload.headers.get("access-control-allow-origin")).toBe(
    "http://page.example.com",
  );
  ({ storageId } = (await upload.json()) as { storageId: string });
  url = (await client.query(api.notes.fileUrl, { storageId }))!;
});

afterAll(() => fixture.stop());

describe("a file in a component's storage", () => {
  test("has the metadata of the upload", async () => {
    const metadata = await fixture.http().query(api.notes.fileMetadata, { storageId });
    expect(metadata).toMatchObject({
      size: TEXT.length,
      contentType: "text/plain",
      sha256: createHash("sha256").update(TEXT).digest("base64"),
    });
  });

  test("can be downloaded as a whole, with its type and digest", async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(TEXT);
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(response.headers.get("accept-ranges")).toBe("bytes");
    expect(response.headers.get("digest")).toMatch(/^sha-256=/);
  });

  test.each([
    ["bytes=2-4", "234", "bytes 2-4/10"],
    ["bytes=7-", "789", "bytes 7-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=5-100", "56789", "bytes 5-9/10"],
  ])("can be downloaded in part: %s", async (range, part, contentRange) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe(part);
    expect(response.headers.get("content-range")).toBe(contentRange);
    expect(response.headers.get("content-length")).toBe(String(part.length));
  });

  test.each(["bytes=10-", "bytes=0-1,3-4"])("refuses %s", async (range) => {
    const response = await fetch(url, { headers: { range } });
    expect(response.status).toBe(416);
    expect(response.headers.get("content-range")).toBe("bytes */10");
  });

  test("answers HEAD without the bytes", async () => {
    const response = await fetch(url, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("10");
    expect(await response.text()).toBe("");
  });

  test("has no URL once it is deleted", async () => {
    const client = fixture.http();
    const blob = await fetch(await client.mutation(api.notes.uploadUrl, {}), {
      method: "POST",
      body: "short-lived",
    });
    const { storageId } = (await blob.json()) as { storageId: string };
    const url = (await client.query(api.notes.fileUrl, { storageId }))!;
    expect((await fetch(url)).status).toBe(200);
    await client.mutation(api.notes.deleteFile, { storageId });
    expect((await fetch(url)).status).toBe(404);
    expect(await client.query(api.notes.fileUrl, { storageId })).toBeNull();
  });
});

test("an upload without a valid token is refused", async () => {
  const target = `${fixture.deployment.url}/api/storage/upload?token=guessed`;
  const response = await fetch(target, { method: "POST", body: "x" });
  expect(response.status).toBe(401);
});

test("a file that an action stores in the app's storage can be downloaded", async () => {
  const stored = await fixture
    .http()
    .action(api.runtime.storeInAction, { text: "made here" });
  const response = await fetch(stored.url!);
  expect(await response.text()).toBe("made here");
  expect(response.headers.get("content-type")).toBe("text/plain");
});

test("getting a file's URL reads one of a query's 4,096 index ranges", async () => {
  const client = fixture.http();
  const { id } = await client.action(api.runtime.storeInAction, { text: "asked for" });
  await client.query(api.runtime.askForUrl, { id, times: 4096 });
  const costs = (await fixture.transactions()).findLast(
    ({ udfPath }) => udfPath === "runtime:askForUrl",
  );
  expect(costs?.use).toMatchObject({ databaseQueries: 4096, documentsRead: 0 });
  const refused = client.query(api.runtime.askForUrl, { id, times: 4097 });
  await expect(refused).rejects.toThrow("Too many index ranges");
});

test("an action stores a file only if its checksum is the given one", async () => {
  const client = fixture.http();
  const sha256 = createHash("sha256").update("made here").digest("base64");
  const { url } = await client.action(api.runtime.storeInAction, {
    text: "made here",
    sha256,
  });
  expect((await fetch(url!)).status).toBe(200);
  const other = client.action(api.runtime.storeInAction, { text: "other", sha256 });
  await expect(other).rejects.toThrow(/Sha256 mismatch/);
});

test("actions store and delete files while mutations run", async () => {
  const client = fixture.http();
  await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const text = `${n}`.repeat(1000);
      const { id, url } = await client.action(api.runtime.storeInAction, { text });
      await client.mutation(api.notes.uploadUrl, {});
      expect(await (await fetch(url!)).text()).toBe(text);
      expect(await client.action(api.runtime.deleteInAction, { id })).toBeNull();
      expect((await fetch(url!)).status).toBe(404);
    }),
  );
});

describe("HTTP actions", () => {
  test("of the app answer at their path", async () => {
    const response = await fetch(`${fixture.deployment.siteUrl}/hello?x=1`);
    expect(await response.json()).toEqual({ pathname: "/hello", subject: null });
  });

  test("of the app answer below a prefix", async () => {
    const response = await fetch(`${fixture.deployment.siteUrl}/echo/a/b`, {
      method: "POST",
      headers: { "content-type": "text/x-echo" },
      body: "said",
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-from")).toBe("app");
    expect(response.headers.get("content-type")).toBe("text/x-echo");
    expect(await response.text()).toBe("said");
  });

  test("of a component answer below the prefix it is mounted at", async () => {
    const response = await fetch(`${fixture.deployment.siteUrl}/notes/hook`, {
      method: "POST",
      body: "hooked",
    });
    expect(await response.json()).toEqual({ pathname: "/notes/hook", prefix: "note: " });
    const notes = await fixture.http().query(api.notes.list, {});
    expect(notes).toContain("note: hooked");
  });

  test("of a component that is not mounted do not answer", async () => {
    const { siteUrl } = fixture.deployment;
    const missing = await fetch(`${siteUrl}/hook`, { method: "POST" });
    expect(missing.status).toBe(404);
    expect(await missing.text()).toBe("No HttpAction routed for /hook");
    const wrongMethod = await fetch(`${siteUrl}/hello`, { method: "POST" });
    expect(wrongMethod.status).toBe(404);
  });
});

describe("crons", () => {
  const run = (job: { name: string; component?: string }) =>
    fixture.admin("POST", "/api/local/crons/run", job);

  test("are listed with their schedule", async () => {
    expect(await fixture.admin("GET", "/api/local/crons")).toContainEqual({
      component: "notes",
      name: "nightly",
      function: "lib:sweep",
      schedule: { type: "daily", hourUTC: 3, minuteUTC: 30 },
    });
  });

  test("run on time", async () => {
    const client = fixture.http();
    const before = await client.query(api.visits.count, {});
    await until(async () => (await client.query(api.visits.count, {})) > before);
  });

  test("run when asked, in their component", async () => {
    expect(await run({ name: "nightly", component: "notes" })).toMatchObject({
      status: "success",
    });
    const client = fixture.http();
    expect(await client.query(api.notes.list, {})).toContain("note: swept");
    expect(await client.query(api.notes.listArchive, {})).toEqual([]);
  });

  test("that do not exist are refused", async () => {
    await expect(run({ name: "nightly" })).rejects.toThrow('no cron \\"nightly\\"');
  });
});
