import type { Playlist, PlaylistVisibility } from "convex-music-library";
import { useMutation } from "convex/react";
import { type FormEvent, useState } from "react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { SelectField, TextArea, TextField } from "../ui/Field";

const visibilities: { value: PlaylistVisibility; label: string }[] = [
  { value: "private", label: "Private: you, and those you work on it with" },
  { value: "public", label: "Public: everybody" },
];

export function EditPlaylist({
  playlist,
  onClose,
}: {
  playlist: Playlist;
  onClose: () => void;
}) {
  const [title, setTitle] = useState(playlist.title);
  const [description, setDescription] = useState(playlist.description ?? "");
  const [visibility, setVisibility] = useState(playlist.visibility);
  const update = useMutation(api.playlists.update);
  const action = useAction();

  function submit(event: FormEvent) {
    event.preventDefault();
    const fields = {
      id: playlist._id,
      title,
      description: description.trim() === "" ? null : description,
      visibility,
    };
    void action.run(() => update(fields), "Saved.").then((saved) => saved && onClose());
  }

  return (
    <Dialog title="Edit the playlist" onClose={onClose}>
      <form onSubmit={submit} className="grid gap-4">
        <TextField
          label="Title"
          required
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <TextArea
          label="Description"
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <SelectField
          label="Who sees it"
          choices={visibilities}
          value={visibility}
          onChoose={setVisibility}
        />
        <Button look="primary" type="submit" isBusy={action.isBusy}>
          Save
        </Button>
      </form>
    </Dialog>
  );
}
