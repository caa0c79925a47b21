import { useMutation } from "convex/react";
import { type FormEvent, useState } from "react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";

/** Makes a private playlist. */
export function NewPlaylistForm({
  onCreated,
}: {
  onCreated: (id: string, title: string) => void;
}) {
  const [title, setTitle] = useState("");
  const create = useMutation(api.playlists.create);
  const action = useAction();

  function submit(event: FormEvent) {
    event.preventDefault();
    void action.run(async () => {
      onCreated(await create({ title }), title);
      setTitle("");
    });
  }

  return (
    <form onSubmit={submit} className="flex items-end gap-3">
      <div className="flex-1">
        <TextField
          label="New playlist"
          placeholder="Title"
          required
          maxLength={300}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </div>
      <Button type="submit" icon="plus" isBusy={action.isBusy}>
        Create
      </Button>
    </form>
  );
}
