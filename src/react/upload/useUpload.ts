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

/** What a page uploads, and by what. */
export type UploadOptions = {
  /** The host's mounted function, `api.storage.generateUploadUrl`. */
  generateUploadUrl: FunctionReference<
    "mutation",
    "public",
    Record<string, never>,
    string
  >;
  /** What the file is for; by default `audio`. */
  kind?: FileKind;
  /** The largest file in bytes, if the host's option for its kind is not the default. */
  maxBytes?: number;
};

/** An upload: where it stands, and what can be done with it. */
export type Upload = UploadState & {
  /**
   * Uploads a file and resolves to its storage id, to be passed to `tracks.create`
   * as `fileId`. Aborts this hook's earlier upload, if one is on. The name helps with
   * a file that has no content type; by default it is the `File`'s own.
   *
   * Rejects with a `MusicLibraryError` (`UNSUPPORTED_MEDIA_TYPE` and
   * `PAYLOAD_TOO_LARGE` before the first byte is sent, `FORBIDDEN`, …), with an
   * `UploadError`, or when aborted with an error of the name `AbortError`. All but the
   * last are in `error`, too.
   */
  upload: (file: Blob, name?: string) => Promise<string>;
  /** Ends the upload that is on, if any. So does unmounting. */
  abort: () => void;
  /** Uploads the file again that failed or was aborted. As `upload`. */
  retry: () => Promise<string>;
};

type Job = { file: Blob; name: string | undefined; controller: AbortController };

/**
 * Uploads files to the library's storage, one at a time: a page that uploads several
 * at once has a component for each.
 *
 * A file of the wrong type or size is refused before its first byte is sent. When the
 * connection is lost or the server fails, the upload is tried twice more by itself,
 * each time from the start with a new URL; meanwhile it stays `uploading`.
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
      // What an earlier upload still has to say is no news of this one.
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
