"use client";
import { useMutation } from "convex/react";
import type { FunctionReference } from "convex/server";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { type FileKind, maxBytesOf } from "../../shared/media.js";
import { uploadFile } from "./uploadFile.js";
import {
  nextUploadState,
  noUpload,
  type UploadEvent,
  type UploadState,
} from "./uploadState.js";

/** Options of `useUpload`. */
export type UploadOptions = {
  /** The host's mounted function, `api.storage.generateUploadUrl`. */
  generateUploadUrl: FunctionReference<
    "mutation",
    "public",
    Record<string, never>,
    string
  >;
  /** What the file is used for. The default is `audio`. */
  kind?: FileKind;
  /** The largest file, in bytes. Set it if your `maxFileBytes` or `maxImageBytes` is not the default. */
  maxBytes?: number;
};

/** The state of the upload and its actions. */
export type Upload = UploadState & {
  /**
   * Uploads a file and resolves to its storage id, which you pass to `tracks.create` as
   * `fileId`. Aborts this hook's current upload, if any. The name is used to find the type of
   * a file without a content type; the default is the name of the `File`.
   *
   * Rejects with a `MusicLibraryError` (`UNSUPPORTED_MEDIA_TYPE` and
   * `PAYLOAD_TOO_LARGE` before the first byte is sent, `FORBIDDEN`, …), with an
   * `UploadError`, or, if aborted, with an error named `AbortError`. `error` holds the same
   * error, except after an abort.
   */
  upload: (file: Blob, name?: string) => Promise<string>;
  /** Aborts the current upload, if any. Unmounting does the same. */
  abort: () => void;
  /** Uploads the failed or aborted file again, as `upload` does. Rejects if there is none. */
  retry: () => Promise<string>;
};

type Job = { file: Blob; name: string | undefined; controller: AbortController };

/**
 * Uploads files to the library's storage, one at a time. To upload several files at once,
 * render a component with this hook for each.
 *
 * A file of the wrong type or size is refused before its first byte is sent. If the
 * connection is lost or the server fails, the upload is retried up to twice, each time from
 * the start with a new URL. The state stays `uploading` meanwhile.
 *
 * ```tsx
 * const createTrack = useMutation(api.tracks.create);
 * const { upload, state, progress, error, abort, retry } = useUpload({
 *   generateUploadUrl: api.storage.generateUploadUrl,
 * });
 * const fileId = await upload(file);
 * await createTrack({ title, artist, isLoop: false, fileId });
 * ```
 */
export function useUpload({
  generateUploadUrl,
  kind = "audio",
  maxBytes = maxBytesOf(kind),
}: UploadOptions): Upload {
  const newUrl = useMutation(generateUploadUrl);
  const [state, dispatch] = useReducer(nextUploadState, noUpload);
  const lastJob = useRef<Job | null>(null);

  const upload = useCallback(
    (file: Blob, name?: string) => {
      lastJob.current?.controller.abort();
      const controller = new AbortController();
      const { signal } = controller;
      lastJob.current = { file, name, controller };
      // An aborted upload must not change the state of the upload that replaced it.
      const report = (event: UploadEvent) => {
        if (!signal.aborted) dispatch(event);
      };
      report({ type: "started", totalBytes: file.size });
      const stored = uploadFile(file, {
        kind,
        maxBytes,
        name,
        generateUploadUrl: () => newUrl({}),
        signal,
        onAttempt: () => report({ type: "attempted" }),
        onProgress: (loadedBytes) => report({ type: "progressed", loadedBytes }),
      });
      stored.then(
        () => {
          if (lastJob.current?.controller === controller) lastJob.current = null;
          report({ type: "finished" });
        },
        (error: unknown) => report({ type: "failed", error: asError(error) }),
      );
      return stored;
    },
    [newUrl, kind, maxBytes],
  );

  const abort = useCallback(() => {
    lastJob.current?.controller.abort();
    dispatch({ type: "aborted" });
  }, []);

  const retry = useCallback(async () => {
    const job = lastJob.current;
    if (job === null) throw new Error("There is no upload to try again.");
    return await upload(job.file, job.name);
  }, [upload]);

  useEffect(() => () => lastJob.current?.controller.abort(), []);

  return { ...state, upload, abort, retry };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
