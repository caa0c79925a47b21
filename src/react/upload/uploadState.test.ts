import fc from "fast-check";
import { expect, test } from "vitest";
import { libraryError } from "../../shared/errors.js";
import {
  nextUploadState,
  noUpload,
  retryDelayMs,
  type UploadEvent,
  UploadError,
} from "./uploadState.js";

function after(...events: UploadEvent[]) {
  return events.reduce(nextUploadState, noUpload);
}

const started = { type: "started", totalBytes: 100 } as const;
const attempted = { type: "attempted" } as const;
const finished = { type: "finished" } as const;
const aborted = { type: "aborted" } as const;
const progressed = (loadedBytes: number) =>
  ({ type: "progressed", loadedBytes }) as const;
const failed = { type: "failed", error: new Error("Lost.") } as const;

test("an upload runs from its start to its last byte", () => {
  expect(after(started, attempted, progressed(40))).toMatchObject({
    state: "uploading",
    attempt: 1,
    progress: { loadedBytes: 40, totalBytes: 100 },
  });
  expect(after(started, attempted, progressed(40), finished)).toMatchObject({
    state: "done",
    progress: { loadedBytes: 100, totalBytes: 100 },
  });
});

test("each attempt begins again at the first byte", () => {
  expect(after(started, attempted, progressed(40), attempted)).toMatchObject({
    state: "uploading",
    attempt: 2,
    progress: { loadedBytes: 0, totalBytes: 100 },
  });
});

test("a failure keeps its reason until the next start", () => {
  const state = after(started, attempted, failed);
  expect(state).toMatchObject({ state: "failed", error: failed.error });
  expect(nextUploadState(state, started)).toMatchObject({
    state: "uploading",
    attempt: 0,
    error: null,
  });
});

const event = fc.oneof(
  fc.nat(1000).map((totalBytes): UploadEvent => ({ type: "started", totalBytes })),
  fc.integer({ min: -10, max: 2000 }).map((bytes): UploadEvent => progressed(bytes)),
  fc.constantFrom<UploadEvent>(attempted, finished, failed, aborted),
);

test("under any events there is an error just when it failed, and no more than all is loaded", () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let state = noUpload;
      for (const next of events) {
        const before = state;
        state = nextUploadState(before, next);
        const { loadedBytes, totalBytes } = state.progress;
        expect(loadedBytes).toBeGreaterThanOrEqual(0);
        expect(loadedBytes).toBeLessThanOrEqual(totalBytes);
        expect(state.error !== null).toBe(state.state === "failed");
        const isOver = before.state !== "uploading";
        if (isOver && next.type !== "started") expect(state).toBe(before);
      }
    }),
  );
});

test.each([
  ["a lost connection", null, [1000, 3000, null]],
  ["an expired URL", 401, [1000, 3000, null]],
  ["a time-out", 408, [1000, 3000, null]],
  ["too many requests", 429, [1000, 3000, null]],
  ["a broken server", 503, [1000, 3000, null]],
  ["a refusal", 400, [null, null, null]],
  ["an answer that makes no sense", 200, [null, null, null]],
])("after %s (%s) the next attempts come after %j ms", (_, status, delays) => {
  const error = new UploadError("Not sent.", status);
  expect([1, 2, 3].map((attempt) => retryDelayMs(attempt, error))).toEqual(delays);
});

test("what is refused is not tried again", () => {
  expect(
    retryDelayMs(1, libraryError("FORBIDDEN", "Guests may not upload files.")),
  ).toBeNull();
  expect(retryDelayMs(1, new Error("Server Error"))).toBeNull();
});
