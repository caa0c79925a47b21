import type { Track } from "convex-music-library";
import { useMutation } from "convex/react";
import { type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { api } from "../../convex/_generated/api";
import { CoverField } from "../cover/CoverField";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Confirm";
import { TrackFieldset } from "./TrackFieldset";
import { fieldsOf, useTrackFields } from "./useTrackFields";

/** Changes a track, or removes it. */
export function TrackEditor({ track }: { track: Track }) {
  const form = useTrackFields(fieldsOf(track));
  const [isRemoving, setIsRemoving] = useState(false);
  const update = useMutation(api.tracks.update);
  const action = useAction();

  function submit(event: FormEvent) {
    event.preventDefault();
    const { record, ...fields } = form.fields;
    const cleared = record.trim() === "" ? null : record;
    void action.run(
      () => update({ id: track._id, ...fields, record: cleared }),
      "Saved.",
    );
  }

  return (
    <section aria-labelledby="edit" className="grid max-w-2xl gap-6">
      <h2 id="edit" className="text-lg font-semibold">
        Edit
      </h2>
      <CoverField track={track} />
      <form onSubmit={submit} className="grid gap-6 border-t border-line pt-6">
        <TrackFieldset form={form} />
        <div className="flex flex-wrap justify-between gap-3">
          <Button look="primary" type="submit" isBusy={action.isBusy}>
            Save
          </Button>
          <Button look="danger" icon="trash" onClick={() => setIsRemoving(true)}>
            Remove the track
          </Button>
        </div>
      </form>
      {isRemoving && <RemoveTrack track={track} onClose={() => setIsRemoving(false)} />}
    </section>
  );
}

function RemoveTrack({ track, onClose }: { track: Track; onClose: () => void }) {
  const remove = useMutation(api.tracks.remove);
  const [, navigate] = useLocation();
  return (
    <Confirm
      title={`Remove “${track.title}”?`}
      deed="Remove the track"
      onClose={onClose}
      onConfirm={async () => {
        await remove({ id: track._id });
        navigate("/");
      }}
    >
      It goes for good, with its file, and out of every playlist.
    </Confirm>
  );
}
