import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { uploadFile } from "./uploadFile.js";
import { UploadError } from "./uploadState.js";

/* What does not get as far as sending; the rest is tested with a deployment. */

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const file = new Blob(["sound"], { type: "audio/mpeg" });

function start(generateUploadUrl: () => Promise<string>) {
  const controller = new AbortController();
  const { signal } = controller;
  const job = { kind: "audio", maxBytes: 100, onProgress: () => {} } as const;
  const onAttempt = vi.fn();
  const upload = () => uploadFile(file, { ...job, generateUploadUrl, signal, onAttempt });
  return { controller, upload, onAttempt };
}

const never = () => new Promise<string>(() => {});
const busy = () => Promise.reject(new UploadError("Busy.", 503));
const reason = new Error("Enough.");

test("what is aborted before it begins is not attempted", async () => {
  const { controller, upload, onAttempt } = start(never);
  controller.abort(reason);
  await expect(upload()).rejects.toBe(reason);
  expect(onAttempt).not.toHaveBeenCalled();
});

test("an abort does not wait for a URL that does not come", async () => {
  const { controller, upload, onAttempt } = start(never);
  const uploaded = upload();
  await vi.waitFor(() => expect(onAttempt).toHaveBeenCalled());
  controller.abort(reason);
  await expect(uploaded).rejects.toBe(reason);
});

test("an abort does not wait for the next attempt", async () => {
  const { controller, upload, onAttempt } = start(busy);
  const uploaded = upload();
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  controller.abort(reason);
  await expect(uploaded).rejects.toBe(reason);
  await vi.runAllTimersAsync();
  expect(onAttempt).toHaveBeenCalledTimes(1);
});

test("attempts end, and the last one's error is what is told", async () => {
  const { upload, onAttempt } = start(busy);
  const uploaded = expect(upload()).rejects.toMatchObject({ status: 503 });
  await vi.runAllTimersAsync();
  await uploaded;
  expect(onAttempt).toHaveBeenCalledTimes(3);
});
