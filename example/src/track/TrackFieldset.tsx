import type { TrackVisibility } from "convex-music-library";
import { CheckField, SelectField, TextField } from "../ui/Field";
import type { TrackForm } from "./useTrackFields";

const visibilities: { value: TrackVisibility; label: string }[] = [
  { value: "public", label: "Public: everybody" },
  { value: "vip", label: "Vip: vips and admins" },
  { value: "private", label: "Private: you" },
];

/** The fields of a track, for a new one and for one that is changed. */
export function TrackFieldset({ form: { fields, set } }: { form: TrackForm }) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label="Title"
        required
        value={fields.title}
        onChange={(event) => set("title", event.target.value)}
      />
      <TextField
        label="Artist"
        required
        value={fields.artist}
        onChange={(event) => set("artist", event.target.value)}
      />
      <TextField
        label="Record"
        value={fields.record}
        onChange={(event) => set("record", event.target.value)}
      />
      <SelectField
        label="Who hears it"
        choices={visibilities}
        value={fields.visibility}
        onChoose={(visibility) => set("visibility", visibility)}
      />
      <CheckField
        label="Plays in a loop"
        checked={fields.isLoop}
        onChange={(event) => set("isLoop", event.target.checked)}
      />
    </div>
  );
}
