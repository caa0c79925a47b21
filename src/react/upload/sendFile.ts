import { UploadError } from "./uploadState.js";

export type SendOptions = {
  contentType: string;
  signal: AbortSignal;
  onProgress: (loadedBytes: number) => void;
};

/**
 * Posts a file to an upload URL, once, and resolves to its storage id. Rejects with
 * an `UploadError`, or with the signal's reason when it is aborted.
 *
 * `fetch` would not tell how much of the body has been sent.
 */
export function sendFile(url: string, file: Blob, options: SendOptions): Promise<string> {
  const { contentType, signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      const { status } = request;
      const storageId = status === 200 ? storageIdIn(request.responseText) : null;
      if (storageId !== null) resolve(storageId);
      else reject(new UploadError(refusalMessage(status), status));
    };
    request.onerror = () =>
      reject(new UploadError("The connection was lost during the upload.", null));
    request.onabort = () => reject(signal.reason as Error);
    request.onloadend = () => signal.removeEventListener("abort", abort);
    request.open("POST", url);
    request.setRequestHeader("Content-Type", contentType);
    request.send(file);
  });
}

function refusalMessage(status: number) {
  return status === 200
    ? "The upload was answered without the id of a stored file."
    : `The upload was refused with status ${status}.`;
}

/** The id in the answer to an upload, or null when it is not such an answer. */
function storageIdIn(answer: string): string | null {
  try {
    const value = JSON.parse(answer) as { storageId?: unknown } | null;
    const storageId = value?.storageId;
    return typeof storageId === "string" && storageId !== "" ? storageId : null;
  } catch {
    return null;
  }
}
