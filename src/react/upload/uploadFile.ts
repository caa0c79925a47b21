import { SIGNATURE_BYTES, typeOfBytes, typeOfName } from "../../shared/fileType.js";
import {
  checkFileSize,
  checkFileType,
  type FileKind,
  mediaType,
} from "../../shared/media.js";
import { sendFile } from "./sendFile.js";
import { retryDelayMs } from "./uploadState.js";

export type UploadJob = {
  kind: FileKind;
  maxBytes: number;
  /** The file's name; by default a `File`'s own. */
  name?: string | undefined;
  /** Makes a new URL for each attempt. */
  generateUploadUrl: () => Promise<string>;
  signal: AbortSignal;
  onAttempt: () => void;
  onProgress: (loadedBytes: number) => void;
};

/**
 * Checks a file as the server is going to, sends it, tries again where that may
 * help, and resolves to its storage id. Throws `UNSUPPORTED_MEDIA_TYPE` and
 * `PAYLOAD_TOO_LARGE` before anything is sent, and what the last attempt threw.
 */
export async function uploadFile(file: Blob, job: UploadJob): Promise<string> {
  const { signal, onProgress } = job;
  const contentType = await unlessAborted(signal, acceptedType(file, job));
  for (let attempt = 1; ; attempt++) {
    job.onAttempt();
    try {
      const url = await unlessAborted(signal, job.generateUploadUrl());
      return await sendFile(url, file, { contentType, signal, onProgress });
    } catch (error) {
      const delayMs = retryDelayMs(attempt, error);
      if (delayMs === null) throw error;
      await unlessAborted(signal, sleep(delayMs));
    }
  }
}

/** The type to send a file under. Throws when the server would not accept the file. */
async function acceptedType(file: Blob, { kind, maxBytes, name }: UploadJob) {
  const contentType = await contentTypeOf(file, name);
  const stored = { contentType, size: file.size };
  checkFileType(stored, kind);
  checkFileSize(stored, kind, maxBytes);
  return mediaType(kind, contentType)!;
}

/** What is sent by default of a file that nothing is known of. */
const UNKNOWN_TYPE = /^(application|binary)\/octet-stream$/i;

async function contentTypeOf(file: Blob, name = "name" in file ? String(file.name) : "") {
  if (file.type !== "" && !UNKNOWN_TYPE.test(file.type)) return file.type;
  const named = typeOfName(name);
  if (named !== null) return named;
  const start = await file.slice(0, SIGNATURE_BYTES).arrayBuffer();
  return typeOfBytes(new Uint8Array(start)) ?? file.type;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Settles as the promise does, or rejects with the signal's reason if that is first. */
function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    const settled = promise.then(resolve, reject);
    void settled.finally(() => signal.removeEventListener("abort", abort));
  });
}
