/** How far an upload is. While it is not `uploading`, the numbers stay as they were. */
export type UploadProgress = { loadedBytes: number; totalBytes: number };

/** Where an upload stands. `aborted` ones and `failed` ones can be tried again. */
export type UploadState = {
  state: "idle" | "uploading" | "done" | "failed" | "aborted";
  /** Counts the tries of this upload from 1; 0 while there is none. */
  attempt: number;
  progress: UploadProgress;
  /** Why it failed, in the state `failed`. */
  error: Error | null;
};

export type UploadEvent =
  | { type: "started"; totalBytes: number }
  | { type: "attempted" }
  | { type: "progressed"; loadedBytes: number }
  | { type: "finished" }
  | { type: "failed"; error: Error }
  | { type: "aborted" };

export const noUpload: UploadState = {
  state: "idle",
  attempt: 0,
  progress: { loadedBytes: 0, totalBytes: 0 },
  error: null,
};

/** The state after an event. Only a start leads out of a state in which nothing is on. */
export function nextUploadState(state: UploadState, event: UploadEvent): UploadState {
  if (event.type === "started") {
    const progress = { loadedBytes: 0, totalBytes: event.totalBytes };
    return { ...noUpload, state: "uploading", progress };
  }
  if (state.state !== "uploading") return state;
  const { totalBytes } = state.progress;
  const loaded = (bytes: number) => ({
    loadedBytes: Math.min(Math.max(bytes, 0), totalBytes),
    totalBytes,
  });
  switch (event.type) {
    case "attempted":
      return { ...state, attempt: state.attempt + 1, progress: loaded(0) };
    case "progressed":
      return { ...state, progress: loaded(event.loadedBytes) };
    case "finished":
      return { ...state, state: "done", progress: loaded(totalBytes) };
    case "failed":
      return { ...state, state: "failed", error: event.error };
    case "aborted":
      return { ...state, state: "aborted" };
  }
}

/** How long to wait before each further attempt, in ms. */
const RETRY_DELAYS_MS = [1000, 3000];

/** How long to wait after an attempt that failed, in ms, or null to give up. */
export function retryDelayMs(attempt: number, error: unknown): number | null {
  if (!(error instanceof UploadError) || !error.isTemporary) return null;
  return RETRY_DELAYS_MS[attempt - 1] ?? null;
}

/** The file could not be sent: the connection broke, or the server did not take it. */
export class UploadError extends Error {
  override readonly name = "UploadError";

  constructor(
    message: string,
    /** Of the server's answer, or null when there was none. */
    readonly status: number | null,
  ) {
    super(message);
  }

  /** Whether another attempt may succeed: 401 is what an expired upload URL answers. */
  get isTemporary(): boolean {
    const { status } = this;
    return status === null || status >= 500 || [401, 408, 429].includes(status);
  }
}
