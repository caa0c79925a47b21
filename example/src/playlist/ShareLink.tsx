import type { Playlist } from "convex-music-library";
import { useMutation } from "convex/react";
import { api } from "../../convex/_generated/api";
import { useAction } from "../errors/useAction";
import { Button } from "../ui/Button";
import { TextField } from "../ui/Field";

/** A link that shows the playlist to whoever has it, signed in or not. */
export function ShareLink({ playlist: { _id: id, shareToken } }: { playlist: Playlist }) {
  const share = useMutation(api.playlists.share);
  const unshare = useMutation(api.playlists.unshare);
  const action = useAction();

  if (shareToken === undefined) {
    return (
      <div className="grid justify-items-start gap-3">
        <p className="text-sm text-muted">
          With a link, anybody sees the playlist and hears its public tracks, live and
          without an account.
        </p>
        <Button
          look="primary"
          icon="link"
          isBusy={action.isBusy}
          onClick={() => void action.run(() => share({ id }))}
        >
          Make a link
        </Button>
      </div>
    );
  }
  const link = `${location.origin}/shared/${shareToken}`;
  return (
    <div className="grid gap-3">
      <TextField
        label="Link"
        readOnly
        value={link}
        onFocus={(event) => event.target.select()}
      />
      <div className="flex flex-wrap gap-3">
        <Button
          look="primary"
          icon="link"
          onClick={() =>
            void action.run(() => navigator.clipboard.writeText(link), "Link copied.")
          }
        >
          Copy
        </Button>
        <Button
          isBusy={action.isBusy}
          onClick={() =>
            void action.run(() => share({ id, renew: true }), "The old link has ended.")
          }
        >
          New link
        </Button>
        <Button
          look="danger"
          isBusy={action.isBusy}
          onClick={() => void action.run(() => unshare({ id }), "The link has ended.")}
        >
          End the link
        </Button>
      </div>
    </div>
  );
}
