import { type Upload, useUpload } from "convex-music-library/react";
import { useMutation } from "convex/react";
import { type FormEvent, useEffect, useState } from "react";
import { Link } from "wouter";
import { api } from "../../convex/_generated/api";
import { sentenceOf } from "../errors/sentences";
import { useAction } from "../errors/useAction";
import { TrackFieldset } from "../track/TrackFieldset";
import { useTrackFields } from "../track/useTrackFields";
import { Button, buttonStyle } from "../ui/Button";
import { Icon } from "../ui/Icon";
import { Progress } from "../ui/Progress";
import { byteSize } from "./byteSize";
import { durationOf } from "./durationOf";
import { titleFrom } from "./titleFrom";

/** One file on its way: it uploads while its fields are filled in, then becomes a track. */
export function UploadCard({ file }: { file: File }) {
  const { upload, ...sending } = useUpload({
    generateUploadUrl: api.storage.generateUploadUrl,
  });
  const form = useTrackFields({
    title: titleFrom(file.name),
    artist: "",
    record: "",
    isLoop: false,
    visibility: "public",
  });
  const [fileId, setFileId] = useState<string | null>(null);
  const [trackId, setTrackId] = useState<string | null>(null);
  const create = useMutation(api.tracks.create);
  const action = useAction();

  useEffect(() => {
    // What went wrong is in `error`.
    upload(file).then(setFileId, () => undefined);
  }, [upload, file]);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (fileId === null) return;
    void action.run(async () => {
      const { record, ...fields } = form.fields;
      const durationSeconds = await durationOf(file);
      const track = {
        ...fields,
        fileId,
        ...(record.trim() !== "" && { record }),
        ...(durationSeconds !== null && { durationSeconds }),
      };
      setTrackId(await create(track));
    }, `${form.fields.title} is in the library.`);
  }

  if (trackId !== null) return <Uploaded title={form.fields.title} id={trackId} />;
  return (
    <article
      aria-label={file.name}
      className="grid gap-5 rounded-2xl border border-line bg-panel p-5"
    >
      <UploadState
        file={file}
        {...sending}
        onRetry={() => void sending.retry().then(setFileId, () => undefined)}
      />
      <form onSubmit={submit} className="grid gap-5">
        <TrackFieldset form={form} />
        <Button
          look="primary"
          type="submit"
          disabled={fileId === null}
          isBusy={action.isBusy}
          className="justify-self-start"
        >
          Add to the library
        </Button>
      </form>
    </article>
  );
}

function UploadState({
  file,
  state,
  progress,
  error,
  abort,
  onRetry,
}: {
  file: File;
  onRetry: () => void;
} & Pick<Upload, "state" | "progress" | "error" | "abort">) {
  return (
    <div className="grid gap-2">
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4">
        <p className="min-w-0 flex-1 truncate font-semibold">{file.name}</p>
        <p role="status" className="text-sm text-muted">
          {said(state, file)}
        </p>
        {state === "uploading" && (
          <Button look="quiet" onClick={abort}>
            Cancel
          </Button>
        )}
        {(state === "failed" || state === "aborted") && (
          <Button look="quiet" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
      <Progress
        label={`Upload of ${file.name}`}
        value={progress.loadedBytes}
        max={progress.totalBytes || file.size}
      />
      {error && (
        <p role="alert" className="flex items-center gap-2 text-sm text-danger">
          <Icon name="alert" />
          {sentenceOf(error)}
        </p>
      )}
    </div>
  );
}

function said(state: Upload["state"], file: File): string {
  switch (state) {
    case "idle":
    case "uploading":
      return `Uploading ${byteSize(file.size)}`;
    case "done":
      return "Uploaded";
    case "failed":
      return "Not uploaded";
    case "aborted":
      return "Cancelled";
  }
}

function Uploaded({ title, id }: { title: string; id: string }) {
  return (
    <article className="flex flex-wrap items-center justify-between gap-3 rounded-2xl border border-line bg-panel p-5">
      <p className="flex items-center gap-3 font-semibold">
        <Icon name="check" className="size-5 text-good" />
        {title}
      </p>
      <Link href={`/tracks/${id}`} className={buttonStyle("plain")}>
        Open the track
      </Link>
    </article>
  );
}
