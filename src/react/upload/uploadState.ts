/** The bytes sent and the file's size. Kept when an upload fails or is aborted. */
export type UploadProgress = { loadedBytes: number; totalBytes: number };

/** The state of an upload. An upload that is `failed` or `aborted` can be retried. */
export type UploadState = {
  /** What the upload is doing; `idle` before the first one. */
  state: "idle" | "uploading" | "done" | "failed" | "aborted";
  /** The number of the current attempt, starting at 1; 0 before the first attempt. */
  attempt: number;
  /** How much of the file has been sent in the current attempt. */
  progress: UploadProgress;
  /** Why the upload failed, in the state `failed`; otherwise null. */
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

/** The state after an event. While nothing is uploading, only `started` changes it. */
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

/** The file could not be sent: the connection was lost, or the server refused it. */
export class UploadError extends Error {
  override readonly name = "UploadError";

  constructor(
    message: string,
    /** The HTTP status of the server's response, or null if there was none. */
    readonly status: number | null,
  ) {
    super(message);
  }

  /** Whether another attempt may succeed. An expired upload URL responds with 401. */
  get isTemporary(): boolean {
    const { status } = this;
    return status === null || status >= 500 || [401, 408, 429].includes(status);
  }
}
