import "./dom.js";
import { ConvexProviderWithAuth, ConvexReactClient } from "convex/react";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import WebSocket from "ws";
import { api } from "../../example/convex/_generated/api.js";
import { wavFile } from "../../example/demo/wav.js";
import { isMusicLibraryError } from "../../src/client/index.js";
import { type Upload, type UploadOptions, useUpload } from "../../src/react/index.js";
import { adminClerkId, deployExample, type Example } from "./deployed.js";
import {
  answer,
  hangUp,
  slow,
  startUploadProxy,
  type UploadProxy,
} from "./uploadProxy.js";

let example: Example;
let proxy: UploadProxy;
const pages: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  example = await deployExample();
  const admin = await example.client(adminClerkId);
  await admin.mutation(api.users.ensureCurrent, {});
  for (const [subject, role] of [
    ["user_vip", "vip"],
    ["user_guest", "guest"],
  ] as const) {
    const client = await example.client(subject);
    const { _id: userId } = await client.mutation(api.users.ensureCurrent, {});
    await admin.mutation(api.users.setRole, { userId, role });
  }
});
beforeEach(async () => {
  proxy = await startUploadProxy(example.url);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  await proxy.stop();
});
afterAll(async () => {
  await example?.stop();
});

/** Leads the uploads of a client through the proxy. */
function reroute(client: ConvexReactClient) {
  const mutation = client.mutation.bind(client) as (...args: unknown[]) => unknown;
  client.mutation = (async (...args: unknown[]) =>
    proxy.reroute((await mutation(...args)) as string)) as typeof client.mutation;
}

/** A page of somebody signed in that uploads. */
function open(options: Partial<UploadOptions> & { as?: string } = {}) {
  const { as: subject = "user_vip", ...uploadOptions } = options;
  const client = new ConvexReactClient(example.url, {
    webSocketConstructor: WebSocket as unknown as typeof globalThis.WebSocket,
    unsavedChangesWarning: false,
    logger: false,
  });
  reroute(client);
  const fetchAccessToken = () => example.token(subject);
  const auth = { isLoading: false, isAuthenticated: true, fetchAccessToken };
  const useAuth = () => auth;

  const rendered: Upload[] = [];
  function Page() {
    const { generateUploadUrl } = api.storage;
    const upload = useUpload({ generateUploadUrl, ...uploadOptions });
    rendered.push(upload);
    return <p>{upload.state}</p>;
  }
  const root = createRoot(document.createElement("div"));
  act(() =>
    root.render(
      <ConvexProviderWithAuth client={client} useAuth={useAuth}>
        <Page />
      </ConvexProviderWithAuth>,
    ),
  );
  const page = {
    rendered,
    upload: () => rendered.at(-1)!,
    /** Does something, and lets React render what follows from it at once. */
    act<T>(does: (upload: Upload) => T): T {
      let result: T;
      act(() => {
        result = does(rendered.at(-1)!);
      });
      return result!;
    },
    async shows(state: Partial<Upload>) {
      await vi.waitFor(() => expect(page.upload()).toMatchObject(state), {
        timeout: 10_000,
        interval: 20,
      });
    },
    unmount: () => act(() => root.unmount()),
    async close() {
      page.unmount();
      await client.close();
    },
  };
  pages.push(page);
  return page;
}

const wavBytes = new Uint8Array(await wavFile([440]).arrayBuffer());

/** A file of the page's own kind, such as a file input has. */
function fileOf(bytes: Uint8Array, name: string, type: string) {
  return new window.File([bytes as BlobPart], name, { type });
}
const wav = (name = "a.wav", type = "audio/wav") => fileOf(wavBytes, name, type);

async function reasonOf(promise: Promise<unknown>) {
  return await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
}

async function codeOf(promise: Promise<unknown>) {
  const reason = await reasonOf(promise);
  return isMusicLibraryError(reason) ? reason.data.code : reason;
}

test("a vip's file is stored, and becomes a track's", async () => {
  const page = open();
  expect(page.upload()).toMatchObject({ state: "idle", attempt: 0, error: null });
  const fileId = await page.act(({ upload }) => upload(wav("a.wav", "audio/x-wav")));
  await page.shows({ state: "done" });

  const { length: totalBytes } = wavBytes;
  const progress = page.rendered.map((upload) => upload.progress);
  expect(progress).toContainEqual({ loadedBytes: 0, totalBytes });
  expect(progress.at(-1)).toEqual({ loadedBytes: totalBytes, totalBytes });

  const vip = await example.client("user_vip");
  const fields = { title: "A", artist: "Ada", isLoop: false };
  const id = await vip.mutation(api.tracks.create, { ...fields, fileId });
  const track = await vip.query(api.tracks.get, { id });
  const stored = await fetch(track!.url!);
  expect(stored.headers.get("content-type")).toBe("audio/wav");
  expect(new Uint8Array(await stored.arrayBuffer())).toEqual(wavBytes);
});

const binary = wav("a", "application/octet-stream");

test.each([
  ["its name", fileOf(wavBytes, "a.FLAC", ""), undefined, "audio/flac"],
  ["the name it is given", fileOf(wavBytes, "blob", ""), "a.mp3", "audio/mpeg"],
  ["its first bytes", wav("recording", ""), undefined, "audio/wav"],
  ["its first bytes, if it is binary", binary, undefined, "audio/wav"],
])("a file without a type is sent under that of %s", async (_, file, name, type) => {
  const page = open();
  await page.act(({ upload }) => upload(file, name));
  expect(proxy.uploads.map(({ contentType }) => contentType)).toEqual([type]);
});

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);

test("a picture is sent where pictures are asked for", async () => {
  const page = open({ kind: "image" });
  await page.act(({ upload }) => upload(fileOf(png, "cover", "")));
  expect(proxy.uploads).toMatchObject([{ contentType: "image/png" }]);
});

const tooLargePicture = fileOf(new Uint8Array(11 * 1024 ** 2), "a.png", "");
const tooManyBytes = { maxBytes: wavBytes.length - 1 };
const image = { kind: "image" } as const;

test.each([
  ["a web page", {}, wav("a.mp3", "text/html"), "UNSUPPORTED_MEDIA_TYPE"],
  ["an SVG drawing", image, wav("a.svg", "image/svg+xml"), "UNSUPPORTED_MEDIA_TYPE"],
  ["a picture for audio", {}, fileOf(png, "a", ""), "UNSUPPORTED_MEDIA_TYPE"],
  ["audio for a picture", image, wav(), "UNSUPPORTED_MEDIA_TYPE"],
  ["a file over the limit", tooManyBytes, wav(), "PAYLOAD_TOO_LARGE"],
  ["a picture of 11 MiB", image, tooLargePicture, "PAYLOAD_TOO_LARGE"],
] as const)("%s is refused before the first byte", async (_, options, file, code) => {
  const page = open(options);
  const upload = page.act(({ upload }) => upload(file));
  expect(await codeOf(upload)).toBe(code);
  await page.shows({ state: "failed", error: (await reasonOf(upload)) as Error });
  expect(proxy.uploads).toEqual([]);
});

test("somebody who may not upload learns so, at once", async () => {
  const page = open({ as: "user_guest" });
  expect(await codeOf(page.act(({ upload }) => upload(wav())))).toBe("FORBIDDEN");
  await page.shows({ state: "failed", attempt: 1 });
  expect(proxy.uploads).toEqual([]);
});

test("an upload that fails twice succeeds by itself, with a new URL each time", async () => {
  proxy.mishaps.push(answer(503, "Overloaded"), hangUp);
  const page = open();
  const fileId = await page.act(({ upload }) => upload(wav()));
  await page.shows({ state: "done", attempt: 3, error: null });
  expect(fileId).not.toBe("");
  expect(new Set(proxy.uploads.map(({ url }) => url)).size).toBe(3);
  const states = page.rendered.map(({ state }) => state);
  expect(new Set(states)).toEqual(new Set(["idle", "uploading", "done"]));
});

test("an expired URL is replaced by a new one", async () => {
  const expired = JSON.stringify({ code: "StorageTokenExpired", message: "Expired" });
  proxy.mishaps.push(answer(401, expired));
  const page = open();
  await page.act(({ upload }) => upload(wav()));
  await page.shows({ state: "done", attempt: 2 });
});

test("an upload that keeps failing can be tried again by hand", async () => {
  proxy.mishaps.push(hangUp, hangUp, hangUp);
  const page = open();
  const upload = page.act(({ upload }) => upload(wav()));
  expect(await reasonOf(upload)).toMatchObject({ name: "UploadError", status: null });
  await page.shows({ state: "failed", attempt: 3 });
  const fileId = await page.act(({ retry }) => retry());
  expect(fileId).not.toBe("");
  await page.shows({ state: "done", attempt: 1, error: null });
  expect(await reasonOf(page.upload().retry())).toBeInstanceOf(Error);
});

test.each([
  ["no JSON", 200, "Welcome to this hotel's network"],
  ["other JSON", 200, '{"ok":true}'],
  ["null", 200, "null"],
  ["an id that is none", 200, '{"storageId":7}'],
  ["a refusal", 400, '{"storageId":"kg2"}'],
])("an answer with %s fails, once", async (_, status, body) => {
  proxy.mishaps.push(answer(status, body));
  const page = open();
  const upload = page.act(({ upload }) => upload(wav()));
  expect(await reasonOf(upload)).toMatchObject({ name: "UploadError", status });
  await page.shows({ state: "failed", attempt: 1 });
});

const large = () => fileOf(new Uint8Array(8 * 1024 ** 2), "long.wav", "audio/wav");

test("an upload is aborted in the middle, and tried again from its start", async () => {
  const { mishap, begun, closed } = slow();
  proxy.mishaps.push(mishap);
  const page = open();
  const upload = page.act(({ upload }) => upload(large()));
  await begun;
  page.act(({ abort }) => abort());
  expect(page.upload()).toMatchObject({ state: "aborted", error: null });
  expect(await reasonOf(upload)).toMatchObject({ name: "AbortError" });
  await closed;
  await page.act(({ retry }) => retry());
  await page.shows({ state: "done" });
});

test("an upload is aborted while it waits for its next attempt", async () => {
  proxy.mishaps.push(answer(500, "Broken"));
  const page = open();
  const upload = page.act(({ upload }) => upload(wav()));
  await vi.waitFor(() => expect(proxy.uploads.length).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 300));
  page.act(({ abort }) => abort());
  expect(await reasonOf(upload)).toMatchObject({ name: "AbortError" });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(proxy.uploads.length).toBe(1);
  expect(page.upload().state).toBe("aborted");
});

test("an upload is aborted before it has a URL", async () => {
  const page = open();
  const upload = page.act(({ upload }) => upload(wav()));
  page.act(({ abort }) => abort());
  expect(await reasonOf(upload)).toMatchObject({ name: "AbortError" });
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(proxy.uploads).toEqual([]);
});

test("a new upload takes the place of the one that is on", async () => {
  const { mishap, begun, closed } = slow();
  proxy.mishaps.push(mishap);
  const page = open();
  const first = page.act(({ upload }) => upload(large()));
  await begun;
  const second = page.act(({ upload }) => upload(wav()));
  expect(await reasonOf(first)).toMatchObject({ name: "AbortError" });
  await closed;
  await second;
  await page.shows({
    state: "done",
    progress: { loadedBytes: wavBytes.length, totalBytes: wavBytes.length },
  });
});

test("unmounting ends the upload", async () => {
  const { mishap, begun, closed } = slow();
  proxy.mishaps.push(mishap);
  const page = open();
  const upload = page.act(({ upload }) => upload(large()));
  await begun;
  page.unmount();
  expect(await reasonOf(upload)).toMatchObject({ name: "AbortError" });
  await closed;
});

test("the functions are the same from render to render", async () => {
  const page = open();
  const { upload, abort, retry } = page.upload();
  await page.act(({ upload }) => upload(wav()));
  await page.shows({ state: "done", upload, abort, retry });
});
