import { useMutation } from "convex/react";
import type { FunctionReference } from "convex/server";
import { useCallback, useRef, useState } from "react";

/** TEMPORARY stand-in with the interface of the library's useUpload. */
export function useUpload({
  generateUploadUrl,
}: {
  generateUploadUrl: FunctionReference<
    "mutation",
    "public",
    Record<string, never>,
    string
  >;
  kind?: "audio" | "image";
  maxBytes?: number;
}) {
  const newUrl = useMutation(generateUploadUrl);
  const [state, setState] = useState<
    "idle" | "uploading" | "done" | "failed" | "aborted"
  >("idle");
  const [progress, setProgress] = useState({ loadedBytes: 0, totalBytes: 0 });
  const [error, setError] = useState<Error | null>(null);
  const last = useRef<{ file: File; request: XMLHttpRequest | null } | null>(null);
  const upload = useCallback(
    async (file: File): Promise<string> => {
      last.current?.request?.abort();
      setState("uploading");
      setError(null);
      setProgress({ loadedBytes: 0, totalBytes: file.size });
      try {
        const url = await newUrl({});
        const id = await new Promise<string>((resolve, reject) => {
          const request = new XMLHttpRequest();
          last.current = { file, request };
          request.open("POST", url);
          request.setRequestHeader("content-type", file.type);
          request.upload.onprogress = (e) =>
            setProgress({ loadedBytes: e.loaded, totalBytes: file.size });
          request.onload = () =>
            resolve(
              (JSON.parse(request.responseText) as { storageId: string }).storageId,
            );
          request.onerror = () => reject(new Error("failed"));
          request.onabort = () => reject(new Error("aborted"));
          request.send(file);
        });
        setState("done");
        return id;
      } catch (reason) {
        setError(reason as Error);
        setState("failed");
        throw reason;
      }
    },
    [newUrl],
  );
  return {
    upload,
    state,
    progress,
    error,
    abort: () => last.current?.request?.abort(),
    retry: () => upload(last.current!.file),
  };
}
