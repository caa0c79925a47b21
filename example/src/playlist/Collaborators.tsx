import type { Playlist } from "convex-music-library";
import { useMutation, useQuery } from "convex/react";
import { useState } from "react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { useLastKnown } from "../library/useLastKnown";
import { Avatar } from "../ui/Avatar";
import { Button, IconButton } from "../ui/Button";
import { TextField } from "../ui/Field";
import type { Collaborator } from "./SharePlaylist";

/** Who may change the playlist's tracks and their order, beside its owner. */
export function Collaborators({
  playlist,
  collaborators,
}: {
  playlist: Playlist;
  collaborators: Collaborator[];
}) {
  const remove = useMutation(api.playlists.removeCollaborator);
  const action = useAction();
  return (
    <section aria-labelledby="people" className="grid gap-4 border-t border-line pt-5">
      <h3 id="people" className="font-semibold">
        People who work on it
      </h3>
      {collaborators.length > 0 && (
        <ul className="grid">
          {collaborators.map(({ userId, name, imageUrl }) => (
            <li key={userId} className="flex min-h-12 items-center gap-3">
              <Avatar name={name} {...(imageUrl !== undefined && { imageUrl })} />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <IconButton
                icon="close"
                label={`Remove ${name}`}
                onClick={() =>
                  void action.run(() => remove({ playlistId: playlist._id, userId }))
                }
              />
            </li>
          ))}
        </ul>
      )}
      <AddCollaborator
        playlistId={playlist._id}
        known={[playlist.userId, ...collaborators.map(({ userId }) => userId)]}
      />
    </section>
  );
}

function AddCollaborator({
  playlistId,
  known,
}: {
  playlistId: string;
  known: (string | undefined)[];
}) {
  const [name, setName] = useState("");
  const found = useLastKnown(useQuery(api.members.find, { name })) ?? [];
  const add = useMutation(api.playlists.addCollaborator);
  const action = useAction();
  const people = found.filter(({ userId }) => !known.includes(userId));
  return (
    <div className="grid gap-2">
      <TextField
        label="Find somebody"
        type="search"
        placeholder="Name"
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <p role="status" className="text-sm text-muted empty:hidden">
        {name.trim() !== "" && people.length === 0 && "Nobody else of this name."}
      </p>
      <ul className="grid">
        {people.map((person) => (
          <li key={person.userId} className="flex min-h-12 items-center gap-3">
            <Avatar name={person.name} />
            <span className="min-w-0 flex-1 truncate">{person.name}</span>
            <Button
              aria-label={`Add ${person.name}`}
              isBusy={action.isBusy}
              onClick={() =>
                void action.run(
                  () => add({ playlistId, userId: person.userId }),
                  `${person.name} can change the playlist now.`,
                )
              }
            >
              Add
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
