import type { Track } from "convex-music-library";
import { useUpload } from "convex-music-library/react";
import { useMutation } from "convex/react";
import { useRef, useState } from "react";
import { api } from "../../convex/_generated/api";
import { sentenceOf } from "../errors/sentences";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";
import { Progress } from "../ui/Progress";
import { Cover } from "./Cover";

/** The picture of a track: a new one is uploaded, and shown as soon as it is stored. */
export function CoverField({ track }: { track: Track }) {
  const input = useRef<HTMLInputElement>(null);
  const [alt, setAlt] = useState(track.image?.alt ?? "");
  const { upload, state, progress, error } = useUpload({
    generateUploadUrl: api.storage.generateUploadUrl,
    kind: "image",
  });
  const update = useMutation(api.tracks.update);
  const action = useAction();

  async function replace(file: File) {
    // What went wrong with the upload is in `error`.
    const fileId = await upload(file).catch(() => null);
    if (fileId === null) return;
    const image = { fileId, alt: alt.trim() || `Cover of ${track.title}` };
    await action.run(() => update({ id: track._id, image }), "The cover is changed.");
  }

  return (
    <fieldset className="grid gap-4 sm:grid-cols-[7rem_minmax(0,1fr)]">
      <legend className="mb-3 font-semibold">Cover</legend>
      <Cover
        text={`${track.artist} ${track.title}`}
        src={track.imageUrl}
        alt={track.image?.alt ?? `Drawn cover of ${track.title}`}
        className="size-28 rounded-xl"
      />
      <div className="grid content-start gap-3">
        <TextField
          label="Description for those who can’t see it"
          value={alt}
          maxLength={500}
          onChange={(event) => setAlt(event.target.value)}
        />
        <div className="flex flex-wrap gap-3">
          <Button
            icon="upload"
            isBusy={state === "uploading"}
            onClick={() => input.current?.click()}
          >
            {track.imageUrl === null ? "Choose a picture" : "Choose another picture"}
          </Button>
          {track.image && (
            <Button
              look="quiet"
              isBusy={action.isBusy}
              onClick={() =>
                void action.run(
                  () => update({ id: track._id, image: null }),
                  "The cover is gone.",
                )
              }
            >
              Remove it
            </Button>
          )}
        </div>
        <input
          ref={input}
          type="file"
          accept="image/png, image/jpeg, image/webp, image/avif, image/gif"
          hidden
          aria-label="Picture of the cover"
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) void replace(file);
          }}
        />
        {state === "uploading" && (
          <Progress
            label="Upload of the cover"
            value={progress.loadedBytes}
            max={progress.totalBytes}
          />
        )}
        {error && (
          <p role="alert" className="text-sm text-danger">
            {sentenceOf(error)}
          </p>
        )}
      </div>
    </fieldset>
  );
}
